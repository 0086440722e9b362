package io.onemq.mqtt.internal;

import io.onemq.Capability;
import io.onemq.CapabilitySupport;
import java.util.EnumMap;
import java.util.Map;

/** What MQTT 5 can do. */
final class Capabilities {
    private static final Map<Capability, CapabilitySupport> ALL = Map.copyOf(make());

    private Capabilities() {}

    static Map<Capability, CapabilitySupport> all() {
        return ALL;
    }

    private static Map<Capability, CapabilitySupport> make() {
        Map<Capability, CapabilitySupport> all = new EnumMap<>(Capability.class);
        addNative(all);
        addEmulated(all);
        addUnsupported(all);
        return all;
    }

    private static void addNative(Map<Capability, CapabilitySupport> all) {
        offer(all, Capability.CONFIRMED_PUBLISH, "PUBACK of a message of quality of service 1.");
        offer(all, Capability.UNROUTABLE_DETECTION, "PUBACK with the reason 0x10, no matching subscribers.");
        offer(all, Capability.BROADCAST, "A subscription of its own in a session that ends with its connection.");
        offer(all, Capability.ACK_IN_ANY_ORDER, "PUBACK by packet id.");
        offer(all, Capability.LEASE_EXTENSION, "A lease lasts as long as the connection.");
    }

    private static void offer(Map<Capability, CapabilitySupport> all, Capability capability, String how) {
        all.put(capability, CapabilitySupport.nativeSupport(how));
    }

    private static void addEmulated(Map<Capability, CapabilitySupport> all) {
        emulate(all, Capability.GROUPS, "Sessions that outlive their connections, one for each partition.");
        emulate(all, Capability.COMPETING_CONSUMERS, "Members of a group share out its sessions.");
        emulate(
                all,
                Capability.PARTITIONS,
                "A topic of MQTT for each, chosen by a hash of the key; each group has a session for each.");
        emulate(all, Capability.NACK, "A copy in the group's retry topic.");
        emulate(
                all,
                Capability.RELEASE,
                "The member that holds the session hands it over again, or the next one does.");
        emulate(all, Capability.DEAD_LETTER, "A copy in the dead-letter topic.");
        emulate(
                all,
                Capability.DELAYED_REDELIVERY,
                "A copy in a retained message, which the member that serves the retries takes when it is due.");
        emulate(all, Capability.MESSAGE_EXPIRY, "Looked at before the message is handed over.");
        emulate(
                all,
                Capability.REQUEST_REPLY,
                "The library matches replies by correlation id; each requester reads the topic of the replies.");
        emulate(all, Capability.PAUSE, "What a member holds waits with it, as do its sessions.");
    }

    private static void emulate(Map<Capability, CapabilitySupport> all, Capability capability, String how) {
        all.put(capability, CapabilitySupport.emulated(how));
    }

    private static void addUnsupported(Map<Capability, CapabilitySupport> all) {
        refuse(
                all,
                Capability.CRASH_DURABILITY,
                "MQTT brokers confirm what they have received; Mosquitto writes it to its file afterwards.");
        refuse(
                all,
                Capability.DELAYED_PUBLISH,
                "MQTT has no delayed messages, and a message that waits for its time needs somebody who reads its topic.");
        refuse(all, Capability.RETENTION, "MQTT drops a message for which there is no session.");
        refuse(all, Capability.TOPIC_RETENTION, "MQTT keeps no message that is acknowledged.");
        refuse(all, Capability.REPLAY, "MQTT keeps no message that is acknowledged.");
        refuse(
                all,
                Capability.KEY_ORDER,
                "The driver keeps no notes of failed attempts, which order by key needs; use one partition and one member.");
        refuse(all, Capability.PRIORITY, "A session hands out messages in their order; use a topic for each priority.");
        refuse(all, Capability.BACKLOG, "MQTT does not tell how many messages wait in a session.");
        refuse(
                all,
                Capability.PURGE,
                "MQTT can end a session, but not empty it; delete the group and declare it again.");
        refuse(all, Capability.PUBLISH_DEDUP, "MQTT brokers remember no ids of messages.");
    }

    private static void refuse(Map<Capability, CapabilitySupport> all, Capability capability, String why) {
        all.put(capability, CapabilitySupport.unsupported(why));
    }
}
