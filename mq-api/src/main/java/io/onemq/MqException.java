package io.onemq;

import org.jspecify.annotations.Nullable;

/**
 * The root of the failures that the library reports. Unchecked.
 *
 * <p>{@link #code()} says what happened, {@link #outcome()} whether the operation can have taken effect, and
 * {@link #retryable()} whether the same call can succeed later without a change of program or configuration. The
 * exception of the native client, where there is one, is the {@linkplain #getCause() cause}. Messages never contain
 * credentials.
 */
public class MqException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The reason. */
    private final ErrorCode code;

    /** Whether the operation can have taken effect. */
    private final Outcome outcome;

    /** Whether the same call can succeed later. */
    private final boolean retryable;

    /**
     * Creates a failure.
     *
     * @param code the reason
     * @param outcome whether the operation can have taken effect
     * @param retryable whether the same call can succeed later
     * @param message what failed, where, and what to do about it
     * @param cause the native exception, or null if there is none
     */
    public MqException(ErrorCode code, Outcome outcome, boolean retryable, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.outcome = outcome;
        this.retryable = retryable;
    }

    /**
     * Creates a failure of an operation that had no effect and that fails again if it is repeated unchanged.
     *
     * @param code the reason
     * @param message what failed, where, and what to do about it
     */
    public MqException(ErrorCode code, String message) {
        this(code, Outcome.NOT_SENT, false, message, null);
    }

    /**
     * Returns the reason.
     *
     * @return the reason of the failure
     */
    public ErrorCode code() {
        return code;
    }

    /**
     * Tells whether the operation can have taken effect.
     *
     * @return NOT_SENT if it certainly had no effect
     */
    public Outcome outcome() {
        return outcome;
    }

    /**
     * Tells whether the same call can succeed later without a change of program or configuration.
     *
     * @return true if a retry makes sense; with {@link Outcome#UNKNOWN} a retry may create a duplicate
     */
    public boolean retryable() {
        return retryable;
    }
}
