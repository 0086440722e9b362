package io.onemq;

import org.jspecify.annotations.Nullable;

/**
 * Signals that a payload could not be encoded or decoded. Its code is CODEC.
 *
 * <p>A {@link Codec} throws it; a delivery whose payload cannot be decoded goes to the dead-letter topic.
 */
public final class CodecException extends MqException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the failure.
     *
     * @param message what could not be encoded or decoded
     * @param cause the exception of the underlying format library, or null
     */
    public CodecException(String message, @Nullable Throwable cause) {
        super(ErrorCode.CODEC, Outcome.NOT_SENT, false, message, cause);
    }
}
