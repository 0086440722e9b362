package io.onemq.kafka.internal;

import io.onemq.Settlement;
import io.onemq.spi.SettleRequest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.RetriableCommitFailedException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.OffsetMetadataTooLarge;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.StaleMemberEpochException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * Commits positions, at most one commit at a time: at once where somebody waits for the outcome, else when many
 * settlements have come together or a tenth of a second has passed. Used by the reading thread, on which Kafka also calls back.
 */
final class Committer {
    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int MANY = 500;
    private static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Consumer<byte[], byte[]> consumer;
    private final boolean ordered;
    private final Collection<PartitionTracker> owned;
    private final ArrayDeque<Waiter> waiters = new ArrayDeque<>();
    private List<Waiter> answered = List.of();
    private boolean underWay;
    private int settled;
    private boolean metadata = true;
    private long nextNanos = System.nanoTime();
    private long retryNanos = nextNanos;
    private @Nullable KafkaException fatal;

    /**
     * Creates a committer for a live view of the owned partitions.
     *
     * @param ordered whether the group is ordered by key, and cannot do without metadata
     */
    Committer(Consumer<byte[], byte[]> consumer, boolean ordered, Collection<PartitionTracker> owned) {
        this.consumer = consumer;
        this.ordered = ordered;
        this.owned = owned;
    }

    /** Somebody who wants to know that the settlement was committed. */
    private record Waiter(
            SettleRequest request,
            PartitionTracker tracker,
            long offset,
            @Nullable String note,
            long deadlineNanos) {

        /** A note keeps its message here, which is over where the partition goes. */
        void answer(Settlement outcome) {
            request.complete(note != null && !tracker.stays() ? Settlement.LEASE_LOST : outcome);
        }
    }

    /** Positions on their way to the broker. */
    private record Commit(
            Map<TopicPartition, OffsetAndMetadata> positions,
            Map<PartitionTracker, PartitionTracker.Snapshot> snapshots) {

        boolean covers(Waiter waiter) {
            PartitionTracker.Snapshot snapshot = snapshots.get(waiter.tracker());
            String note = waiter.note();
            return snapshot != null
                    && (note == null
                            ? waiter.offset() < snapshot.complete()
                            : note.equals(snapshot.orderNotes().get(waiter.offset())));
        }
    }

    /** Answers a request when its delivery is committed. */
    void answerWhenCommitted(SettleRequest request, ClassicDelivery delivery) {
        waiters.add(new Waiter(
                request,
                delivery.tracker(),
                delivery.record().offset(),
                request.note(),
                System.nanoTime() + ANSWER_NANOS));
    }

    /** Counts a settlement. */
    void settled() {
        settled++;
    }

    boolean isUnderWay() {
        return underWay;
    }

    /**
     * Commits if it is time to.
     *
     * @param urgent whether messages wait for a commit before they can be handed out
     */
    void run(boolean urgent) {
        if (fatal != null) {
            throw fatal;
        }
        long now = System.nanoTime();
        if (underWay || now - retryNanos < 0) {
            return;
        }
        if (!urgent && waiters.isEmpty() && settled < MANY && now - nextNanos < 0) {
            return;
        }
        giveUp(now);
        nextNanos = now + INTERVAL_NANOS;
        settled = 0;
        Commit commit = collect(owned);
        if (commit.positions().isEmpty()) {
            accepted(commit);
            answer(commit, Settlement.SETTLED);
            return;
        }
        underWay = true;
        List<Waiter> covered = takeCovered(commit);
        answered = covered;
        consumer.commitAsync(commit.positions(), (positions, failure) -> done(commit, covered, failure));
    }

    private void giveUp(long now) {
        // A note waits until there is room for it: its message stays where it is, so nobody is left in doubt.
        waiters.removeIf(waiter -> {
            boolean over = waiter.note() == null && now - waiter.deadlineNanos() >= 0;
            if (over) {
                waiter.request().complete(Settlement.UNKNOWN);
            }
            return over;
        });
    }

    private Commit collect(Collection<PartitionTracker> trackers) {
        Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
        Map<PartitionTracker, PartitionTracker.Snapshot> snapshots = new HashMap<>();
        for (PartitionTracker tracker : trackers) {
            if (tracker.isChanged()) {
                PartitionTracker.Snapshot snapshot = tracker.snapshot(metadata);
                snapshots.put(tracker, snapshot);
                if (!tracker.isCommitted(snapshot.position())) {
                    positions.put(tracker.partition(), snapshot.position());
                }
            }
        }
        return new Commit(positions, snapshots);
    }

