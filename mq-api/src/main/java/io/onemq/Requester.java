package io.onemq;

import io.onemq.internal.Engine;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Sends requests to a topic and gets the reply to each. Made by {@link MqClient#requester}. A request is a message like any
 * other, with a correlation id and the topic of the replies; a {@link Responder}, or any program that knows those two,
 * answers it. Many requests may wait at the same time.
 *
 * <p>A reply comes at most once, and not at all if the request failed for good, if nobody handles it, or if the reply was
 * published while this requester had lost its broker (event {@link MqEvent.Type#GAP}). Then the request runs into its
 * timeout. The request itself is delivered at least once: it may be handled after its requester has given up, and twice.
 *
 * <p>Thread-safe; share one instance.
 *
 * @param <Q> the type of the request's payload
 * @param <R> the type of the reply's payload
 */
public final class Requester<Q, R> implements AutoCloseable {
    private final Engine engine;
    private final Publisher<Q> publisher;
    private final String replyTopic;
    private final PendingRequests<R> pending;
    private final Consumer replies;
    private final Duration timeout;

    Requester(
            Engine engine,
            Publisher<Q> publisher,
            String replyTopic,
            PendingRequests<R> pending,
            Consumer replies,
            Duration timeout) {
        this.engine = engine;
        this.publisher = publisher;
        this.replyTopic = replyTopic;
        this.pending = pending;
        this.replies = replies;
        this.timeout = timeout;
    }

    /**
     * Sends a request and waits for its reply, for as long as the requester was set up to.
     *
     * @param request the request, without correlation id and reply topic
     * @return the reply
     * @throws MqException as {@link #request(Message, Duration)} does
     */
    public Message<R> request(Message<Q> request) {
        return request(request, timeout);
    }

    /**
     * Sends a request and waits for its reply.
     *
     * @param request the request, without correlation id and reply topic
     * @param atMost how long to wait, 1 millisecond to 7 days
     * @return the reply
     * @throws PublishException if the request was not confirmed; nobody waits for a reply then
     * @throws CodecException if request or reply cannot be encoded or decoded
     * @throws MqException with code TIMEOUT and outcome UNKNOWN if no reply came in time, CLOSED if the requester is or was
     *     closed, BUFFER_FULL if too many requests wait, INVALID_MESSAGE if the request has a correlation id or a reply
     *     topic, WOULD_DEADLOCK on the thread that completes futures, INTERRUPTED
     */
    public Message<R> request(Message<Q> request, Duration atMost) {
        engine.callbacks().refuseBlocking("Requester.request");
        CompletableFuture<Message<R>> reply = requestAsync(request, atMost);
        try {
            return reply.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            reply.cancel(false);
            throw new MqException(
                    ErrorCode.INTERRUPTED, Outcome.UNKNOWN, true, "Interrupted while waiting for a reply", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof MqException failure
                    ? failure
                    : new MqException(
                            ErrorCode.INTERNAL, Outcome.UNKNOWN, false, "A request failed unexpectedly", e.getCause());
        }
    }

    /**
     * Sends a request. Returns before it is confirmed, but waits for room as {@link Publisher#publishAsync} does.
     *
     * @param request the request, without correlation id and reply topic
     * @return completes with the reply or fails as {@link #requestAsync(Message, Duration)}
     */
    public CompletableFuture<Message<R>> requestAsync(Message<Q> request) {
        return requestAsync(request, timeout);
    }

    /**
     * Sends a request. Returns before it is confirmed, but waits for room as {@link Publisher#publishAsync} does.
     *
     * @param request the request, without correlation id and reply topic
     * @param atMost how long to wait for the reply, 1 millisecond to 7 days
     * @return completes with the reply, or with a failure as {@link #request(Message, Duration)} throws it; on the one
     *     callback thread of the client, which must not be blocked. Who cancels it drops the reply
     */
    public CompletableFuture<Message<R>> requestAsync(Message<Q> request, Duration atMost) {
        PendingRequests<R>.Pending entry;
        Message<Q> addressed;
        try {
            RequesterBuilder.checkTimeout(atMost);
            refuseAddressed(request);
            entry = pending.open(atMost);
            addressed = request.toBuilder()
                    .correlationId(entry.correlationId())
                    .replyTo(replyTopic)
                    .build();
        } catch (MqException e) {
            return CompletableFuture.failedFuture(e);
        }
        CompletableFuture<PublishReceipt> unused = publisher
                .publishAsync(addressed)
                .whenComplete((receipt, failure) -> {
                    if (failure != null) {
                        entry.fail(failure);
                    }
                });
        return entry.future();
    }

    private static void refuseAddressed(Message<?> request) {
        Objects.requireNonNull(request, "request");
        if (request.correlationId().isPresent() || request.replyTo().isPresent()) {
            throw new MqException(
                    ErrorCode.INVALID_MESSAGE,
                    "A requester gives its requests the correlation id and the topic of their replies; leave both out, and"
                            + " use a header for what else tells them apart");
        }
    }

    /**
     * Returns how many replies came when nobody waited for them any more: after the timeout, or a second time. They are
     * dropped.
     *
     * @return the number since this requester was started
     */
    public long lateReplies() {
        return pending.late();
    }

    /** Fails what waits with CLOSED and detaches from the topic of the replies. Idempotent. */
    @Override
    public void close() {
        engine.callbacks().refuseBlocking("Requester.close");
        pending.close();
        replies.close();
        publisher.close();
        engine.forget(this);
    }
}
