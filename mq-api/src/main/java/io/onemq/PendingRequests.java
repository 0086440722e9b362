package io.onemq;

import io.onemq.internal.CallbackThread;
import io.onemq.internal.Engine;
import io.onemq.internal.MessageIds;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The requests of one requester that wait for their replies, by correlation id. Thread-safe. */
final class PendingRequests<R> {
    private final Engine engine;
    private final String topic;
    private final Codec<R> codec;
    private final int most;

    // Other requesters read the same topic: by this they tell their replies from each other's.
    private final String prefix = MessageIds.next() + ".";
    private final AtomicLong next = new AtomicLong();
    private final AtomicLong late = new AtomicLong();
    private final Map<String, Pending> waiting = new ConcurrentHashMap<>();
    private volatile boolean closed;

    PendingRequests(Engine engine, String topic, Codec<R> codec, int most) {
        this.engine = engine;
        this.topic = topic;
        this.codec = codec;
        this.most = most;
    }

    /** One request. */
    final class Pending {
        private final String correlationId = prefix + next.getAndIncrement();
        private final CompletableFuture<Message<R>> future = new CompletableFuture<>();

        String correlationId() {
            return correlationId;
        }

        CompletableFuture<Message<R>> future() {
            return future;
        }

        /** Ends the wait, unless it has ended. */
        void fail(Throwable failure) {
            if (waiting.remove(correlationId, this)) {
                complete(() -> future.completeExceptionally(failure));
            }
        }

        private void complete(Runnable completion) {
            engine.callbacks().execute(CallbackThread.Callback.of(completion));
        }
    }

    /** Starts to wait for a reply. */
    Pending open(Duration timeout) {
        if (waiting.size() >= most) {
            throw new MqException(
                    ErrorCode.BUFFER_FULL,
                    Outcome.NOT_SENT,
                    true,
                    "No room for another request to topic " + topic + ": " + most
                            + " wait for their replies (maxPending)",
                    null);
        }
        Pending pending = new Pending();
        waiting.put(pending.correlationId, pending);
        Future<?> alarm =
                engine.timer().schedule(() -> pending.fail(overdue(timeout)), timeout.toNanos(), TimeUnit.NANOSECONDS);
        // Also if the application has cancelled it.
        CompletableFuture<Message<R>> unused = pending.future.whenComplete((reply, failure) -> {
            alarm.cancel(false);
            waiting.remove(pending.correlationId, pending);
        });
        if (closed) {
            pending.fail(ended());
        }
        return pending;
    }

    private MqException overdue(Duration timeout) {
        return new MqException(
                ErrorCode.TIMEOUT,
                Outcome.UNKNOWN,
                true,
                "No reply to a request to topic " + topic + " came within " + timeout
                        + "; it may have been handled, or be" + " handled later",
                null);
    }

    private MqException ended() {
        return new MqException(
                ErrorCode.CLOSED,
                Outcome.UNKNOWN,
                false,
                "The requester of topic " + topic + " was closed before the reply came",
                null);
    }

    /** Takes a reply of any requester. */
    void accept(Delivery<byte[]> delivery) {
        String correlationId = delivery.correlationId().orElse("");
        if (!correlationId.startsWith(prefix)) {
            return;
        }
        Pending pending = waiting.remove(correlationId);
        if (pending == null) {
            late.incrementAndGet();
            return;
        }
        pending.complete(() -> complete(pending, delivery));
    }

    @SuppressWarnings("CatchingUnchecked") // whatever the codec throws, somebody waits
    private void complete(Pending pending, Delivery<byte[]> delivery) {
        try {
            pending.future.complete(reply(delivery));
        } catch (Throwable e) {
            pending.future.completeExceptionally(e);
        }
    }

    private Message<R> reply(Delivery<byte[]> delivery) {
        Message.Builder<R> reply = Message.builder(codec.decode(delivery.payload()))
                .id(delivery.id())
                .headers(delivery.headers());
        delivery.key().ifPresent(reply::key);
        delivery.contentType().ifPresent(reply::contentType);
        delivery.correlationId().ifPresent(reply::correlationId);
        delivery.timestamp().ifPresent(reply::timestamp);
        return reply.build();
    }

    long late() {
        return late.get();
    }

    void close() {
        closed = true;
        List.copyOf(waiting.values()).forEach(pending -> pending.fail(ended()));
    }
}
