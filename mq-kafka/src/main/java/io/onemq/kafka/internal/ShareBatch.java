package io.onemq.kafka.internal;

import io.onemq.Settlement;
import io.onemq.spi.SettleRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.AcknowledgementCommitCallback;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.errors.InvalidRecordStateException;
import org.jspecify.annotations.Nullable;

/**
 * What one share consumer has acquired, until all of it is settled. The deadline of the broker's locks is kept here too:
 * behind it another member may hold the records, and the broker does not always tell. Used by the worker's thread.
 */
final class ShareBatch implements AcknowledgementCommitCallback {
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final long COMMIT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long GIVE_UP_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final int DEFAULT_LOCK_MILLIS = 30_000;

    private final ShareConsumer<byte[], byte[]> consumer;
    private final ShareSubscription subscription;
    private final ShareWorker worker;
    private final Map<Place, SettleRequest> waiting = new HashMap<>();
    private List<ShareDelivery> deliveries = List.of();
    private int handedOut;
    private volatile int open;
    private int roomFreed;
    private volatile boolean hasRest;
    private boolean unsent;
    private boolean answerWanted;
    private long waitingSinceNanos;
    private long committedNanos = System.nanoTime();
    private long renewNanos;
    private long deadlineNanos;

    ShareBatch(ShareConsumer<byte[], byte[]> consumer, ShareSubscription subscription, ShareWorker worker) {
        this.consumer = consumer;
        this.subscription = subscription;
        this.worker = worker;
    }

    /** Where a record is. */
    private record Place(int partition, long offset) {

        static Place of(ConsumerRecord<?, ?> record) {
            return new Place(record.partition(), record.offset());
        }
    }

    /** Starts with fresh deliveries that were acquired at the given time or later. */
    void open(List<ShareDelivery> fresh, long acquiredNanos) {
        deliveries = fresh;
        handedOut = 0;
        hasRest = true;
        open = fresh.size();
        lockedFrom(acquiredNanos);
    }

    private void lockedFrom(long acquiredNanos) {
        long lock = TimeUnit.MILLISECONDS.toNanos(
                consumer.acquisitionLockTimeoutMs().orElse(DEFAULT_LOCK_MILLIS));
        renewNanos = acquiredNanos + lock / 3;
        deadlineNanos = acquiredNanos + lock;
    }

    /** How long what a request acquires may wait until it is fetched: not at all before the broker has told its locks. */
    long fetchNanos() {
        return TimeUnit.MILLISECONDS.toNanos(consumer.acquisitionLockTimeoutMs().orElse(0)) / 3;
    }

    /** Hands out what the window has room for; what is left over waits for the next time. */
    void handOut() {
        int left = deliveries.size() - handedOut;
        int room = left == 0 ? 0 : subscription.window().take(left);
        if (room == 0) {
            return;
        }
        List<ShareDelivery> batch = new ArrayList<>(room);
        long leaseEnd = System.nanoTime() + subscription.leaseNanos();
        while (batch.size() < room && handedOut < deliveries.size()) {
            ShareDelivery delivery = deliveries.get(handedOut++);
            if (delivery.isOpen()) {
                delivery.handOut(leaseEnd);
                batch.add(delivery);
            }
        }
        hasRest = handedOut < deliveries.size();
        subscription.window().giveBack(room - batch.size());
        if (!batch.isEmpty() && !subscription.deliver(batch)) {
            batch.forEach(delivery -> finish(delivery, AcknowledgeType.RELEASE));
            settlementsTaken();
        }
    }

    /** Returns to the group what was not handed out. */
    void handBackRest() {
        for (ShareDelivery delivery : deliveries.subList(handedOut, deliveries.size())) {
            if (delivery.isOpen()) {
                finish(delivery, AcknowledgeType.RELEASE);
            }
        }
        handedOut = deliveries.size();
        hasRest = false;
    }

    /** Tells whether something waits for room; may be asked by other threads. */
    boolean hasRest() {
        return hasRest;
    }

    private List<ShareDelivery> openDeliveries() {
        List<ShareDelivery> rest = new ArrayList<>(open);
        for (ShareDelivery delivery : deliveries) {
            if (delivery.isOpen()) {
                rest.add(delivery);
            }
        }
        return rest;
    }

    /** How many are not settled; may be read by other threads. */
    int openCount() {
        return open;
    }

    boolean hasOpen() {
        return open > 0;
    }

    /** Settles; the outcome follows with {@link #settlementsTaken} where it is wanted. */
    void settle(SettleRequest request, ShareDelivery delivery) {
        if (!delivery.isOpen() || System.nanoTime() - deadlineNanos >= 0) {
            request.complete(Settlement.LEASE_LOST);
            return;
        }
        boolean ack = request.action() == SettleRequest.Action.ACK;
        finish(delivery, ack ? AcknowledgeType.ACCEPT : AcknowledgeType.RELEASE);
        if (request.outcomeWanted()) {
            waitingSinceNanos = waiting.isEmpty() ? System.nanoTime() : waitingSinceNanos;
            waiting.put(Place.of(delivery.record()), request);
            answerWanted = true;
        } else {
            request.complete(Settlement.SETTLED);
        }
    }

