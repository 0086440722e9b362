package io.onemq.kafka.internal;

import io.onemq.Settlement;
import io.onemq.spi.DeliveryListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The partitions that a member of a classic group owns. What was delivered under an ownership can be settled only as
 * long as it lasts. Kafka calls from within poll and close, so all of it is on the reading thread.
 */
final class Ownership implements ConsumerRebalanceListener {
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Duration COMMIT = Duration.ofSeconds(3);
    private static final long DRAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    /** The next owner must not start a message of a key while another one of it is handled here. */
    private static final long ORDERED_DRAIN_NANOS = TimeUnit.SECONDS.toNanos(30);

    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Consumer<byte[], byte[]> consumer;
    private final String groupId;
    private final boolean exactReturns;
    private final boolean ordered;
    private final HandOut handOut;
    private final DeliveryListener listener;
    private final LongPredicate settleWhile;
    private final Map<TopicPartition, PartitionTracker> trackers = new LinkedHashMap<>();
    private final Committer committer;
    private boolean positionsLost;

    /**
     * Creates it without partitions.
     *
     * @param exactReturns whether each return of a message is counted
     * @param ordered whether the group is ordered by key
     * @param positionsLost whether the group existed and its positions are gone
     * @param settleWhile settles what comes within some nanoseconds; false to stop waiting
     */
    Ownership(
            Consumer<byte[], byte[]> consumer,
            String groupId,
            boolean exactReturns,
            boolean ordered,
            boolean positionsLost,
            HandOut handOut,
            DeliveryListener listener,
            LongPredicate settleWhile) {
        this.consumer = consumer;
        this.groupId = groupId;
        this.exactReturns = exactReturns;
        this.ordered = ordered;
        this.positionsLost = positionsLost;
        this.handOut = handOut;
        this.listener = listener;
        this.settleWhile = settleWhile;
        this.committer = new Committer(consumer, ordered, trackers.values());
    }

    Committer committer() {
        return committer;
    }

    @Nullable PartitionTracker tracker(TopicPartition partition) {
        return trackers.get(partition);
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        if (partitions.isEmpty()) {
            return;
        }
        Set<TopicPartition> wanted = new HashSet<>(partitions);
        Map<TopicPartition, OffsetAndMetadata> committed = Wakeups.ignored(() -> consumer.committed(wanted, ANSWER));
        List<TopicPartition> without = new ArrayList<>();
        for (TopicPartition partition : partitions) {
            OffsetAndMetadata position = committed.get(partition);
            if (position == null) {
                without.add(partition);
            } else {
                consumer.seek(partition, position);
                trackers.put(
                        partition,
                        new PartitionTracker(
                                partition,
                                position.offset(),
                                SettledAhead.decode(position),
                                notes(Returns.decode(position)),
                                orderNotes(OrderNotes.decode(position))));
            }
        }
        startAtBeginning(without);
        noteStarts(without);
        handOut.shareAmong(trackers.size());
    }

    private @Nullable OrderNotes orderNotes(Map<Long, String> found) {
        return ordered ? new OrderNotes(found) : null;
    }

    private HandOutNotes notes(Returns found) {
        return new HandOutNotes(found, exactReturns);
    }

    private void startAtBeginning(Collection<TopicPartition> partitions) {
        if (partitions.isEmpty()) {
            return;
        }
        consumer.seekToBeginning(partitions);
        for (TopicPartition partition : partitions) {
            long beginning = Wakeups.ignored(() -> consumer.position(partition, ANSWER));
            trackers.put(
                    partition,
                    new PartitionTracker(
                            partition, beginning, SettledAhead.NONE, notes(Returns.NONE), orderNotes(Map.of())));
        }
    }

    /** A partition without a position is new unless the group has lost its positions. */
    private void noteStarts(List<TopicPartition> without) {
        if (positionsLost && !without.isEmpty()) {
            positionsLost = false;
            listener.notice("Kafka group " + groupId + " has lost its positions in topic "
                    + without.get(0).topic()
                    + " (they expire when a group has no members for offsets.retention.minutes); it resumes at the "
                    + "earliest messages that are kept");
        }
    }

    /** The broker no longer has what lies at a position: resumes at the earliest message that it has. */
    void positionsGone(Map<TopicPartition, Long> positions) {
        positions.keySet().forEach(this::forget);
        startAtBeginning(positions.keySet());
        positions.forEach((partition, position) -> listener.notice("Kafka group " + groupId + " was at offset "
                + position + " of " + partition + ", which does not exist (any more); it resumes at the earliest one, "
                + start(partition)));
    }

    private long start(TopicPartition partition) {
        PartitionTracker tracker = trackers.get(partition);
        return tracker == null ? -1 : tracker.start();
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        List<PartitionTracker> going = new ArrayList<>();
        for (TopicPartition partition : partitions) {
            PartitionTracker tracker = trackers.get(partition);
            if (tracker != null) {
                going.add(tracker);
            }
        }
        drain(going);
        // The engine knows that a message goes before it hears of its note, after which it would start it again.
        going.forEach(this::lose);
        committer.commitNow(going, COMMIT);
        going.forEach(PartitionTracker::end);
        trackers.values().removeAll(going);
        handOut.shareAmong(trackers.size());
    }

    /** Handlers that are about to finish spare the next owner a second delivery. */
    private void drain(List<PartitionTracker> going) {
        long deadline = System.nanoTime() + (ordered ? ORDERED_DRAIN_NANOS : DRAIN_NANOS);
        boolean goOn = settleWhile.test(1);
        while (goOn && isHeld(going) && System.nanoTime() - deadline < 0) {
            // What the engine has noted it holds until it is committed, and Kafka calls back from poll only.
            goOn = committer.commitAwaited(going, COMMIT) && settleWhile.test(SLICE_NANOS);
        }
    }

    /** Asks whether there is something to wait for. With an order, only for what a handler has already. */
    private boolean isHeld(List<PartitionTracker> going) {
        if (!ordered) {
            return going.stream().anyMatch(PartitionTracker::hasUnsettled);
        }
        List<ClassicDelivery> unsettled = new ArrayList<>();
        going.forEach(tracker -> unsettled.addAll(tracker.unsettled()));
        return !listener.revoking(unsettled).isEmpty();
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        // Others may own them already, so nothing is committed.
        partitions.forEach(this::forget);
    }

    private void forget(TopicPartition partition) {
        PartitionTracker tracker = trackers.remove(partition);
        if (tracker != null) {
            lose(tracker);
            tracker.end();
            committer.forget(tracker, Settlement.LEASE_LOST);
        }
    }

    private void lose(PartitionTracker tracker) {
        List<ClassicDelivery> held = handOut.drop(tracker);
        if (!held.isEmpty()) {
            listener.leasesLost(held);
        }
    }
}
