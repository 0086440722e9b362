package io.onemq.kafka.internal;

import io.onemq.MqException;
import io.onemq.Settlement;
import io.onemq.spi.DeliveryListener;
import io.onemq.spi.SettleRequest;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/** The one thread that uses the consumer of a classic subscription. */
final class ClassicReader implements Runnable {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration CLOSE = Duration.ofSeconds(4);
    private static final Duration CLOSE_AFTER_FAILURE = Duration.ofSeconds(1);
    private static final long POLL_NANOS = POLL.toNanos();
    private static final long ANSWER_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Consumer<byte[], byte[]> consumer;
    private final String topic;
    private final String groupId;
    private final DeliveryListener listener;
    private final SettleInbox inbox = new SettleInbox();
    private final HandOut handOut;
    private final Ownership ownership;
    private final Committer committer;
    private long polledNanos = System.nanoTime();
    private volatile boolean polling;
    /** Whether something fetched waits for the room that a settlement makes. */
    private volatile boolean eager;

    private final CompletableFuture<Boolean> joined = new CompletableFuture<>();
    private volatile boolean closing;

    ClassicReader(
            Consumer<byte[], byte[]> consumer,
            String topic,
            String groupId,
            boolean exactReturns,
            boolean ordered,
            boolean positionsLost,
            int window,
            DeliveryListener listener) {
        this.consumer = consumer;
        this.topic = topic;
        this.groupId = groupId;
        this.listener = listener;
        this.handOut = new HandOut(window, ordered, listener);
        this.ownership = new Ownership(
                consumer, groupId, exactReturns, ordered, positionsLost, handOut, listener, this::settleWhile);
        this.committer = ownership.committer();
    }

    /**
     * Waits until it is a member of the group, or some time has passed. Fails if the broker does not take it, which is not
     * reported to the listener then.
     */
    void awaitMembership(Duration atMost) {
        try {
            boolean unused = joined.completeOnTimeout(true, atMost.toNanos(), TimeUnit.NANOSECONDS)
                    .join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof MqException refusal ? refusal : e;
        }
    }

    /** Takes settlements from any thread. */
    void settle(SettleRequest[] batch) {
        inbox.add(batch);
        if (polling && (isUrgent(batch) || eager)) {
            consumer.wakeup();
        }
    }

    private static boolean isUrgent(SettleRequest[] batch) {
        for (SettleRequest request : batch) {
            if (request.outcomeWanted() || request.action() == SettleRequest.Action.RELEASE) {
                return true;
            }
        }
        return false;
    }

    void stop() {
        handOut.stop();
        inbox.wake();
    }

    void close() {
        closing = true;
        handOut.stop();
        consumer.wakeup();
        inbox.wake();
    }

    @Override
    public void run() {
        MqException failure = null;
        try {
            consumer.subscribe(List.of(topic), ownership);
            while (!closing) {
                step();
            }
        } catch (RuntimeException e) {
            failure = KafkaErrors.reading(topic, groupId, e);
        } finally {
            end(failure);
        }
    }

    private void step() {
        if (!joined.isDone() && consumer.groupMetadata().generationId() >= 0) {
            joined.complete(true);
        }
        takeSettlements();
        handOut.run();
        committer.run(handOut.isHeldUp());
        if (handOut.isFull() || handOut.isStopped()) {
            awaitRoom();
        } else {
            fetch();
        }
    }

    /** Nothing can be handed out: waits for settlements, and polls now and then to stay a member of the group. */
    private void awaitRoom() {
        long sincePoll = System.nanoTime() - polledNanos;
        if (sincePoll >= POLL_NANOS || committer.isUnderWay()) {
            consumer.pause(consumer.assignment());
            poll(Duration.ZERO);
            sincePoll = 0;
        }
        inbox.await(committer.isUnderWay() ? ANSWER_NANOS : POLL_NANOS - sincePoll);
    }