    private void finish(ShareDelivery delivery, AcknowledgeType type) {
        consumer.acknowledge(delivery.record(), type);
        close(delivery);
        unsent = true;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // written by the consumer's thread alone
    private void close(ShareDelivery delivery) {
        delivery.finish();
        open--;
        roomFreed += delivery.isHandedOut() ? 1 : 0;
    }

    /** Gives back the room of what was settled, and asks the broker for the outcome where somebody waits. */
    void settlementsTaken() {
        int freed = roomFreed;
        roomFreed = 0;
        subscription.window().giveBack(freed);
        if (answerWanted) {
            answerWanted = false;
            flush(ANSWER);
        }
        giveUpWaiting();
    }

    /** Sends what is settled and waits for the answer. */
    void flush(Duration atMost) {
        if (unsent) {
            unsent = false;
            committedNanos = System.nanoTime();
            Wakeups.ignored(() -> consumer.commitSync(atMost));
        }
    }

    private void giveUpWaiting() {
        if (!waiting.isEmpty() && System.nanoTime() - waitingSinceNanos > GIVE_UP_NANOS) {
            waiting.values().forEach(request -> request.complete(Settlement.UNKNOWN));
            waiting.clear();
        }
    }

    @Override
    public void onComplete(Map<TopicIdPartition, Set<Long>> offsets, @Nullable Exception failure) {
        // What nobody waits for and failed is delivered again by the broker.
        if (waiting.isEmpty()) {
            return;
        }
        Settlement outcome = failure == null
                ? Settlement.SETTLED
                : failure instanceof InvalidRecordStateException ? Settlement.LEASE_LOST : Settlement.UNKNOWN;
        offsets.forEach((partition, settled) -> settled.forEach(offset -> {
            SettleRequest request = waiting.remove(new Place(partition.partition(), offset));
            if (request != null) {
                request.complete(outcome);
            }
        }));
    }

    /** The time until {@link #run} has something to do. */
    long nanosToNextTask(long now) {
        long next = Math.min(renewNanos, now + COMMIT_NANOS) - now;
        return Math.max(1, next);
    }

    /** Does what is due: sends settlements, renews the locks, or gives up behind their deadline. */
    void run(long now) {
        if (open == 0) {
            return;
        }
        if (now - deadlineNanos >= 0) {
            lose(openDeliveries());
        } else if (now - renewNanos >= 0) {
            renew();
        } else if (now - committedNanos >= COMMIT_NANOS) {
            send(now);
        }
    }

    /** Sends what is settled and waits for nothing. */
    void send(long now) {
        if (unsent) {
            unsent = false;
            committedNanos = now;
            consumer.commitAsync();
        }
    }

    boolean isRenewalDue(long now) {
        return now - renewNanos >= 0;
    }

    /**
     * Renews the locks of what the engine wants to keep. After a renewal Kafka hands the records out again, at once and
     * alone, and takes no settlement of them before that: so they are fetched here and not delivered a second time.
     */
    void renew() {
        long start = System.nanoTime();
        Map<Place, ShareDelivery> kept = new HashMap<>();
        List<ShareDelivery> lost = new ArrayList<>();
        for (ShareDelivery delivery : openDeliveries()) {
            if (isKept(delivery, start)) {
                consumer.acknowledge(delivery.record(), AcknowledgeType.RENEW);
                kept.put(Place.of(delivery.record()), delivery);
            } else {
                lost.add(delivery);
            }
        }
        lose(lost);
        unsent = false;
        committedNanos = start;
        Wakeups.ignored(() -> consumer.commitSync(ANSWER));
        if (!kept.isEmpty()) {
            takeAgain(kept);
            lockedFrom(start);
        }
    }

    /**
     * What was not handed out is released once, for members that have room. The broker counts that, and would archive at its
     * limit what no handler saw: so what has come back before stays here. Behind the deadline the broker tells whether it can.
     */
    private boolean isKept(ShareDelivery delivery, long now) {
        boolean leased = delivery.leaseEndNanos() - now > 0;
        return delivery.isHandedOut() ? leased && deadlineNanos - now > 0 : leased || delivery.earlierDeliveries() > 0;
    }

    private void takeAgain(Map<Place, ShareDelivery> renewed) {
        Map<Place, ShareDelivery> missing = new HashMap<>(renewed);
        List<ShareDelivery> fresh = new ArrayList<>();
        long leaseEnd = System.nanoTime() + subscription.leaseNanos();
        for (ConsumerRecord<byte[], byte[]> record : Wakeups.ignored(() -> consumer.poll(ANSWER))) {
            if (missing.remove(Place.of(record)) == null) {
                fresh.add(new ShareDelivery(record, worker, leaseEnd));
            }
        }
        add(fresh);
        // The broker did not renew them: they are not this consumer's any more.
        missing.values().forEach(this::close);
        report(List.copyOf(missing.values()));
    }

    /** Where nothing was renewed, Kafka hands out other records. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // written by the consumer's thread alone
    private void add(List<ShareDelivery> fresh) {
        if (!fresh.isEmpty()) {
            fresh.addAll(0, deliveries);
            open += fresh.size() - deliveries.size();
            deliveries = fresh;
            hasRest = true;
        }
    }

    /** Gives up deliveries whose lease has passed. Kafka wants an answer for each record, whatever it is worth. */
    private void lose(List<ShareDelivery> lost) {
        lost.forEach(delivery -> finish(delivery, AcknowledgeType.RELEASE));
        report(lost);
    }

    private void report(List<ShareDelivery> lost) {
        List<ShareDelivery> held =
                lost.stream().filter(ShareDelivery::isHandedOut).toList();
        if (!held.isEmpty()) {
            subscription.leasesLost(held);
            settlementsTaken();
        }
    }

    /** Answers everybody; the consumer is gone. */
    void end() {
        waiting.values().forEach(request -> request.complete(Settlement.UNKNOWN));
        waiting.clear();
        deliveries.forEach(ShareDelivery::finish);
    }
}
