package io.onemq.testkit.contract;

import io.onemq.Message;
import io.onemq.Publisher;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/**
 * A thread that publishes work for a {@link PlannedConsumer} on all keys, at an even pace and some messages of a key in
 * a row, until it is told to end. The id of a message is its key and its number among those of the key.
 */
final class KeyedLoad implements AutoCloseable {
    private static final int WINDOW = 200;
    private static final int ROW = 4;
    private static final Duration POLL = Duration.ofMillis(100);

    private final Publisher<String> publisher;
    private final int keys;
    private final int least;
    private final Duration time;
    private final long paceNanos;
    private final CompletableFuture<Integer> result;
    private volatile boolean over;
    private volatile boolean broken;

    /**
     * Starts.
     *
     * @param publisher publishes
     * @param keys how many keys there are
     * @param least how many messages there are at least
     * @param time how long these take
     */
    KeyedLoad(Publisher<String> publisher, int keys, int least, Duration time) {
        this.publisher = publisher;
        this.keys = keys;
        this.least = least;
        this.time = time;
        this.paceNanos = time.toNanos() / least;
        this.result = Waiting.inThread(this::run);
    }

    static String id(int key, int number) {
        return "key" + key + "-" + number;
    }

    private int run() {
        Deque<CompletableFuture<?>> window = new ArrayDeque<>();
        long start = System.nanoTime();
        int count = 0;
        // Whole rows of every key, so that each key has the same number of messages.
        while (!broken && (!over || count < least || count % (keys * ROW) != 0)) {
            window.addLast(publish(count));
            count++;
            if (window.size() == WINDOW) {
                Waiting.forFuture(window.removeFirst());
            }
            LockSupport.parkNanos(Math.max(1, start + count * paceNanos - System.nanoTime()));
        }
        window.forEach(Waiting::forFuture);
        return count;
    }

    private CompletableFuture<?> publish(int count) {
        int key = count / ROW % keys;
        int number = count / (keys * ROW) * ROW + count % ROW;
        // Long enough for two that are handled at the same time to be seen.
        FailurePlan.Work work = new FailurePlan.Work(count, FailurePlan.Fate.SUCCEEDS, 2 + count % 7);
        return publisher.publishAsync(
                Message.of(work.payload()).withKey("key" + key).withId(id(key, number)));
    }

    /** Ends, and returns the ids of each key in the order in which they were published, all of them confirmed. */
    List<List<String>> finish() {
        over = true;
        // The changes may be over long before the least number of messages is published.
        boolean unused = Waiting.holdsWithin(time, POLL, result::isDone);
        int each = Waiting.forFuture(result) / keys;
        List<List<String>> ids = new ArrayList<>();
        for (int key = 0; key < keys; key++) {
            List<String> own = new ArrayList<>();
            for (int number = 0; number < each; number++) {
                own.add(id(key, number));
            }
            ids.add(own);
        }
        return ids;
    }

    /** Ends without waiting. */
    @Override
    public void close() {
        broken = true;
        over = true;
    }
}
