package io.onemq.spi;

import org.jspecify.annotations.Nullable;

/**
 * A message on its way to the broker, as the driver sees it. Implemented by the engine.
 *
 * <p>Every accessor is cheap, free of side effects and returns the same value each time, so a message can be written
 * again after a reconnect. Arrays are handed over without a copy and must not be modified.
 */
public interface OutgoingMessage {
    /** By how much a delayed message may reach its topic too early, in milliseconds. */
    long EARLY_MILLIS = 2_000;

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
     * Returns when the message is due. Until then the driver keeps it where it takes no room in the window of any
     * subscription and holds up no other message, however many wait and however different their times are. From its
     * confirmation on it survives the ends of clients and of the broker, and whoever is connected then, or the broker by
     * itself, puts it into its topic when it is due: for the groups that the topic has at that time.
     *
     * <p>It may come up to {@link #EARLY_MILLIS} early, because the header {@link WireNames#NOT_BEFORE}, which such a
     * message carries too, makes the engine hold it until its time has come. It is late by a fraction of a second at
     * most, or by a few per cent of a long delay.
     *
     * @return milliseconds since the epoch, always more than {@link #EARLY_MILLIS} ahead when the message is given to the
     *     driver for the first time; 0 if it goes into its topic at once
     */
    default long notBefore() {
        return 0;
    }

    /**
     * Returns the priority. A driver that does not offer {@link io.onemq.Capability#PRIORITY} is given none by the
     * engine. One that does prefers messages of 5 to 9 to those of 0 to 4 and to those without a priority: while both
     * wait in a group, at least two of three that it hands out are of the former. It hands the priority over with the
     * message again.
     *
     * @return 0 to 9, or -1 if none was set
     */
    default int priority() {
        return -1;
    }

    /**
     * Passes on the headers that must appear on the wire beside the properties above: those of the application and the
     * library's own that have no accessor here.
     *
     * @param visitor receives each header
     */
    void forEachHeader(HeaderVisitor visitor);
}
