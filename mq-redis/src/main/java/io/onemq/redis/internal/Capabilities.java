package io.onemq.redis.internal;

import io.onemq.Capability;
import io.onemq.CapabilitySupport;
import java.util.EnumMap;
import java.util.Map;

/** What streams can do, the same on every server version that the driver accepts. */
final class Capabilities {
    private Capabilities() {}

    static Map<Capability, CapabilitySupport> all() {
        Map<Capability, CapabilitySupport> all = new EnumMap<>(Capability.class);
        nativeSupport(
                all, Capability.CONFIRMED_PUBLISH, "The reply to XADD; how durable that is, appendfsync decides.");
        nativeSupport(
                all,
                Capability.CRASH_DURABILITY,
                "With appendonly the server writes before it replies; what a crash of the machine leaves, appendfsync decides.");
        nativeSupport(all, Capability.GROUPS, "Consumer groups of a stream.");
        emulated(
                all,
                Capability.BROADCAST,
                "XREAD without a group, from positions that trimming respects while their consumer lives.");
        nativeSupport(all, Capability.COMPETING_CONSUMERS, "Consumers of one group.");
        nativeSupport(all, Capability.ACK_IN_ANY_ORDER, "XACK, in a script that checks the owner.");
        emulated(all, Capability.NACK, "A copy in the group's retry topic.");
        emulated(
                all,
                Capability.RELEASE,
                "The entry is handed to a consumer that is nobody, and the next member takes it.");
        emulated(all, Capability.LEASE_EXTENSION, "The idle time of the pending entry is reset in time.");
        emulated(all, Capability.DEAD_LETTER, "A copy in the dead-letter topic.");
        emulated(
                all,
                Capability.DELAYED_REDELIVERY,
                "A copy in a sorted set until it is due, then in the group's retry topic.");
        emulated(
                all,
                Capability.DELAYED_PUBLISH,
                "A sorted set beside the stream, from which any connected consumer of the topic moves what is due.");
        emulated(all, Capability.MESSAGE_EXPIRY, "Looked at before the message is handed over.");
        nativeSupport(all, Capability.RETENTION, "A topic without groups keeps every message.");
        emulated(
                all,
                Capability.TOPIC_RETENTION,
                "Scripts trim the streams, by connected clients that declared the topic and by its consumers.");
        emulated(all, Capability.PARTITIONS, "One stream per partition, chosen by Kafka's hash of the key.");
        emulated(
                all,
                Capability.KEY_ORDER,
                "Each stream of the topic is leased to one member of the group, checked with each settlement.");
        emulated(
                all,
                Capability.REQUEST_REPLY,
                "The library matches replies by correlation id; each requester reads the topic of the replies.");
        nativeSupport(all, Capability.BACKLOG, "XINFO GROUPS.");
        nativeSupport(all, Capability.PURGE, "XGROUP SETID.");
        nativeSupport(
                all,
                Capability.REPLAY,
                "XGROUP CREATE and SETID, for what the stream still holds: that is what some group has not settled, and what"
                        + " its topic has a retention for.");
        emulated(
                all,
                Capability.PAUSE,
                "The consumer reads nothing and hands back its entries; with key order its streams wait for it.");
        emulated(
                all,
                Capability.PUBLISH_DEDUP,
                "A script adds the entry unless its id is in a hash beside the stream; ids count per partition.");
        all.put(
                Capability.UNROUTABLE_DETECTION,
                CapabilitySupport.unsupported(
                        "Streams keep the messages of a topic without groups for groups to come."));
        all.put(
                Capability.PRIORITY,
                CapabilitySupport.unsupported(
                        "Streams hand out entries in their order; use a topic for each priority."));
        return Map.copyOf(all);
    }

    private static void nativeSupport(Map<Capability, CapabilitySupport> all, Capability capability, String note) {
        all.put(capability, CapabilitySupport.nativeSupport(note));
    }

    private static void emulated(Map<Capability, CapabilitySupport> all, Capability capability, String note) {
        all.put(capability, CapabilitySupport.emulated(note));
    }
}
