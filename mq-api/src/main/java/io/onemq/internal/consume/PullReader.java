package io.onemq.internal.consume;

import io.onemq.ErrorCode;
import io.onemq.MqException;
import io.onemq.Outcome;
import io.onemq.internal.Engine;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Keeps deliveries until the application asks for them. Thread-safe. */
public final class PullReader implements Intake {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<InFlight> ready = new ArrayDeque<>();
    private final Engine engine;
    private final GroupReader reader;
    private volatile boolean stopped;

    public PullReader(Engine engine, ReaderTopics topics, ReaderSettings settings) {
        this.engine = engine;
        this.reader = new GroupReader(engine, topics, settings, created -> this);
    }

    /** Starts reading. Blocks until connected. */
    public void open() {
        reader.open();
    }

    @Override
    public void offer(List<InFlight> deliveries) {
        lock.lock();
        try {
            if (!stopped) {
                ready.addAll(deliveries);
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void laneWanted() {
        engine.inBackground(() -> reader.serve(new FrontOfQueue()));
    }

    /** The next one who asks gets it. */
    private final class FrontOfQueue implements Isolation.Lane {
        @Override
        public boolean reserve() {
            return true;
        }

        @Override
        public void free() {}

        @Override
        public boolean handleAnother() {
            return false;
        }

        @Override
        public void take(InFlight delivery) {
            lock.lock();
            try {
                if (!stopped) {
                    ready.addFirst(delivery);
                    changed.signalAll();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    @Override
    public void roomFreed() {
        lock.lock();
        try {
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void resumed() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void stop() {
        lock.lock();
        try {
            stopped = true;
            ready.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Takes the next delivery, or null if none came in time or the reader was closed meanwhile. */
    public @Nullable InFlight poll(Duration atMost) {
        InFlight delivery = receive(atMost);
        if (delivery != null) {
            // Nobody tells what the application does with it, and it may ask for the next one with the same thread.
            returned(delivery);
        }
        return delivery;
    }

    private @Nullable InFlight receive(Duration atMost) {
        engine.callbacks().refuseBlocking("Receiver.receive");
        refuseIfStopped();
        try {
            return await(atMost.toNanos(), true);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MqException(
                    ErrorCode.INTERRUPTED, Outcome.NOT_SENT, true, "Interrupted while waiting for a message", e);
        }
    }

    /**
     * Waits for a delivery and for more. The caller tells by {@link #returned} when it is done with each.
     *
     * @param most how many to take at most
     * @param wait how long to wait for more after the first
     * @return at least one, or none if the reader was closed or the thread was interrupted, which it stays
     */
    List<InFlight> collect(int most, Duration wait) {
        List<InFlight> batch = new ArrayList<>();
        try {
            InFlight next = await(Long.MAX_VALUE, true);
            long deadline = System.nanoTime() + wait.toNanos();
            while (next != null) {
                batch.add(next);
                boolean full = batch.size() == most || isApart(next);
                next = full ? null : await(deadline - System.nanoTime(), false);
            }
        } catch (InterruptedException e) {
            // What is there already is handled by this thread.
            Thread.currentThread().interrupt();
        }
        return batch;
    }

    /** What is handled apart is a batch of its own: it must not take its neighbours with it. */
    private static boolean isApart(@Nullable InFlight delivery) {
        return delivery != null && delivery.incarnation().isIsolated();
    }

    private void refuseIfStopped() {
        if (stopped) {
            throw new MqException(
                    ErrorCode.CLOSED,
                    "The receiver of topic " + reader.topic().name() + ", group "
                            + reader.group().name() + " is closed");
        }
    }

    private @Nullable InFlight await(long nanos, boolean isFirst) throws InterruptedException {
        long start = System.nanoTime();
        InFlight delivery = take(nanos, isFirst);
        // Without the lock: handing over may ask the broker, whose answer comes by a thread that may need the lock
        // first.
        while (delivery != null && !reader.hand(delivery)) {
            reader.notHanded();
            reader.returned(delivery);
            roomFreed();
            delivery = take(nanos - (System.nanoTime() - start), isFirst);
        }
        return delivery;
    }

    /** Takes what may be handed over, with the room for it; waits for it up to a time. */
    private @Nullable InFlight take(long nanos, boolean isFirst) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (!stopped && (isFirst || (!isApart(ready.peekFirst()) && !reader.isPaused()))) {
                if (!ready.isEmpty() && reader.mayHand()) {
                    return takeFirst();
                }
                if (left <= 0) {
                    return null;
                }
                left = changed.awaitNanos(left);
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    private InFlight takeFirst() {
        InFlight delivery = ready.removeFirst();
        if (!ready.isEmpty()) {
            // Room for several may have become free with one signal.
            changed.signal();
        }
        return delivery;
    }

    /** No handler has the delivery any more. */
    void returned(InFlight delivery) {
        reader.returned(delivery);
    }

    /** Hands out nothing more until {@link #resume}. */
    void pause() {
        reader.pause();
    }

    void resume() {
        reader.resume();
    }

    boolean isPaused() {
        return reader.isPaused();
    }

    /** Tells whether source and retries are connected. */
    public boolean isConnected() {
        return reader.isConnected();
    }

    /** Ends the reader; see {@link GroupReader#close}. */
    public void close() {
        engine.callbacks().refuseBlocking("Receiver.close");
        close(0);
    }

    /** Ends the reader without waiting for the deliveries that the calling thread itself holds. */
    void close(int ownDeliveries) {
        reader.close(ownDeliveries);
    }
}
