package io.onemq;

import io.onemq.internal.Engine;
import io.onemq.internal.consume.RunningReader;

/**
 * A running consumer, made by {@link ConsumerBuilder#start}. It reconnects by itself after an outage and never ends
 * because of a handler. Thread-safe.
 */
public final class Consumer implements AutoCloseable {
    private final Engine engine;
    private final RunningReader reader;

    Consumer(Engine engine, RunningReader reader) {
        this.engine = engine;
        this.reader = reader;
    }

    /**
     * Tells whether the consumer is connected at the moment.
     *
     * @return false during an outage and after close
     */
    public boolean isConnected() {
        return reader.isConnected();
    }

    /**
     * Takes no new deliveries, waits for the running handlers up to {@code drain.timeout} (30 s by default), sends the
     * settlements, and returns what is unsettled to the group. Idempotent. A handler may call it; its own delivery is
     * not waited for.
     */
    @Override
    public void close() {
        reader.close();
        engine.forget(this);
    }
}
