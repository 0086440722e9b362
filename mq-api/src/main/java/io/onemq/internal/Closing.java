package io.onemq.internal;

/** Closes one thing after the other; a failure of one is logged and does not keep the next from being closed. */
record Closing(Events events) {

    void close(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            events.uncaught("Closing " + closeable.getClass().getSimpleName(), e);
        }
    }
}
