package io.onemq;

import org.jspecify.annotations.Nullable;

/** Signals that the broker cannot be reached or that the connection was lost. Its code is CONNECTION; retryable. */
public final class ConnectionException extends MqException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the failure.
     *
     * @param outcome whether the operation under way can have taken effect
     * @param message which broker, at which address, and what was tried
     * @param cause the native exception, or null
     */
    public ConnectionException(Outcome outcome, String message, @Nullable Throwable cause) {
        super(ErrorCode.CONNECTION, outcome, true, message, cause);
    }
}
