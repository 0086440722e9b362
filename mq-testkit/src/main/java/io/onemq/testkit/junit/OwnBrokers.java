package io.onemq.testkit.junit;

import io.onemq.testkit.runtime.Brokers;
import io.onemq.testkit.runtime.CuttableBroker;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/**
 * Brokers for tests that do them harm: each is used by one test at a time. A test takes one that is idle, or has another
 * started, so tests in a row need one and those that run in parallel one each. Thread-safe.
 */
final class OwnBrokers implements AutoCloseable {
    private static final Executor STARTER = task -> {
        Thread thread = new Thread(task, "mq-test-own-broker");
        thread.setDaemon(true);
        thread.start();
    };

    private final Map<String, Deque<CompletableFuture<OwnBroker>>> idle = new HashMap<>();
    private boolean closed;

    /** A broker with what tidies up on it. */
    record OwnBroker(CuttableBroker runtime, Janitor janitor) implements AutoCloseable {
        @Override
        public void close() {
            janitor.close();
            runtime.close();
        }
    }

    /** Has one started in the background, unless one is idle or starting. */
    synchronized void prepare(String broker) {
        Deque<CompletableFuture<OwnBroker>> waiting = idle(broker);
        if (waiting.isEmpty()) {
            waiting.add(CompletableFuture.supplyAsync(() -> start(broker), STARTER));
        }
    }

    BrokerLease take(BrokerChoice choice) {
        try {
            return new OwnLease(choice, this, next(choice.name()).join());
        } catch (CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IllegalStateException(cause.getMessage(), cause);
        }
    }

    private synchronized CompletableFuture<OwnBroker> next(String broker) {
        CompletableFuture<OwnBroker> waiting = idle(broker).poll();
        return waiting == null ? CompletableFuture.supplyAsync(() -> start(broker), STARTER) : waiting;
    }

    private static OwnBroker start(String broker) {
        CuttableBroker runtime = Brokers.createCuttable(broker);
        try {
            runtime.start();
        } catch (RuntimeException e) {
            runtime.close();
            throw e;
        }
        return new OwnBroker(runtime, new Janitor(runtime.url()));
    }

    /** Takes back a broker that answers; one that does not is no good to anybody. */
    void giveBack(OwnBroker broker) {
        if (!keep(broker)) {
            broker.close();
        }
    }

    private synchronized boolean keep(OwnBroker broker) {
        return !closed
                && broker.runtime().isRunning()
                && idle(broker.runtime().broker()).add(CompletableFuture.completedFuture(broker));
    }

    private static void closeWhenStarted(CompletableFuture<OwnBroker> starting) {
        CompletableFuture<?> unused = starting.thenAccept(OwnBroker::close);
    }

    private Deque<CompletableFuture<OwnBroker>> idle(String broker) {
        return idle.computeIfAbsent(broker, name -> new ArrayDeque<>());
    }

    @Override
    public synchronized void close() {
        closed = true;
        idle.values().forEach(waiting -> waiting.forEach(OwnBrokers::closeWhenStarted));
        idle.clear();
    }
}
