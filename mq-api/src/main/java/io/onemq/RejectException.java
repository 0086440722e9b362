package io.onemq;

import org.jspecify.annotations.Nullable;

/**
 * Thrown by a handler to say that its message can never be handled: it goes to the dead-letter topic at once, without
 * further attempts. The message of the exception becomes the recorded reason.
 *
 * <p>Not an {@link MqException}: it is the application's verdict, not a failure of the library.
 */
public final class RejectException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the verdict.
     *
     * @param reason why the message can never be handled; recorded with the dead letter
     */
    public RejectException(String reason) {
        this(reason, null);
    }

    /**
     * Creates the verdict with the exception that led to it.
     *
     * @param reason why the message can never be handled; recorded with the dead letter
     * @param cause the exception that led to it; its class is recorded with the dead letter
     */
    public RejectException(String reason, @Nullable Throwable cause) {
        super(reason, cause);
    }
}
