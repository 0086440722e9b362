package io.onemq;

import org.jspecify.annotations.Nullable;

/** Signals a wrong configuration, found before anything was sent to a broker. Its code is CONFIGURATION. */
public final class ConfigurationException extends MqException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the failure.
     *
     * @param message what is wrong, where it was set, and what would be right
     */
    public ConfigurationException(String message) {
        this(message, null);
    }

    /**
     * Creates the failure with the exception that revealed it.
     *
     * @param message what is wrong, where it was set, and what would be right
     * @param cause the exception that revealed it, or null
     */
    public ConfigurationException(String message, @Nullable Throwable cause) {
        super(ErrorCode.CONFIGURATION, Outcome.NOT_SENT, false, message, cause);
    }
}
