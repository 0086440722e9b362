package io.onemq.internal.consume;

import io.onemq.internal.Engine;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Runs handlers, at most {@code concurrency} at a time. Workers are started when deliveries arrive and live as long as
 * there is work, so a batch costs one hop and no lock.
 */
public final class PushReader implements Intake, RunningReader {
    private static final long PAUSE_MILLIS = 100;

    private final ConcurrentLinkedQueue<InFlight> ready = new ConcurrentLinkedQueue<>();
    private final AtomicInteger workers = new AtomicInteger();
    private final AtomicBoolean laneWanted = new AtomicBoolean();
    private final ThreadLocal<@Nullable InFlight> handled = ThreadLocal.withInitial(() -> null);
    private final GroupReader reader;
    private final Executor executor;
    private final Work work;
    private final int concurrency;
    private final Isolation.Lane lane = new WorkersLane();
    private volatile boolean stopped;

    /** What is done with each delivery. Settles it, sooner or later; must not throw. */
    @FunctionalInterface
    public interface Work {
        void handle(InFlight delivery);
    }

    public PushReader(
            Engine engine,
            ReaderTopics topics,
            ReaderSettings settings,
            Executor executor,
            int concurrency,
            Work work) {
        this.executor = executor;
        this.concurrency = concurrency;
        this.work = work;
        this.reader = new GroupReader(engine, topics, settings, created -> this);
    }

    /** Starts reading. Blocks until connected. */
    public void open() {
        reader.open();
    }

    @Override
    public void offer(List<InFlight> deliveries) {
        ready.addAll(deliveries);
        startWorkers(deliveries.size());
    }

    @Override
    public void laneWanted() {
        laneWanted.set(true);
        startWorkers(1);
    }

    @Override
    public void roomFreed() {
        if (!ready.isEmpty() || laneWanted.get()) {
            startWorkers(1);
        }
    }

    @Override
    public void resumed() {
        startWorkers(concurrency);
    }

    @Override
    public void stop() {
        stopped = true;
        ready.clear();
    }

    private void startWorkers(int wanted) {
        for (int i = 0; i < wanted && claimWorker(); i++) {
            try {
                executor.execute(this::work);
            } catch (RejectedExecutionException e) {
                workers.decrementAndGet();
                if (!stopped) {
                    reader.events().uncaught("The executor of the consumer refused work; it is tried again and", e);
                    reader.later(PAUSE_MILLIS, this::roomFreed);
                }
                return;
            }
        }
    }

    private boolean claimWorker() {
        int running = workers.get();
        while (running < concurrency) {
            if (workers.compareAndSet(running, running + 1)) {
                return true;
            }
            running = workers.get();
        }
        return false;
    }

    private void work() {
        do {
            drain();
            workers.decrementAndGet();
            // Something may have arrived after the last look, when the offer still saw this worker running.
        } while (mayStay() && (laneWanted.get() || (!ready.isEmpty() && mayGoOn())) && claimWorker());
        if (Thread.currentThread().isInterrupted() && !stopped) {
            reader.later(PAUSE_MILLIS, this::roomFreed);
        }
    }

    /** A handler may leave its thread interrupted; that is for the executor, not for the handler of another message. */
    private boolean mayStay() {
        return !stopped && !Thread.currentThread().isInterrupted();
    }

    private boolean mayGoOn() {
        if (reader.mayHand()) {
            reader.notHanded();
            return true;
        }
        return false;
    }

    private void drain() {
        serveLaneIfWanted();
        while (mayStay() && handleNext()) {
            serveLaneIfWanted();
        }
    }

    private boolean handleNext() {
        if (!reader.mayHand()) {
            return false;
        }
        InFlight delivery = ready.poll();
        if (delivery == null) {
            reader.notHanded();
            return false;
        }
        if (reader.isPaused()) {
            // It may have come after the pause began. Those that are ready at the same time have no order.
            ready.add(delivery);
            reader.notHanded();
            return false;
        }
        handOver(delivery);
        return true;
    }

    private void handOver(InFlight delivery) {
        if (reader.hand(delivery)) {
            handle(delivery);
        } else {
            reader.notHanded();
        }
        reader.returned(delivery);
    }

    /** One worker becomes the lane for a while: it waits with nothing else to do, so that what comes starts at once. */
    @SuppressWarnings("CatchingUnchecked") // whatever goes wrong with the lane, the worker goes on
    private void serveLaneIfWanted() {
        if (laneWanted.get() && mayStay() && laneWanted.compareAndSet(true, false)) {
            try {
                reader.serve(lane);
            } catch (Throwable e) {
                reader.events()
                        .uncaught(
                                "Handling isolated messages of topic "
                                        + reader.topic().name(),
                                e);
            }
        }
    }

    /** Whatever goes wrong with one delivery, its worker goes on: nobody else would start another one. */
    @SuppressWarnings("CatchingUnchecked")
    private void handle(InFlight delivery) {
        // An executor may start this on the thread of a handler that has just made room.
        InFlight outer = handled.get();
        handled.set(delivery);
        try {
            work.handle(delivery);
        } catch (Throwable e) {
            reader.events().uncaught("Handling message " + delivery.id(), e);
            delivery.settle(new Verdict.Nack(e, null));
        } finally {
            handled.set(outer);
        }
    }

    private final class WorkersLane implements Isolation.Lane {
        @Override
        public boolean reserve() {
            return reader.mayHand();
        }

        @Override
        public void free() {
            reader.notHanded();
            // Somebody may have found no room meanwhile.
            roomFreed();
        }

        @Override
        public void take(InFlight delivery) {
            handOver(delivery);
            roomFreed();
        }

        @Override
        public boolean handleAnother() {
            return mayStay() && handleNext();
        }
    }

    @Override
    public void pause() {
        reader.pause();
    }

    @Override
    public void resume() {
        reader.resume();
    }

    @Override
    public boolean isPaused() {
        return reader.isPaused();
    }

    @Override
    public boolean isConnected() {
        return reader.isConnected();
    }

    @Override
    public void close() {
        reader.callbacks().refuseBlocking("Consumer.close");
        InFlight own = handled.get();
        reader.close(own != null && own.isOpen() ? 1 : 0);
    }
}
