package io.onemq.spi;

import org.jspecify.annotations.Nullable;

/**
 * A message as it arrived from the broker. Drivers subclass it and add what they need to settle it, so that a delivery
 * costs one object; accessors should decode lazily.
 *
 * <p>Instances are read by several threads, though not at the same time: fields are final or safely published by
 * {@link DeliveryListener#deliver}.
 */
public abstract class IncomingMessage {

    private @Nullable Object attachment;

    /** For subclasses. */
    protected IncomingMessage() {}

    /**
     * Keeps an object of the engine with the message, so that the engine needs no map. Drivers do not call it.
     *
     * @param object the engine's object
     */
    public final void attach(Object object) {
        attachment = object;
    }

    /**
     * Returns the object of the engine. Drivers do not call it.
     *
     * @return what was attached, or null
     */
    public final @Nullable Object attachment() {
        return attachment;
    }

    /**
     * Returns the id that the message carries: the native property or the header {@link WireNames#ID}, else its
     * position. Null only if the broker exposes neither; the engine then makes one up for this delivery.
     *
     * @return the id, or null if none is known
     */
    public abstract @Nullable String id();

    /**
     * Returns the message key.
     *
     * @return the key, or null
     */
    public abstract @Nullable String key();

    /**
     * Returns the body.
     *
     * @return the payload, empty if the message has none
     */
    public abstract byte[] payload();

    /**
     * Returns the media type of the payload.
     *
     * @return the content type, or null
     */
    public abstract @Nullable String contentType();

    /**
     * Returns the correlation id.
     *
     * @return the correlation id, or null
     */
    public abstract @Nullable String correlationId();

    /**
     * Returns the topic on which a reply is expected.
     *
     * @return the reply topic, or null
     */
    public abstract @Nullable String replyTo();

    /**
     * Returns the creation time: the header {@link WireNames#TIMESTAMP}, else the native timestamp.
     *
     * @return milliseconds since the epoch, or -1 if unknown
     */
    public abstract long timestamp();

    /**
     * Returns the priority with which the message was published.
     *
     * @return 0 to 9, or -1 if it has none or the broker knows no priorities
     */
    public int priority() {
        return -1;
    }

    /**
     * Returns where the message is stored, in the notation that {@code docs/brokers/} documents.
     *
     * @return the position, or null if the broker exposes none
     */
    public abstract @Nullable String position();

    /**
     * Returns one header. Called for a few library headers of every message, so it must be fast when absent.
     *
     * @param name the header's name
     * @return the last value of that name, or null
     */
    public abstract byte @Nullable [] header(String name);

    /**
     * Passes on all headers as they are on the wire, without those that the broker itself added. Library headers and
     * properties carried as headers may be among them; the engine filters.
     *
     * @param visitor receives each header
     */
    public abstract void forEachHeader(HeaderVisitor visitor);

    /**
     * Returns the note that was last kept with the message in this group.
     *
     * @return the note of {@link SettleRequest.Action#NOTE}, or null if there is none or the group has no order
     */
    public @Nullable String note() {
        return null;
    }

    /**
     * Returns how many deliveries of the message ended before this one without a settlement, because their consumer died
     * or lost its connection. Deliveries that were handed back in good order are left out where the driver can tell them
     * apart. It says nothing about failed attempts, which the engine counts by itself: by this it finds messages that may
     * kill their consumers, and handles them apart.
     *
     * @return earlier deliveries, or -1 if the broker does not tell
     */
    public abstract int earlierDeliveries();
}
