package io.onemq.kafka.internal;

import io.onemq.MqException;
import io.onemq.spi.DeliveryListener;
import io.onemq.spi.DriverSubscription;
import io.onemq.spi.IncomingMessage;
import io.onemq.spi.SettleRequest;
import io.onemq.spi.SubscriptionSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A member of a share group, made of several share consumers: as few as are fast, and more while slow messages occupy
 * all of them and the window has room.
 */
final class ShareSubscription implements DriverSubscription {
    static final long STALLED_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    static final long EXTRA_IDLE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final SubscriptionSpec spec;
    private final String groupId;
    private final DeliveryListener listener;
    private final ShareSizes sizes;
    private final int deliveryLimit;
    private final Supplier<ShareConsumer<byte[], byte[]>> consumers;
    private final Runnable onClose;
    private final ShareWindow window;
    private final CopyOnWriteArrayList<ShareWorker> workers = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final AtomicInteger holding = new AtomicInteger();
    private final AtomicInteger started = new AtomicInteger();
    private final Object lock = new Object();
    private volatile boolean stopped;
    private volatile boolean closed;
    private volatile boolean lost;

    ShareSubscription(
            SubscriptionSpec spec,
            String groupId,
            DeliveryListener listener,
            ShareSizes sizes,
            int deliveryLimit,
            Supplier<ShareConsumer<byte[], byte[]>> consumers,
            Runnable onClose) {
        this.spec = spec;
        this.groupId = groupId;
        this.listener = listener;
        this.sizes = sizes;
        this.deliveryLimit = deliveryLimit;
        this.consumers = consumers;
        this.onClose = onClose;
        this.window = new ShareWindow(spec.window(), () -> workers.forEach(ShareWorker::roomFreed));
    }

    ShareSubscription start() {
        for (int i = 0; i < sizes.first(); i++) {
            startWorker(false);
        }
        return this;
    }

    private void startWorker(boolean extra) {
        ShareWorker worker = new ShareWorker(consumers.get(), this, sizes.quota(), extra);
        Thread thread = new Thread(worker, "onemq-kafka-" + groupId + "-" + started.incrementAndGet());
        thread.setDaemon(true);
        workers.add(worker);
        threads.add(thread);
        thread.start();
    }

    String topic() {
        return spec.topic().name();
    }

    long leaseNanos() {
        return spec.lease().toNanos();
    }

    ShareWindow window() {
        return window;
    }

    boolean isStopped() {
        return stopped;
    }

    boolean isClosed() {
        return closed;
    }

    /** Notes that a worker began or ceased to wait for settlements. */
    void holding(int change) {
        holding.addAndGet(change);
    }

    /** Adds a worker if all of them wait for slow messages and the window has room for more. */
    void growIfStalled() {
        synchronized (lock) {
            if (!stopped
                    && holding.get() >= workers.size()
                    && workers.size() < sizes.max()
                    && window.hasRoomFor(sizes.quota())) {
                startWorker(true);
            }
        }
    }

    /** Hands a batch over. Returns false if the subscription has stopped. */
    boolean deliver(List<ShareDelivery> batch) {
        synchronized (lock) {
            if (stopped) {
                return false;
            }
            listener.deliver(batch);
            return true;
        }
    }

    void leasesLost(List<ShareDelivery> deliveries) {
        listener.leasesLost(deliveries);
    }

    MqException failure(RuntimeException cause) {
        return KafkaErrors.connection("go on reading topic " + topic() + " for group " + groupId, cause);
    }

    void leftUncleanly(RuntimeException failure) {
        listener.notice(KafkaErrors.leftUncleanly(groupId, failure));
    }

    /** A worker has ended; if by a failure, the subscription ends with it. */
    void ended(ShareWorker worker, @Nullable MqException failure) {
        workers.remove(worker);
        threads.remove(Thread.currentThread());
        if (failure == null) {
            return;
        }
        synchronized (lock) {
            if (closed || lost) {
                return;
            }
            lost = true;
            stopped = true;
            closed = true;
        }
        workers.forEach(ShareWorker::wake);
        listener.lost(failure);
    }

    @Override
    public void settle(List<? extends SettleRequest> batch) {
        ShareWorker first = worker(batch.get(0));
        Map<ShareWorker, List<SettleRequest>> split = null;
        for (int i = 1; i < batch.size() && split == null; i++) {
            split = worker(batch.get(i)) == first ? null : new IdentityHashMap<>();
        }
        if (split == null) {
            first.settle(batch.toArray(new SettleRequest[0]));
            return;
        }
        for (SettleRequest request : batch) {
            split.computeIfAbsent(worker(request), w -> new ArrayList<>()).add(request);
        }
        split.forEach((worker, requests) -> worker.settle(requests.toArray(new SettleRequest[0])));
    }

    private static ShareWorker worker(SettleRequest request) {
        return ((ShareDelivery) request.message()).worker();
    }

    @Override
    public void renew(Collection<? extends IncomingMessage> messages) {
        long until = System.nanoTime() + leaseNanos();
        for (IncomingMessage message : messages) {
            ((ShareDelivery) message).keepUntil(until);
        }
    }

    @Override
    public int deliveryLimit() {
        return deliveryLimit;
    }

    @Override
    public void stop() {
        synchronized (lock) {
            stopped = true;
        }
        workers.forEach(ShareWorker::wake);
    }

    @Override
    public void close() {
        synchronized (lock) {
            stopped = true;
            closed = true;
        }
        workers.forEach(ShareWorker::wake);
        threads.forEach(Joining::join);
        onClose.run();
    }
}
