package io.onemq;

import java.util.Objects;
import java.util.Optional;

/**
 * Something that an operator should know and that no call can return. Every event is also logged through SLF4J under
 * the name {@code io.onemq}.
 *
 * @param type what happened
 * @param message one sentence that names the topic and group concerned
 * @param cause the exception behind it, if any
 */
public record MqEvent(Type type, String message, Optional<Throwable> cause) {

    /**
     * Checks that nothing is null.
     *
     * @param type the component's value
     * @param message the component's value
     * @param cause the component's value
     */
    public MqEvent {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(cause, "cause");
    }

    /** What happened. */
    public enum Type {
        /** A publisher or consumer lost its connection; the library reconnects. */
        DISCONNECTED,
        /** A publisher or consumer has its connection back. */
        RECONNECTED,
        /**
         * A broadcast consumer is attached again after it was not for a while: what was published meanwhile it may have
         * missed.
         */
        GAP,
        /** The broker applies flow control to publishers. */
        BLOCKED,
        /** The broker lifted flow control. */
        UNBLOCKED,
        /** A delivery was moved to the dead-letter topic. */
        DEAD_LETTERED,
        /** A failed delivery was given up by an explicit {@link DeadLetterPolicy#discard()}. */
        DISCARDED,
        /** A failed delivery could not be moved to its retry or dead-letter topic yet; the original stays. */
        TRANSFER_FAILED,
        /** The broker or its driver reports something unusual, such as a group that resumed at another position. */
        NOTICE
    }
}
