package io.onemq.internal.consume;

import io.onemq.internal.Engine;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Collects deliveries into batches and runs handlers, {@code concurrency} at a time. */
public final class BatchReader implements RunningReader {
    private static final long PAUSE_MILLIS = 100;

    private final ThreadLocal<List<InFlight>> holding = ThreadLocal.withInitial(List::of);
    private final Object turn = new Object();
    private final Engine engine;
    private final PullReader source;
    private final Executor executor;
    private final int most;
    private final Duration wait;
    private final Work work;
    private volatile boolean closed;

    /** What is done with each batch. Settles all of it, sooner or later; must not throw. */
    @FunctionalInterface
    public interface Work {
        void handle(List<InFlight> batch);
    }

    public BatchReader(Engine engine, PullReader source, Executor executor, int most, Duration wait, Work work) {
        this.engine = engine;
        this.source = source;
        this.executor = executor;
        this.most = most;
        this.wait = wait;
        this.work = work;
    }

    /** Starts reading. Blocks until connected. */
    public void open(int concurrency) {
        source.open();
        for (int i = 0; i < concurrency; i++) {
            startWorker();
        }
    }

    private void startWorker() {
        try {
            executor.execute(this::work);
        } catch (RejectedExecutionException e) {
            if (!closed) {
                engine.events().uncaught("The executor of the consumer refused work; it is tried again and", e);
                engine.later(PAUSE_MILLIS, this::startWorker);
            }
        }
    }

    private void work() {
        while (!closed && !Thread.currentThread().isInterrupted()) {
            List<InFlight> collected = collect();
            handleOpen(collected);
            collected.forEach(source::returned);
        }
        // An interrupt is meant for this thread: the work goes on on another.
        if (!closed) {
            engine.later(PAUSE_MILLIS, this::startWorker);
        }
    }

    private void handleOpen(List<InFlight> collected) {
        // What was lost while the batch filled comes again.
        List<InFlight> batch = collected.stream().filter(InFlight::isOpen).toList();
        if (source.isPaused()) {
            batch.forEach(delivery -> delivery.settle(Verdict.RELEASE));
        } else if (!batch.isEmpty()) {
            handle(batch);
        }
    }

    /** Whatever goes wrong with one batch, its worker goes on: nobody else would start another one. */
    @SuppressWarnings("CatchingUnchecked")
    private void handle(List<InFlight> batch) {
        holding.set(batch);
        try {
            work.handle(batch);
        } catch (Throwable e) {
            engine.events().uncaught("Handling a batch of " + batch.size() + " messages", e);
            batch.forEach(delivery -> delivery.settle(new Verdict.Nack(e, null)));
        } finally {
            holding.remove();
        }
    }

    /** One after the other, so that what comes fills one batch and not a part of each. */
    private List<InFlight> collect() {
        synchronized (turn) {
            return source.collect(most, wait);
        }
    }

    @Override
    public void pause() {
        source.pause();
    }

    @Override
    public void resume() {
        source.resume();
    }

    @Override
    public boolean isPaused() {
        return source.isPaused();
    }

    @Override
    public boolean isConnected() {
        return source.isConnected();
    }

    @Override
    public void close() {
        engine.callbacks().refuseBlocking("Consumer.close");
        closed = true;
        source.close((int) holding.get().stream().filter(InFlight::isOpen).count());
    }
}
