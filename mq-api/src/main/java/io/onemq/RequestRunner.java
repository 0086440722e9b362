package io.onemq;

import io.onemq.internal.Engine;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Handles a request, publishes the reply, and settles the request when the reply is confirmed. */
final class RequestRunner<Q, R> implements MessageHandler<Q> {
    private final Engine engine;
    private final RequestHandler<Q, R> handler;
    private final ReplyPublishers<R> publishers;

    RequestRunner(Engine engine, RequestHandler<Q, R> handler, ReplyPublishers<R> publishers) {
        this.engine = engine;
        this.handler = handler;
        this.publishers = publishers;
    }

    @Override
    public void handle(Delivery<Q> request) throws Exception {
        Message<R> reply = Objects.requireNonNull(handler.handle(request), "The handler returned no reply");
        if (!request.isOpen()) {
            return;
        }
        Publisher<R> publisher = publisher(request);
        if (publisher == null) {
            acknowledge(request);
            return;
        }
        Message<R> addressed = reply.toBuilder()
                .correlationId(request.correlationId().orElseGet(request::id))
                .build();
        CompletableFuture<PublishReceipt> unused =
                publisher.publishAsync(addressed).whenComplete((receipt, failure) -> settle(request, failure));
    }

    /** Null if nobody can get a reply. */
    private @Nullable Publisher<R> publisher(Delivery<Q> request) {
        String replyTo = request.replyTo().orElse(null);
        if (replyTo == null) {
            tell(request, "it names no topic for it (reply-to)");
            return null;
        }
        try {
            return publishers.to(replyTo);
        } catch (MqException e) {
            if (!isUndeliverable(e)) {
                throw e;
            }
            tell(request, e.getMessage());
            return null;
        }
    }

    private void settle(Delivery<Q> request, @Nullable Throwable failure) {
        if (failure == null) {
            acknowledge(request);
        } else if (failure instanceof MqException e && isUndeliverable(e)) {
            tell(request, e.getMessage());
            acknowledge(request);
        } else {
            request.fail(failure);
        }
    }

    /** Another attempt would not bring the reply to anybody. */
    private static boolean isUndeliverable(MqException failure) {
        return switch (failure.code()) {
            case NOT_FOUND, INVALID_NAME, UNROUTABLE -> true;
            default -> false;
        };
    }

    private static void acknowledge(Delivery<?> request) {
        CompletableFuture<Settlement> unused = request.ack();
    }

    private void tell(Delivery<Q> request, @Nullable String why) {
        engine.events()
                .emit(
                        MqEvent.Type.NOTICE,
                        "Request " + request.id() + " of " + request.source()
                                + " was handled, and its reply was dropped, because nobody would get it: " + why);
    }
}
