package io.onemq;

import io.onemq.internal.FailureText;
import io.onemq.internal.consume.InFlight;
import io.onemq.internal.consume.Verdict;
import org.jspecify.annotations.Nullable;

/** Decodes a delivery, calls the handler and turns its end into a settlement. */
final class HandlerRunner<T> {
    private final MessageHandler<T> handler;
    private final Codec<T> codec;
    private final boolean manualAck;
    private final @Nullable HandlerTimeout timeout;

    HandlerRunner(MessageHandler<T> handler, Codec<T> codec, boolean manualAck, @Nullable HandlerTimeout timeout) {
        this.handler = handler;
        this.codec = codec;
        this.manualAck = manualAck;
        this.timeout = timeout;
    }

    void run(InFlight inFlight) {
        T payload;
        try {
            payload = codec.decode(inFlight.message().payload());
        } catch (RuntimeException e) {
            inFlight.settle(undecodable(e));
            return;
        } catch (Error e) {
            // Not the payload's fault, at least not surely: another attempt, perhaps elsewhere, may succeed.
            inFlight.settle(new Verdict.Nack(e, null));
            return;
        }
        Delivery<T> delivery = new Delivery<>(inFlight, payload);
        HandlerTimeout watch = timeout;
        if (watch == null) {
            call(inFlight, delivery);
        } else {
            watch.run(inFlight, () -> call(inFlight, delivery));
        }
    }

    @SuppressWarnings("CatchingUnchecked") // whatever a handler throws is the end of its attempt, never of the consumer
    void call(InFlight inFlight, Delivery<T> delivery) {
        try {
            handler.handle(delivery);
            if (!manualAck) {
                inFlight.settle(Verdict.ACK);
            }
        } catch (RejectException e) {
            inFlight.settle(new Verdict.Reject(
                    DeadLetter.Reason.REJECTED, FailureText.of(e), e.getCause() == null ? e : e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            inFlight.settle(Verdict.RELEASE);
        } catch (Throwable e) {
            inFlight.settle(new Verdict.Nack(e, null));
        }
    }

    static Verdict undecodable(RuntimeException failure) {
        Throwable cause =
                failure instanceof CodecException && failure.getCause() != null ? failure.getCause() : failure;
        return new Verdict.Reject(DeadLetter.Reason.UNDECODABLE, FailureText.of(failure), cause);
    }
}
