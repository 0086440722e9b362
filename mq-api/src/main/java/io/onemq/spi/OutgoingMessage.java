package io.onemq.spi;

import org.jspecify.annotations.Nullable;

/**
 * A message on its way to the broker, as the driver sees it. Implemented by the engine.
 *
 * <p>Every accessor is cheap, free of side effects and returns the same value each time, so a message can be written
 * again after a reconnect. Arrays are handed over without a copy and must not be modified.
 */
public interface OutgoingMessage {

    /**
     * Returns the topic to publish to.
     *
     * @return the destination
     */
    TopicSpec topic();

    /**
     * Returns the message id, stable across resends.
     *
     * @return the id, never empty
     */
    String id();

    /**
     * Returns the key that selects the partition.
     *
     * @return the key, or null if the message has none
     */
    @Nullable String key();

    /**
     * Returns the body.
     *
     * @return the payload, possibly empty; not to be modified
     */
    byte[] payload();

    /**
     * Returns the media type of the payload.
     *
     * @return the content type, or null
     */
    @Nullable String contentType();

    /**
     * Returns the correlation id.
     *
     * @return the correlation id, or null
     */
    @Nullable String correlationId();

    /**
     * Returns the topic on which a reply is expected.
     *
     * @return the reply topic, or null
     */
    @Nullable String replyTo();

    /**
     * Returns the creation time.
     *
     * @return milliseconds since the epoch
     */
    long timestamp();

    /**
     * Passes on the headers that must appear on the wire beside the properties above: those of the application and the
     * library's own that have no accessor here.
     *
     * @param visitor receives each header
     */
    void forEachHeader(HeaderVisitor visitor);
}
