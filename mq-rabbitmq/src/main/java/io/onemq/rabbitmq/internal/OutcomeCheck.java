package io.onemq.rabbitmq.internal;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Method;
import io.onemq.Settlement;
import io.onemq.spi.SettleRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Finds out whether settlements took effect. AMQP does not answer them, but a channel handles one method after the
 * other: when a call that was sent later is answered, they were accepted. One call serves all that wait. Thread-safe.
 */
final class OutcomeCheck {
    private final Channel channel;
    private final Method call;
    private final ExecutorService executor;

    // Guarded by this.
    private List<SettleRequest> waiting = new ArrayList<>();
    private CompletableFuture<Void> round = CompletableFuture.completedFuture(null);

    /** The prefetch is set once more to what it is, which changes nothing and is answered. */
    OutcomeCheck(Channel channel, int prefetch, ExecutorService executor) {
        this.channel = channel;
        this.call = new AMQP.Basic.Qos.Builder().prefetchCount(prefetch).build();
        this.executor = executor;
    }

    /**
     * Takes requests that have been written to the channel. They are completed as soon as their outcome is known.
     *
     * @return whether the caller has to {@link #ask} next
     */
    synchronized boolean add(List<SettleRequest> sent) {
        waiting.addAll(sent);
        if (!round.isDone()) {
            return false;
        }
        round = new CompletableFuture<>();
        return true;
    }

    /** Asks the broker on behalf of all that wait; may wait for another call of the channel to be answered. */
    void ask() {
        List<SettleRequest> asked;
        CompletableFuture<Void> current;
        synchronized (this) {
            current = round;
            asked = waiting;
            waiting = new ArrayList<>();
            if (asked.isEmpty()) {
                current.complete(null);
                return;
            }
        }
        try {
            // The answer comes on the thread that reads the network, which must not write the next call.
            CompletableFuture<?> unused = channel.asyncCompletableRpc(call)
                    .whenCompleteAsync(
                            (answer, failure) -> {
                                complete(asked, failure == null ? Settlement.SETTLED : Settlement.UNKNOWN);
                                ask();
                            },
                            executor);
        } catch (IOException | AlreadyClosedException e) {
            complete(asked, Settlement.UNKNOWN);
            ask();
        }
    }

    private static void complete(List<SettleRequest> requests, Settlement outcome) {
        for (SettleRequest request : requests) {
            request.complete(outcome);
        }
    }

    /** Is done when nothing waits any more. */
    synchronized Future<Void> pending() {
        return round;
    }

    /** Waits until what was pending is done; returns early when the time is up. */
    static void await(Future<Void> pending, long millis) {
        try {
            pending.get(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException e) {
            // The channel is closed next, which answers what still waits with UNKNOWN.
            return;
        }
    }
}
