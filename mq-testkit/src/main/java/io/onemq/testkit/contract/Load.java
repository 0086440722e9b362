package io.onemq.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.Message;
import io.onemq.MqException;
import io.onemq.Outcome;
import io.onemq.PublishReceipt;
import io.onemq.Publisher;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A thread that publishes without end, at most 2,000 messages a second, and keeps account of what was confirmed. */
final class Load {
    private static final int WINDOW = 200;

    private final AtomicInteger confirmed = new AtomicInteger();
    private volatile boolean stopped;
    private volatile String doing = "starts";
    private @Nullable CompletableFuture<List<String>> result;

    void start(Publisher<String> publisher) {
        result = Waiting.inThread(() -> run(publisher));
    }

    /** How many messages are confirmed; fails with what ended the load, if that has happened. */
    int confirmed() {
        CompletableFuture<List<String>> running = result;
        if (running != null && running.isCompletedExceptionally()) {
            running.join();
        }
        return confirmed.get();
    }

    private List<String> run(Publisher<String> publisher) {
        List<String> ids = new ArrayList<>();
        Deque<CompletableFuture<PublishReceipt>> window = new ArrayDeque<>();
        for (int i = 0; !stopped; i++) {
            doing = "sends message " + i;
            window.addLast(publisher.publishAsync(Message.of("message " + i)));
            Waiting.moment();
            if (window.size() == WINDOW) {
                settle(window.removeFirst(), ids);
            }
        }
        window.forEach(future -> settle(future, ids));
        return ids;
    }

    private void settle(CompletableFuture<PublishReceipt> future, List<String> ids) {
        doing = "waits for the outcome of a message after " + confirmed + " confirmations";
        MqException failure = Waiting.forFailure(future);
        if (failure == null) {
            ids.add(Waiting.forFuture(future).messageId());
            confirmed.incrementAndGet();
        } else {
            assertThat(failure.outcome()).as(failure.toString()).isEqualTo(Outcome.UNKNOWN);
        }
    }

    /** Ends the load and returns the ids of the confirmed messages. */
    List<String> finish() {
        CompletableFuture<List<String>> running = result;
        stopped = true;
        if (running == null) {
            return List.of();
        }
        if (!Waiting.holdsInTime(running::isDone)) {
            throw new AssertionError("The load has not ended within " + Waiting.DEADLINE + ": it still " + doing);
        }
        return Waiting.forFuture(running);
    }

    /** Ends the load without waiting. */
    void stop() {
        stopped = true;
    }
}
