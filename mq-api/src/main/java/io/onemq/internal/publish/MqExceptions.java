package io.onemq.internal.publish;

import io.onemq.ErrorCode;
import io.onemq.MqException;
import io.onemq.Outcome;
import io.onemq.PublishException;
import org.jspecify.annotations.Nullable;

/** Turns failures that reached another thread into exceptions for this one. */
final class MqExceptions {
    private MqExceptions() {}

    /** Returns an exception with the stack of the calling thread and the original as its cause. */
    static MqException rethrowable(@Nullable Throwable failure) {
        if (failure instanceof PublishException known) {
            return new PublishException(
                    known.code(), known.outcome(), known.retryable(), String.valueOf(known.getMessage()), known);
        }
        if (failure instanceof MqException known) {
            return known;
        }
        return new MqException(ErrorCode.INTERNAL, Outcome.UNKNOWN, false, "Publishing failed unexpectedly", failure);
    }
}