    private List<Waiter> takeCovered(Commit commit) {
        List<Waiter> covered = new ArrayList<>();
        waiters.removeIf(waiter -> commit.covers(waiter) && covered.add(waiter));
        return covered;
    }

    private void answer(Commit commit, Settlement outcome) {
        takeCovered(commit).forEach(waiter -> waiter.answer(outcome));
    }

    private void done(Commit commit, List<Waiter> covered, @Nullable Exception failure) {
        underWay = false;
        answered = List.of();
        if (failure == null) {
            accepted(commit);
            covered.forEach(waiter -> waiter.answer(Settlement.SETTLED));
            return;
        }
        again(commit);
        for (int i = covered.size() - 1; i >= 0; i--) {
            Waiter waiter = covered.get(i);
            if (waiter.tracker().isOwned()) {
                waiters.addFirst(waiter);
            } else {
                waiter.request().complete(Settlement.LEASE_LOST);
            }
        }
        noteFailure(failure);
    }

    private void noteFailure(Exception failure) {
        if (failure instanceof OffsetMetadataTooLarge && !ordered) {
            // The broker takes less than the default: out-of-order settlements are then not kept over a crash.
            metadata = false;
        } else if (!isPassing(failure)) {
            fatal = failure instanceof KafkaException known ? known : new KafkaException(failure);
        }
    }

    /** Either it passes by itself, or the next poll finds that the partitions are lost. */
    private static boolean isPassing(Exception failure) {
        return failure instanceof RetriableCommitFailedException
                || failure instanceof RetriableException
                || failure instanceof RebalanceInProgressException
                || failure instanceof StaleMemberEpochException
                || failure instanceof CommitFailedException
                || failure instanceof WakeupException;
    }

    private static void accepted(Commit commit) {
        commit.snapshots().forEach(PartitionTracker::committed);
    }

    /**
     * Commits partitions that are about to be given up if somebody waits for it, also for a commit that is under way.
     * Returns false if they are gone already.
     */
    boolean commitAwaited(Collection<PartitionTracker> trackers, Duration atMost) {
        if (System.nanoTime() - retryNanos < 0 || !isAwaited(trackers)) {
            return true;
        }
        Commit commit = collect(trackers);
        Settlement outcome = commitSync(commit, atMost);
        if (outcome == Settlement.SETTLED) {
            answer(commit, outcome);
        } else {
            again(commit);
        }
        return outcome != Settlement.LEASE_LOST;
    }

    private boolean isAwaited(Collection<PartitionTracker> trackers) {
        return Stream.concat(waiters.stream(), answered.stream())
                .anyMatch(waiter -> trackers.contains(waiter.tracker()));
    }

    private void again(Commit commit) {
        commit.snapshots().keySet().forEach(PartitionTracker::touch);
        retryNanos = System.nanoTime() + INTERVAL_NANOS;
    }

    /** Commits partitions that are about to be given up and answers everybody who waits for them. */
    void commitNow(Collection<PartitionTracker> trackers, Duration atMost) {
        trackers.forEach(PartitionTracker::endInGoodOrder);
        Commit commit = collect(trackers);
        Settlement outcome = commit.positions().isEmpty() ? Settlement.SETTLED : commitSync(commit, atMost);
        answer(commit, outcome);
        trackers.forEach(tracker -> forget(tracker, Settlement.UNKNOWN));
    }

    private Settlement commitSync(Commit commit, Duration atMost) {
        try {
            Wakeups.ignored(() -> consumer.commitSync(commit.positions(), atMost));
            accepted(commit);
            return Settlement.SETTLED;
        } catch (CommitFailedException e) {
            return Settlement.LEASE_LOST;
        } catch (KafkaException e) {
            // The partitions go anyway; what was not committed is delivered again, and the answer says so.
            return Settlement.UNKNOWN;
        }
    }

    /** Answers everybody who waits for a partition. */
    void forget(PartitionTracker tracker, Settlement outcome) {
        waiters.removeIf(waiter -> {
            if (waiter.tracker() != tracker) {
                return false;
            }
            waiter.answer(outcome);
            return true;
        });
    }

    /** Answers everybody; the connection is gone. */
    void end() {
        waiters.forEach(waiter -> waiter.request().complete(Settlement.UNKNOWN));
        waiters.clear();
        // Kafka may have given up a commit without a word.
        answered.forEach(waiter -> waiter.request().complete(Settlement.UNKNOWN));
        answered = List.of();
    }
}
