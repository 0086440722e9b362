package io.onemq.kafka.internal;

import io.onemq.Capability;
import io.onemq.CapabilitySupport;
import io.onemq.Retention;
import java.util.EnumMap;
import java.util.Map;

/** What the driver can do on the connected cluster in the configured mode. */
final class Capabilities {
    private Capabilities() {}

    static Map<Capability, CapabilitySupport> of(boolean share) {
        Map<Capability, CapabilitySupport> all = new EnumMap<>(Capability.class);
        natively(all, Capability.CONFIRMED_PUBLISH, "acks=all with an idempotent producer");
        natively(all, Capability.CRASH_DURABILITY, "every in-sync replica has the record before it is confirmed");
        natively(all, Capability.GROUPS, "a Kafka group for each group");
        natively(all, Capability.BROADCAST, "a consumer without a group that reads every partition from its end on");
        natively(
                all,
                Capability.COMPETING_CONSUMERS,
                share
                        ? "share groups, any number of members"
                        : "classic groups, at most as many members at work as the topic has partitions");
        if (share) {
            natively(all, Capability.ACK_IN_ANY_ORDER, "share groups acknowledge record by record");
        } else {
            emulated(
                    all,
                    Capability.ACK_IN_ANY_ORDER,
                    "the lowest unsettled offset is committed, with what is settled above it as its metadata");
        }
        emulated(all, Capability.NACK, "the message goes to the group's retry topic");
        if (share) {
            natively(all, Capability.RELEASE, "share groups release record by record");
            natively(all, Capability.LEASE_EXTENSION, "the lock on the record is renewed in time");
        } else {
            emulated(all, Capability.LEASE_EXTENSION, "a lease lasts as long as the partition is assigned");
            emulated(all, Capability.RELEASE, "the member that owns the partition hands the message out again");
        }
        emulated(all, Capability.DEAD_LETTER, "the message goes to the dead-letter topic, then it is acknowledged");
        emulated(all, Capability.DELAYED_REDELIVERY, "as published with a delay");
        emulated(
                all,
                Capability.DELAYED_PUBLISH,
                "the message waits in shared topics, from which connected clients move it on: it needs one of them");
        emulated(all, Capability.MESSAGE_EXPIRY, "consumers look at it before they hand the message over");
        all.put(
                Capability.UNROUTABLE_DETECTION,
                CapabilitySupport.unsupported(
                        "A Kafka topic keeps messages whether it has groups or not; a topic that does not exist is "
                                + "refused with NOT_FOUND."));
        natively(all, Capability.RETENTION, "the topic keeps messages as its retention settings say");
        emulated(
                all,
                Capability.TOPIC_RETENTION,
                "by age, clients that declared the topic delete what is old and settled; one that drops what is not settled"
                        + " is the broker's own");
        natively(all, Capability.PARTITIONS, "the partitions of the topic");
        natively(all, Capability.KEY_ORDER, "a classic group whose partitions belong to one member each");
        all.put(
                Capability.PRIORITY,
                CapabilitySupport.unsupported(
                        "Kafka hands out the records of a partition in their order; use a topic for each priority."));
        all.put(
                Capability.PUBLISH_DEDUP,
                CapabilitySupport.unsupported("Kafka drops repeats of one producer session only, and knows no message"
                        + " ids. Let consumers skip what they have handled: Idempotency, docs/idempotency.md."));
        emulated(
                all,
                Capability.REQUEST_REPLY,
                "replies are matched by correlation id; each requester reads their topic");
        natively(all, Capability.BACKLOG, "the distance of the group's positions from the end; includes held messages");
        natively(all, Capability.PURGE, "moves the group's positions to the end, while it has no members");
        natively(
                all,
                Capability.REPLAY,
                "positions of the group among what the topic still has; a group is moved while it has no members");
        if (share) {
            emulated(all, Capability.PAUSE, "the consumer hands back what it has and leaves the share group meanwhile");
        } else {
            natively(all, Capability.PAUSE, "the consumer stays a member, and its partitions wait for it");
        }
        return Map.copyOf(all);
    }

    /** Support for one retention. */
    static CapabilitySupport of(Retention retention) {
        if (retention.dropsUnsettled()) {
            return CapabilitySupport.nativeSupport("retention.ms and retention.bytes of the topic");
        }
        return retention.bytes().isPresent()
                ? CapabilitySupport.unsupported("Kafka removes by size whether messages are settled or not; use a"
                        + " retention by age alone, or Retention.droppingUnsettled().")
                : CapabilitySupport.emulated("clients that declared the topic delete what is old and settled");
    }

    private static void natively(Map<Capability, CapabilitySupport> all, Capability capability, String note) {
        all.put(capability, CapabilitySupport.nativeSupport(note));
    }

    private static void emulated(Map<Capability, CapabilitySupport> all, Capability capability, String note) {
        all.put(capability, CapabilitySupport.emulated(note));
    }
}
