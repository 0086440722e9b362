package io.onemq.internal;

import io.onemq.MqEvent;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs events and passes them on to listeners. Thread-safe; a listener that throws harms nobody else. */
public final class Events {
    private static final Logger LOG = LoggerFactory.getLogger("io.onemq");

    private final CopyOnWriteArrayList<Consumer<MqEvent>> listeners = new CopyOnWriteArrayList<>();

    /** Adds a listener. */
    public void add(Consumer<MqEvent> listener) {
        listeners.add(listener);
    }

    /** Reports an event without an exception. */
    public void emit(MqEvent.Type type, String message) {
        emit(type, message, null);
    }

    /** Reports an event. Never throws. */
    @SuppressWarnings(
            "CatchingUnchecked") // whatever a listener throws, the message that it was told about goes its way
    public void emit(MqEvent.Type type, String message, @Nullable Throwable cause) {
        log(type, message, cause);
        MqEvent event = new MqEvent(type, message, Optional.ofNullable(cause));
        for (Consumer<MqEvent> listener : listeners) {
            try {
                listener.accept(event);
            } catch (Throwable e) {
                logError("An event listener failed on " + type, e);
            }
        }
    }

    /** Reports an exception that a piece of application code let through on a library thread. Never throws. */
    public void uncaught(String where, Throwable failure) {
        logError(where + " threw an exception", failure);
    }

    private static void log(MqEvent.Type type, String message, @Nullable Throwable cause) {
        switch (type) {
            case RECONNECTED, UNBLOCKED -> LOG.info("{}: {}", type, message);
            case TRANSFER_FAILED -> logError(type + ": " + message, cause);
            default -> LOG.warn("{}: {}{}", type, message, cause == null ? "" : " (" + FailureText.of(cause) + ")");
        }
    }

    /** A logger calls methods of the failure, which may fail, too. */
    @SuppressWarnings("CatchingUnchecked")
    private static void logError(String text, @Nullable Throwable failure) {
        try {
            LOG.error(text, failure);
        } catch (Throwable e) {
            LOG.error(
                    "{}; it cannot be logged: {}, because of {}",
                    text,
                    failure == null ? "" : failure.getClass().getName(),
                    e.getClass().getName());
        }
    }
}
