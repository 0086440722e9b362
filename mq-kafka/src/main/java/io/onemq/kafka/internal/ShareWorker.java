package io.onemq.kafka.internal;

import io.onemq.MqException;
import io.onemq.spi.SettleRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * One share consumer and the one thread that uses it.
 *
 * <p>It fetches a batch, hands it over and fetches again only when all of the batch is settled, because Kafka demands
 * that. So a slow message occupies its own consumer only.
 */
final class ShareWorker implements Runnable {
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration EXTRA_POLL = Duration.ofMillis(100);
    private static final long ROOM_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final Duration LAST_ANSWER = Duration.ofSeconds(3);
    private static final Duration CLOSE = Duration.ofSeconds(4);
    private static final Duration CLOSE_AFTER_FAILURE = Duration.ofSeconds(1);

    private final ShareConsumer<byte[], byte[]> consumer;
    private final ShareSubscription subscription;
    private final boolean extra;
    private final SettleInbox inbox = new SettleInbox();
    private final ShareBatch batch;
    private long earliestAcquiredNanos = System.nanoTime();
    private volatile boolean polling;
    private volatile boolean dismissed;

    /**
     * Creates a worker.
     *
     * @param extra whether it is there only while others are stalled
     */
    ShareWorker(ShareConsumer<byte[], byte[]> consumer, ShareSubscription subscription, boolean extra) {
        this.consumer = consumer;
        this.subscription = subscription;
        this.extra = extra;
        this.batch = new ShareBatch(consumer, subscription, this);
    }

    boolean isExtra() {
        return extra;
    }

    /** Makes it leave when it holds nothing, if it is an extra one. Whoever is brought in later is not meant. */
    void dismiss() {
        dismissed = true;
    }

    boolean isDismissed() {
        return dismissed;
    }

    /** How many records it holds. */
    int held() {
        return batch.openCount();
    }

    /** The metrics of its consumer; for any thread. */
    Map<MetricName, ? extends Metric> metrics() {
        return consumer.metrics();
    }

    /** Takes settlements from any thread. */
    void settle(SettleRequest[] requests) {
        inbox.add(requests);
    }

    /** There is room for what waits here, or for more. */
    void roomFreed() {
        if (batch.hasRest() || !batch.hasOpen()) {
            inbox.wake();
        }
    }

    /** Makes the worker look at the state of the subscription. */
    void wake() {
        if (polling) {
            consumer.wakeup();
        }
        inbox.wake();
    }

    @Override
    public void run() {
        MqException failure = null;
        try {
            consumer.setAcknowledgementCommitCallback(batch);
            consumer.subscribe(List.of(subscription.topic()));
            while (subscription.goesOn(this)) {
                fetch();
                serve();
            }
        } catch (RuntimeException e) {
            failure = subscription.failure(e);
        } finally {
            end(failure);
        }
    }

    private void fetch() {
        // Settlements of leases that are gone may still come and want their answer.
        takeSettlements();
        long pollStart = System.nanoTime();
        if (!isFetchDue(pollStart)) {
            batch.send(pollStart);
            inbox.await(ROOM_NANOS);
            return;
        }
        ConsumerRecords<byte[], byte[]> records = poll(extra ? EXTRA_POLL : POLL);
        // A record may have been acquired by a request that an earlier poll left under way.
        long acquired = earliestAcquiredNanos;
        earliestAcquiredNanos = pollStart;
        if (!records.isEmpty()) {
            accept(records, acquired);
        }
    }

    /**
     * Asks whether to fetch. Without room, what comes would be kept from members that have some; but the request that an
     * earlier poll left under way may have acquired records, and their locks end.
     */
    private boolean isFetchDue(long now) {
        return subscription.window().room() > 0 || now - earliestAcquiredNanos >= batch.fetchNanos();
    }

    private ConsumerRecords<byte[], byte[]> poll(Duration atMost) {
        polling = true;
        try {
            return subscription.isIdle() ? ConsumerRecords.empty() : consumer.poll(atMost);
        } catch (WakeupException e) {
            return ConsumerRecords.empty();
        } finally {
            polling = false;
        }
    }

    private void accept(ConsumerRecords<byte[], byte[]> records, long acquiredNanos) {
        List<ShareDelivery> deliveries = new ArrayList<>(records.count());
        long leaseEnd = System.nanoTime() + subscription.leaseNanos();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            deliveries.add(new ShareDelivery(record, this, leaseEnd));
        }
        subscription.relief().fetched();
        batch.open(deliveries, acquiredNanos);
        if (batch.isRenewalDue(System.nanoTime())) {
            batch.renew();
        }
        batch.handOut();
    }

    /** Works off the settlements of the batch until all of it is settled. */
    private void serve() {
        boolean stalled = false;
        long progressNanos = System.nanoTime();
        while (batch.hasOpen() && !subscription.isClosed()) {
            int before = batch.openCount();
            inbox.await(batch.nanosToNextTask(System.nanoTime()));
            takeSettlements();
            if (subscription.isIdle()) {
                batch.handBackRest();
            } else {
                batch.handOut();
            }
            long now = System.nanoTime();
            batch.run(now);
            if (batch.openCount() < before) {
                progressNanos = now;
            }
            stalled = noteStalled(stalled, batch.hasOpen() && now - progressNanos > ShareRelief.STALLED_NANOS);
        }
        noteStalled(stalled, false);
    }

    private boolean noteStalled(boolean before, boolean now) {
        if (before != now) {
            subscription.relief().stalled(now);
        }
        if (now) {
            subscription.relief().consider();
        }
        return now;
    }

    private void takeSettlements() {
        SettleRequest[] requests = inbox.take();
        while (requests != null) {
            for (SettleRequest request : requests) {
                batch.settle(request, (ShareDelivery) request.message());
            }
            requests = inbox.take();
        }
        batch.settlementsTaken();
    }

    private void end(@Nullable MqException failure) {
        MqException lost = failure;
        try {
            if (failure == null) {
                takeSettlements();
                batch.flush(LAST_ANSWER);
            }
        } catch (KafkaException e) {
            lost = failure == null ? subscription.failure(e) : failure;
        } finally {
            leave(lost);
        }
    }

    private void leave(@Nullable MqException failure) {
        try {
            // Closing returns what is not settled to the group.
            Wakeups.ignored(() -> consumer.close(failure == null ? CLOSE : CLOSE_AFTER_FAILURE));
        } catch (KafkaException e) {
            subscription.leftUncleanly(e);
        } finally {
            batch.end();
            inbox.end();
            subscription.ended(this, failure);
        }
    }
}
