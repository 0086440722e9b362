package io.onemq.kafka.internal;

import io.onemq.MqException;
import io.onemq.spi.DeliveryListener;
import io.onemq.spi.IncomingMessage;
import io.onemq.spi.SettleRequest;
import io.onemq.spi.SubscriptionSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.jspecify.annotations.Nullable;

/**
 * A member of a share group, made of several share consumers: as few as are fast, and more while slow messages occupy
 * all of them and the window has room.
 */
final class ShareSubscription implements WatchedSubscription {
    private final SubscriptionSpec spec;
    private final String groupId;
    private final DeliveryListener listener;
    private final ShareSizes sizes;
    private final int deliveryLimit;
    private final IntFunction<ShareConsumer<byte[], byte[]>> consumers;
    private final Runnable onClose;
    private final ShareWindow window;
    private final ShareRelief relief;
    private final Link link;
    private final CopyOnWriteArrayList<ShareWorker> workers = new CopyOnWriteArrayList<>();
    private final CopyOnWriteArrayList<Thread> threads = new CopyOnWriteArrayList<>();
    private final AtomicInteger started = new AtomicInteger();
    private final Object lock = new Object();
    private volatile boolean stopped;
    private volatile boolean closed;
    private boolean lost;
    private volatile boolean paused;

    /** How many consumers stay, apart from extra ones. Guarded by lock. */
    private int regular;

    /**
     * Creates a subscription without consumers.
     *
     * @param consumers makes a consumer that takes at most the given number of records at a time
     * @param lag asks the broker how many messages of the group are not settled
     */
    ShareSubscription(
            SubscriptionSpec spec,
            GroupState group,
            int partitions,
            DeliveryListener listener,
            ShareSizes sizes,
            IntFunction<ShareConsumer<byte[], byte[]>> consumers,
            LongSupplier lag,
            Runnable onClose) {
        this.spec = spec;
        this.groupId = group.id();
        this.listener = listener;
        this.sizes = sizes;
        this.deliveryLimit = group.number(GroupSettings.DELIVERY_LIMIT).orElse(GroupSettings.BROKERS_DELIVERY_LIMIT);
        this.consumers = consumers;
        this.onClose = onClose;
        this.window = new ShareWindow(spec.window(), () -> workers.forEach(ShareWorker::roomFreed));
        this.relief =
                new ShareRelief(sizes, partitions, () -> roomForWaiting(lag), new Extras(), threadName() + "-relief");
        this.link = new Link(this::metrics, () -> !isIdle(), listener::reconnecting, listener::reconnected);
    }

    private Collection<Map<MetricName, ? extends Metric>> metrics() {
        List<Map<MetricName, ? extends Metric>> all = new ArrayList<>();
        workers.forEach(worker -> all.add(worker.metrics()));
        return all;
    }

    ShareSubscription start() {
        try {
            haveRegulars();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
        return this;
    }

    private void haveRegulars() {
        while (countRegular()) {
            startWorker(new ShareWorker(regularConsumer(), this, false));
        }
    }

    /** Counts one more regular consumer, unless there are enough. */
    private boolean countRegular() {
        synchronized (lock) {
            boolean missing = !isIdle() && regular < sizes.regular();
            regular += missing ? 1 : 0;
            return missing;
        }
    }

    private ShareConsumer<byte[], byte[]> regularConsumer() {
        try {
            return consumers.apply(sizes.quota());
        } catch (RuntimeException e) {
            synchronized (lock) {
                regular--;
            }
            throw e;
        }
    }

    private void startWorker(ShareWorker worker) {
        Thread thread = new Thread(worker, threadName() + "-" + started.incrementAndGet());
        thread.setDaemon(true);
        workers.add(worker);
        threads.add(thread);
        thread.start();
    }

    private String threadName() {
        return "onemq-kafka-" + groupId;
    }

    private int roomForWaiting(LongSupplier lag) {
        int room = window.room();
        return room > 0 && lag.getAsLong() > held() ? room : 0;
    }

    private long held() {
        return workers.stream().mapToLong(ShareWorker::held).sum();
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

    ShareRelief relief() {
        return relief;
    }

    /** Tells extra consumers to leave; without a connection they could not, and would keep their partitions. */
    private boolean isRelieved(ShareWorker extra) {
        return (relief.isOver() || extra.isDismissed()) && link.isUp();
    }

    /** Asks whether a consumer fetches again; who gets false has to leave. */
    boolean goesOn(ShareWorker worker) {
        synchronized (lock) {
            if (worker.isExtra()) {
                return !isIdle() && !isRelieved(worker);
            }
            if (isIdle()) {
                regular--;
                return false;
            }
            return true;
        }
    }

    /** Tells whether nothing is to be fetched, nor handed over. */
    boolean isIdle() {
        return stopped || paused;
    }

    boolean isClosed() {
        return closed;
    }

    /** Hands a batch over. Returns false if the subscription has stopped. */
    boolean deliver(List<ShareDelivery> batch) {
        synchronized (lock) {
            if (isIdle()) {
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
        return cause instanceof MqException known
                ? known
                : KafkaErrors.connection("go on reading topic " + topic() + " for group " + groupId, cause);
    }

    void leftUncleanly(RuntimeException failure) {
        listener.notice(KafkaErrors.leftUncleanly(groupId, failure));
    }

    /** A worker has ended; if by a failure, the subscription ends with it. */
    void ended(ShareWorker worker, @Nullable MqException failure) {
        workers.remove(worker);
        threads.remove(Thread.currentThread());
        if (failure != null) {
            lose(failure);
        }
    }

    private void lose(MqException failure) {
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
    public Link link() {
        return link;
    }

    @Override
    public void settle(List<? extends SettleRequest> batch) {
        if (batch.isEmpty()) {
            return;
        }
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

    /** Kafka hands a share consumer nothing new before. */
    @Override
    public boolean needsAllSettled() {
        return true;
    }

    /** Its consumers leave, because those of a share group keep partitions from others. */
    @Override
    public boolean pause() {
        synchronized (lock) {
            paused = true;
        }
        workers.forEach(ShareWorker::wake);
        return true;
    }

    @Override
    public void resume() {
        synchronized (lock) {
            paused = false;
        }
        try {
            haveRegulars();
        } catch (RuntimeException e) {
            lose(failure(e));
        }
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

    private final class Extras implements ShareRelief.Extras {

        @Override
        public void have(int wanted, int quota) {
            while (true) {
                synchronized (lock) {
                    if (stopped
                            || paused
                            || workers.stream().filter(ShareWorker::isExtra).count() >= wanted) {
                        return;
                    }
                }
                ShareWorker extra = new ShareWorker(consumers.apply(quota), ShareSubscription.this, true);
                synchronized (lock) {
                    // Started even if the subscription was stopped meanwhile: the worker sees that and closes.
                    startWorker(extra);
                }
            }
        }

        @Override
        public void dismiss() {
            workers.forEach(ShareWorker::dismiss);
        }

        @Override
        public void failed(RuntimeException cause) {
            listener.notice("Kafka group " + groupId + " gets no more consumers for topic " + topic()
                    + " while slow messages occupy those that it has: " + cause.getMessage());
        }
    }
}
