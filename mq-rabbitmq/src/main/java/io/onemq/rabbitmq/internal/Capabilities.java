package io.onemq.rabbitmq.internal;

import static io.onemq.CapabilitySupport.emulated;
import static io.onemq.CapabilitySupport.nativeSupport;
import static io.onemq.CapabilitySupport.unsupported;

import io.onemq.Capability;
import io.onemq.CapabilitySupport;
import io.onemq.Retention;
import io.onemq.spi.TopicSpec;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/** What RabbitMQ can do, with a sentence for each. */
final class Capabilities {
    static final String NO_REPLAY = "A queue drops what is settled; declare the topic with a retention"
            + " (Topic.withRetention), which keeps what is published from then on.";
    private static final String NO_DROPPING = "A group keeps what it has not settled in a queue of its own, on which no"
            + " retention has a hold; declare the topic without droppingUnsettled().";

    private Capabilities() {}

    static Map<Capability, CapabilitySupport> of(ServerVersion version) {
        Map<Capability, CapabilitySupport> all = new EnumMap<>(Capability.class);
        all.put(
                Capability.CONFIRMED_PUBLISH,
                nativeSupport("Publisher confirms: a majority of each quorum queue has the message on disk."));
        all.put(
                Capability.CRASH_DURABILITY,
                nativeSupport("Publisher confirms: a majority of each quorum queue has the message on disk."));
        all.put(Capability.GROUPS, nativeSupport("Each group has a queue of its own, bound to the topic's exchange."));
        all.put(
                Capability.BROADCAST,
                nativeSupport("An exclusive queue bound to the topic's exchange, deleted with its consumer."));
        all.put(Capability.COMPETING_CONSUMERS, nativeSupport("The members of a group consume the same queue."));
        all.put(Capability.ACK_IN_ANY_ORDER, nativeSupport("Every delivery is acknowledged by its own tag."));
        all.put(Capability.NACK, emulated("The library publishes a copy to the group's retry topic and counts."));
        all.put(Capability.RELEASE, nativeSupport(release(version)));
        all.put(
                Capability.LEASE_EXTENSION,
                unsupported("A server ends the consumer that holds a delivery for longer than its consumer_timeout, "
                        + "30 minutes by default; raise that and consume.max-lease together."));
        all.put(Capability.DEAD_LETTER, emulated("The library publishes a copy with the cause, then acknowledges."));
        all.put(
                Capability.DELAYED_REDELIVERY,
                emulated(
                        "The copy waits in delay queues of the broker; its last moments with a consumer of the group."));
        all.put(
                Capability.DELAYED_PUBLISH,
                emulated(
                        "Delay queues of the broker, with a time to live each; needs no client until the message is due."));
        all.put(Capability.MESSAGE_EXPIRY, emulated("The library looks at it before it hands the message over."));
        all.put(
                Capability.UNROUTABLE_DETECTION,
                nativeSupport("Mandatory publishing: the broker returns what reaches no queue."));
        all.put(
                Capability.RETENTION,
                unsupported(
                        "An exchange keeps nothing, unless its topic has a retention; declare the groups before the first"
                                + " publish."));
        all.put(
                Capability.TOPIC_RETENTION,
                nativeSupport(
                        "A stream for each partition beside the queues of the groups; what a group has not settled is"
                                + " never removed, so retentions that drop it are refused."));
        all.put(
                Capability.PARTITIONS,
                emulated("A direct exchange with one queue for each partition of a group; the client hashes the key."));
        all.put(
                Capability.KEY_ORDER,
                emulated("Partition queues with a single active consumer each, which the members share."));
        all.put(Capability.PRIORITY, priority(version));
        all.put(
                Capability.REQUEST_REPLY,
                emulated(
                        "The library matches replies by correlation id; each requester reads the topic of the replies."));
        all.put(Capability.BACKLOG, nativeSupport("Ready messages; AMQP does not show those that a consumer holds."));
        all.put(Capability.PURGE, nativeSupport("Drops the ready messages of the group's queues."));
        all.put(
                Capability.PAUSE,
                emulated("The consumer is cancelled and what it holds requeued; with key order it gives up its queues "
                        + "and stays the member to whom they belong."));
        all.put(
                Capability.PUBLISH_DEDUP,
                unsupported("Queues keep every message that is published, whatever its id. Let consumers skip what they"
                        + " have handled: Idempotency, docs/idempotency.md."));
        all.put(
                Capability.REPLAY,
                emulated("Topics with a retention only: what a group is to get again is copied from the stream to its"
                        + " queue."));
        return Collections.unmodifiableMap(all);
    }

    /** What can be done on one topic. */
    static CapabilitySupport of(Capability capability, TopicSpec topic, CapabilitySupport support) {
        Retention retention = topic.retention();
        if (capability == Capability.REPLAY && retention == null) {
            return unsupported(NO_REPLAY);
        }
        if (capability == Capability.TOPIC_RETENTION && retention != null && retention.dropsUnsettled()) {
            return unsupported(NO_DROPPING);
        }
        return support;
    }

    private static CapabilitySupport priority(ServerVersion version) {
        if (!version.isAtLeast(4, 0)) {
            return unsupported(
                    "Quorum queues hand out messages in their order before RabbitMQ 4.0; use a topic for each"
                            + " priority, or a newer server.");
        }
        return nativeSupport(
                version.isAtLeast(4, 3)
                        ? "Quorum queues hand out the highest priority that waits first."
                        : "Quorum queues prefer priorities from 5 on: two of them for each other one.");
    }

    private static String release(ServerVersion version) {
        return version.isAtLeast(4, 3)
                ? "basic.nack with requeue, which this version does not count as a failed delivery."
                : "basic.nack with requeue; the broker counts it towards its own limit of " + Queues.DELIVERY_LIMIT
                        + " deliveries, not as an attempt.";
    }
}
