package io.onemq;

import org.jspecify.annotations.Nullable;

/**
 * Signals that a message was not confirmed by the broker.
 *
 * <p>With {@link Outcome#NOT_SENT} the message is certainly not stored. With {@link Outcome#UNKNOWN} it may be: sending
 * it again under the same message id lets consumers recognise the duplicate.
 */
public final class PublishException extends MqException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the failure.
     *
     * @param code the reason
     * @param outcome whether the message can have been stored
     * @param retryable whether the same publish can succeed later
     * @param message what failed, where, and what to do about it
     * @param cause the native exception, or null
     */
    public PublishException(
            ErrorCode code, Outcome outcome, boolean retryable, String message, @Nullable Throwable cause) {
        super(code, outcome, retryable, message, cause);
    }
}
