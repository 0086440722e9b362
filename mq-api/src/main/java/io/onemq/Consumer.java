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
     * Starts no further handler until {@link #resume()}. Handlers that run go on and settle; one that is about to start
     * may still do so. A batch that is not complete is handed back. The consumer stays a member of its group, however long
     * the pause is, and no attempt is counted.
     *
     * <p>In a group without order the other members get what this one has fetched and not started. Where partitions belong
     * to members ({@link Ordering#KEY}, and Kafka's classic groups), those of this one wait for it. Other members cannot
     * take them over before it is closed.
     *
     * <p>Returns at once and may be called by a handler. Does nothing if the consumer is paused.
     *
     * @throws MqException with code CLOSED if the consumer is closed
     */
    public void pause() {
        reader.pause();
    }

    /**
     * Goes on after {@link #pause()}. Returns at once. Does nothing if the consumer is not paused.
     *
     * @throws MqException with code CLOSED if the consumer is closed
     */
    public void resume() {
        reader.resume();
    }

    /**
     * Tells whether the consumer is paused.
     *
     * @return true after {@link #pause()} until {@link #resume()}
     */
    public boolean isPaused() {
        return reader.isPaused();
    }

    /**
     * Takes no new deliveries, waits for the running handlers up to {@code drain.timeout} (30 s by default), sends the
     * settlements, and returns what is unsettled to the group. Idempotent. A handler may call it; its own delivery is
     * not waited for.
     *
     * @throws MqException with code WOULD_DEADLOCK on the thread that completes futures
     */
    @Override
    public void close() {
        reader.close();
        engine.forget(this);
    }
}
