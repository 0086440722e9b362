package io.onemq.internal.consume;

import io.onemq.ErrorCode;
import io.onemq.MqException;
import io.onemq.Outcome;
import io.onemq.internal.Engine;
import java.time.Duration;
import java.util.ArrayDeque;
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
    private boolean stopped;

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
    public void roomFreed() {
        lock.lock();
        try {
            changed.signal();
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
        engine.callbacks().refuseBlocking("Receiver.receive");
        try {
            lock.lockInterruptibly();
            try {
                refuseIfStopped();
                return await(atMost.toNanos());
            } finally {
                lock.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MqException(
                    ErrorCode.INTERRUPTED, Outcome.NOT_SENT, true, "Interrupted while waiting for a message", e);
        }
    }

    private void refuseIfStopped() {
        if (stopped) {
            throw new MqException(
                    ErrorCode.CLOSED,
                    "The receiver of topic " + reader.topic().name() + ", group "
                            + reader.group().name() + " is closed");
        }
    }

    private @Nullable InFlight await(long nanos) throws InterruptedException {
        long left = nanos;
        while (!stopped) {
            InFlight delivery = next();
            if (delivery != null) {
                return delivery;
            }
            if (left <= 0) {
                return null;
            }
            left = changed.awaitNanos(left);
        }
        return null;
    }

    private @Nullable InFlight next() {
        while (!ready.isEmpty() && reader.mayHand()) {
            InFlight delivery = ready.removeFirst();
            if (delivery.hand()) {
                return delivery;
            }
            reader.notHanded();
        }
        return null;
    }

    /** Tells whether source and retries are connected. */
    public boolean isConnected() {
        return reader.isConnected();
    }

    /** Ends the reader; see {@link GroupReader#close}. */
    public void close() {
        engine.callbacks().refuseBlocking("Receiver.close");
        reader.close(0);
    }
}
