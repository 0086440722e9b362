package io.onemq.memory.internal;

import io.onemq.Capability;
import io.onemq.CapabilitySupport;
import java.util.EnumMap;
import java.util.Map;

/** What the in-process broker supports. */
final class Capabilities {
    private Capabilities() {}

    static Map<Capability, CapabilitySupport> of(Profile profile) {
        Map<Capability, CapabilitySupport> all = new EnumMap<>(Capability.class);
        all.put(
                Capability.CONFIRMED_PUBLISH,
                CapabilitySupport.nativeSupport("Confirmed by the broker's thread once the message is stored."));
        all.put(
                Capability.CRASH_DURABILITY,
                CapabilitySupport.nativeSupport("A crash of the broker is simulated and keeps what was stored."));
        all.put(Capability.GROUPS, CapabilitySupport.nativeSupport("Each group has a queue of its own."));
        all.put(
                Capability.COMPETING_CONSUMERS,
                CapabilitySupport.nativeSupport("Members get messages in turn, as far as their windows have room."));
        all.put(
                Capability.BROADCAST,
                CapabilitySupport.nativeSupport("A queue of its own, which ends with the consumer."));
        all.put(Capability.ACK_IN_ANY_ORDER, CapabilitySupport.nativeSupport("Deliveries are settled one by one."));
        all.put(
                Capability.RELEASE,
                CapabilitySupport.nativeSupport("A released message goes back to its place in the group's queue."));
        all.put(
                Capability.LEASE_EXTENSION,
                CapabilitySupport.nativeSupport("A lease lasts as long as the connection."));
        all.put(
                Capability.NACK,
                CapabilitySupport.emulated("A copy with the next attempt number goes to the group's retry topic."));
        all.put(
                Capability.DELAYED_REDELIVERY,
                CapabilitySupport.emulated("The broker keeps the copy apart from its topic until it is due."));
        all.put(
                Capability.DELAYED_PUBLISH,
                CapabilitySupport.nativeSupport("The broker keeps the message apart from its topic until it is due."));
        all.put(
                Capability.DEAD_LETTER,
                CapabilitySupport.emulated("A copy with the cause in its headers goes to the dead-letter topic."));
        all.put(Capability.MESSAGE_EXPIRY, CapabilitySupport.emulated("Looked at before the message is handed over."));
        all.put(Capability.PARTITIONS, CapabilitySupport.nativeSupport("Fixed when the topic is declared."));
        all.put(
                Capability.KEY_ORDER,
                CapabilitySupport.nativeSupport(
                        "Each partition belongs to one member, 8 if the topic names no number."));
        all.put(
                Capability.REQUEST_REPLY,
                CapabilitySupport.emulated(
                        "The library matches replies by correlation id; each requester reads the topic of the replies."));
        all.put(Capability.BACKLOG, CapabilitySupport.nativeSupport("Both ready and in flight."));
        all.put(Capability.PURGE, CapabilitySupport.nativeSupport("Drops what no member holds."));
        all.put(Capability.PRIORITY, priority(profile));
        all.put(
                Capability.PAUSE,
                CapabilitySupport.nativeSupport(
                        "A paused member gets nothing; with key order its partitions wait for it."));
        all.put(
                Capability.PUBLISH_DEDUP,
                CapabilitySupport.nativeSupport("Each partition remembers the ids of its messages for the window."));
        addRetention(all, profile);
        return Map.copyOf(all);
    }

    private static CapabilitySupport priority(Profile profile) {
        return profile == Profile.LOG
                ? CapabilitySupport.unsupported("A topic of the log profile hands out messages in the order of their"
                        + " publishing; use a topic for each priority, or memory.profile=queue.")
                : CapabilitySupport.nativeSupport("Ten priorities, the highest that waits first.");
    }

    private static void addRetention(Map<Capability, CapabilitySupport> all, Profile profile) {
        if (profile == Profile.LOG) {
            all.put(Capability.RETENTION, CapabilitySupport.nativeSupport("Every message stays in its topic."));
            all.put(Capability.REPLAY, CapabilitySupport.nativeSupport("Every message stays in its topic."));
            all.put(
                    Capability.TOPIC_RETENTION,
                    CapabilitySupport.nativeSupport("The broker removes what is too old or too much."));
            all.put(
                    Capability.UNROUTABLE_DETECTION,
                    CapabilitySupport.unsupported(
                            "A topic of the log profile keeps messages without a group; use memory.profile=queue."));
        } else {
            all.put(
                    Capability.RETENTION,
                    CapabilitySupport.unsupported(
                            "A topic of the queue profile keeps messages for its groups only; use memory.profile=log."));
            all.put(
                    Capability.REPLAY,
                    CapabilitySupport.unsupported(
                            "A topic of the queue profile keeps no message that is settled; use memory.profile=log."));
            all.put(
                    Capability.TOPIC_RETENTION,
                    CapabilitySupport.unsupported(
                            "A topic of the queue profile keeps no message that is settled; use memory.profile=log."));
            all.put(
                    Capability.UNROUTABLE_DETECTION,
                    CapabilitySupport.nativeSupport("A topic without groups refuses messages."));
        }
    }
}
