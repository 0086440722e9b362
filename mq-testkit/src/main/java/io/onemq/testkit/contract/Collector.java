package io.onemq.testkit.contract;

import io.onemq.Delivery;
import io.onemq.MessageHandler;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * A handler that keeps what it got, and then does what the case wants. Thread-safe.
 *
 * @param <T> the type of the payload
 */
final class Collector<T> implements MessageHandler<T> {
    private final List<Arrival<T>> arrivals = new ArrayList<>();
    private final MessageHandler<T> then;

    private Collector(MessageHandler<T> then) {
        this.then = then;
    }

    /** A delivery and when it came. */
    record Arrival<T>(Delivery<T> delivery, long nanos) {}

    /** Collects and returns. */
    static <T> Collector<T> accepting() {
        return new Collector<>(delivery -> {});
    }

    /** Collects and goes on as told. */
    static <T> Collector<T> then(MessageHandler<T> then) {
        return new Collector<>(then);
    }

    @Override
    public void handle(Delivery<T> delivery) throws Exception {
        synchronized (arrivals) {
            arrivals.add(new Arrival<>(delivery, System.nanoTime()));
        }
        then.handle(delivery);
    }

    List<Arrival<T>> arrivals() {
        synchronized (arrivals) {
            return List.copyOf(arrivals);
        }
    }

    List<Delivery<T>> deliveries() {
        return arrivals().stream().map(Arrival::delivery).toList();
    }

    List<String> ids() {
        return arrivals().stream().map(arrival -> arrival.delivery().id()).toList();
    }

    List<T> payloads() {
        return arrivals().stream().map(arrival -> arrival.delivery().payload()).toList();
    }

    int count() {
        synchronized (arrivals) {
            return arrivals.size();
        }
    }

    /** Waits for a number of deliveries and returns the last of them. */
    Delivery<T> awaitCount(int wanted) {
        if (!Waiting.holdsInTime(() -> count() >= wanted)) {
            throw new AssertionError(
                    "Within " + Waiting.DEADLINE + " came " + count() + " of " + wanted + " deliveries");
        }
        return arrivals().get(wanted - 1).delivery();
    }

    /** Waits until every id has come at least once. */
    void awaitAll(Collection<String> ids) {
        // A trickle of messages must not stretch the wait, so there is one deadline for all of them.
        boolean complete = Waiting.holdsInTime(
                () -> count() >= ids.size() && Tally.of(ids, ids()).isComplete());
        if (!complete) {
            throw new AssertionError("After " + Waiting.DEADLINE + ", " + Tally.of(ids, ids()));
        }
    }

    /** Waits until every id has come, and watches for a while that nothing comes twice and nothing else comes. */
    void awaitExactly(Collection<String> ids) {
        awaitAll(ids);
        assertNothingBut(ids);
    }

    /** Watches for a while that nothing comes twice and nothing else comes. */
    void assertNothingBut(Collection<String> ids) {
        Waiting.watch(() -> count() > ids.size());
        Tally tally = Tally.of(ids, ids());
        if (!tally.isExact()) {
            throw new AssertionError("Each message should have come once; " + tally);
        }
    }

    /** Watches for a while that nothing comes beyond what came already. */
    void assertNothingMore() {
        int before = count();
        Waiting.watch(() -> count() > before);
        List<String> ids = ids();
        if (ids.size() > before) {
            throw new AssertionError("Nothing more should have come after " + before + " deliveries, but "
                    + deliveries().subList(before, ids.size()) + " came");
        }
    }
}
