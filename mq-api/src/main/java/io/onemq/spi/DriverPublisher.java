package io.onemq.spi;

import java.util.List;

/**
 * Writes messages to the broker. Used by one thread at a time; {@link #close()} may come from another.
 *
 * <p>Each message handed to {@link #publish} is reported to the {@link PublishListener} exactly once as confirmed,
 * duplicate or failed, unless {@link PublishListener#lost} or {@link #close()} ends the publisher first.
 */
public interface DriverPublisher extends AutoCloseable {

    /**
     * Sends a batch in order and flushes it, without waiting for confirmations. May block while the network takes the
     * bytes. A failure that concerns one message is reported for that message; a failure of the connection is reported
     * by {@link PublishListener#lost}. Never throws an {@link io.onemq.MqException}.
     *
     * @param batch the messages, in the order in which they must be stored; the list is reused after the call
     */
    void publish(List<? extends OutgoingMessage> batch);

    /** Ends the publisher; no callback starts afterwards. Idempotent; does not wait for confirmations. */
    @Override
    void close();
}
