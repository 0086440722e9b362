package io.onemq;

import io.onemq.internal.Engine;

/**
 * A running member of a group that answers requests, made by {@link ResponderBuilder#start}. It reconnects by itself after
 * an outage and never ends because of a handler. Thread-safe.
 */
public final class Responder implements AutoCloseable {
    private final Engine engine;
    private final Consumer consumer;
    private final ReplyPublishers<?> publishers;

    Responder(Engine engine, Consumer consumer, ReplyPublishers<?> publishers) {
        this.engine = engine;
        this.consumer = consumer;
        this.publishers = publishers;
    }

    /**
     * Returns the consumer of the requests, to pause it or to look at its connection. Closing it leaves the responder without
     * requests.
     *
     * @return the same object each time
     */
    public Consumer consumer() {
        return consumer;
    }

    /**
     * Takes no new requests, waits for the running handlers up to {@code drain.timeout} (30 s by default), sends their replies
     * and settlements, and returns what is unsettled to the group. Idempotent.
     */
    @Override
    public void close() {
        consumer.close();
        publishers.close();
        engine.forget(this);
    }
}