    private void fetch() {
        Set<TopicPartition> waiting = handOut.waiting();
        if (!consumer.paused().equals(waiting)) {
            consumer.resume(consumer.paused());
            consumer.pause(waiting);
        }
        eager = !waiting.isEmpty();
        polling = true;
        // What was added before the flag was up woke nobody.
        if (inbox.isEmpty()) {
            poll(POLL);
        }
        polling = false;
        eager = false;
    }

    private void poll(Duration atMost) {
        try {
            accept(consumer.poll(atMost));
        } catch (WakeupException e) {
            // Somebody has something for this thread: the caller looks for it next.
            polling = false;
        } catch (OffsetOutOfRangeException e) {
            ownership.positionsGone(e.offsetOutOfRangePartitions());
        }
        polledNanos = System.nanoTime();
    }

    private void accept(ConsumerRecords<byte[], byte[]> records) {
        for (var next : records.nextOffsets().entrySet()) {
            TopicPartition partition = next.getKey();
            PartitionTracker tracker = ownership.tracker(partition);
            if (tracker != null) {
                accept(tracker, records, next.getValue());
            }
        }
    }

    private void accept(PartitionTracker tracker, ConsumerRecords<byte[], byte[]> records, OffsetAndMetadata next) {
        var fetched = records.records(tracker.partition());
        tracker.fetched(fetched.size(), next);
        if (!fetched.isEmpty()) {
            handOut.add(tracker, fetched);
        }
    }

    private void takeSettlements() {
        SettleRequest[] batch = inbox.take();
        while (batch != null) {
            for (SettleRequest request : batch) {
                settle(request);
            }
            batch = inbox.take();
        }
    }

    private void settle(SettleRequest request) {
        ClassicDelivery delivery = (ClassicDelivery) request.message();
        if (request.action() == SettleRequest.Action.RELEASE) {
            ClassicDelivery fresh = delivery.tracker().handBack(delivery);
            if (fresh != null) {
                handOut.addHandedBack(fresh);
            }
            request.complete(fresh == null ? Settlement.LEASE_LOST : Settlement.SETTLED);
        } else if (request.action() == SettleRequest.Action.NOTE) {
            note(request, delivery);
        } else if (!delivery.tracker().settle(delivery)) {
            request.complete(Settlement.LEASE_LOST);
        } else {
            handOut.settled();
            committer.settled();
            if (request.outcomeWanted()) {
                committer.answerWhenCommitted(request, delivery);
            } else {
                request.complete(Settlement.SETTLED);
            }
        }
    }

    private void note(SettleRequest request, ClassicDelivery delivery) {
        if (delivery.tracker().note(delivery, Objects.requireNonNull(request.note()))) {
            committer.answerWhenCommitted(request, delivery);
        } else {
            request.complete(Settlement.LEASE_LOST);
        }
    }

    /** Goes on settling for a while, before partitions are given up. Returns whether to go on. */
    private boolean settleWhile(long nanos) {
        takeSettlements();
        if (closing) {
            return false;
        }
        inbox.await(nanos);
        takeSettlements();
        return true;
    }

    private void end(@Nullable MqException failure) {
        takeSettlements();
        Duration atMost = failure == null ? CLOSE : CLOSE_AFTER_FAILURE;
        try {
            // Leaving the group at once lets its other members have the partitions; the listener commits before.
            Wakeups.ignored(() -> consumer.close(CloseOptions.timeout(atMost)));
        } catch (KafkaException e) {
            listener.notice(KafkaErrors.leftUncleanly(groupId, e));
        } finally {
            report(failure);
            committer.end();
            inbox.end();
        }
    }

    /** Tells whoever waits for the membership, else the engine: before it hears of notes that it waits for. */
    private void report(@Nullable MqException failure) {
        boolean reported = failure == null ? joined.complete(true) : joined.completeExceptionally(failure);
        if (failure != null && !reported && !closing) {
            listener.lost(failure);
        }
    }
}
