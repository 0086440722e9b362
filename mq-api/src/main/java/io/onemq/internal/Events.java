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

    /** Reports an event. */
    public void emit(MqEvent.Type type, String message, @Nullable Throwable cause) {
        log(type, message, cause);
        MqEvent event = new MqEvent(type, message, Optional.ofNullable(cause));
        for (Consumer<MqEvent> listener : listeners) {
            try {
                listener.accept(event);
            } catch (RuntimeException e) {
                LOG.error("An event listener failed on {}", event.type(), e);
            }
        }
    }

    /** Reports an exception that a piece of application code let through on a library thread. */
    public void uncaught(String where, Throwable failure) {
        LOG.error("{} threw an exception", where, failure);
    }

    private static void log(MqEvent.Type type, String message, @Nullable Throwable cause) {
        switch (type) {
            case RECONNECTED, UNBLOCKED -> LOG.info("{}: {}", type, message);
            case TRANSFER_FAILED -> LOG.error("{}: {}", type, message, cause);
            default -> LOG.warn("{}: {}{}", type, message, cause == null ? "" : " (" + cause.getMessage() + ")");
        }
    }
}
