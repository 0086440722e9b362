package io.onemq;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A message to publish. Immutable, except that a {@code byte[]} payload is handed over without a copy: the caller leaves
 * it alone until the publish has completed. Thread-safe under that condition.
 *
 * @param <T> the type of the payload
 */
public final class Message<T> {
    private final T payload;
    private final Headers headers;
    private final @Nullable String id;
    private final @Nullable String key;
    private final @Nullable String contentType;
    private final @Nullable String correlationId;
    private final @Nullable String replyTo;
    private final @Nullable Instant timestamp;
    private final @Nullable Instant expiresAt;
    private final @Nullable Instant notBefore;
    private final @Nullable Duration delay;
    private final @Nullable Integer priority;

    private Message(Builder<T> builder) {
        payload = builder.payload;
        headers = builder.headers;
        id = builder.id;
        key = builder.key;
        contentType = builder.contentType;
        correlationId = builder.correlationId;
        replyTo = builder.replyTo;
        timestamp = builder.timestamp;
        this.expiresAt = builder.expiresAt;
        this.notBefore = builder.notBefore;
        this.delay = builder.delay;
        this.priority = builder.priority;
    }

    /**
     * Creates a message with a payload and nothing else.
     *
     * @param payload the payload; a {@code byte[]} is not copied
     * @param <T> the type of the payload
     * @return the message
     */
    public static <T> Message<T> of(T payload) {
        return builder(payload).build();
    }

    /**
     * Creates a builder.
     *
     * @param payload the payload; a {@code byte[]} is not copied
     * @param <T> the type of the payload
     * @return a builder
     */
    public static <T> Builder<T> builder(T payload) {
        return new Builder<>(payload);
    }

    /**
     * Returns this message with a key.
     *
     * @param key the key; messages with one key go to one partition
     * @return a new message
     */
    public Message<T> withKey(String key) {
        return toBuilder().key(key).build();
    }

    /**
     * Returns this message with an id of the application's choice.
     *
     * @param id the id; without one the library makes a unique id
     * @return a new message
     */
    public Message<T> withId(String id) {
        return toBuilder().id(id).build();
    }

    /**
     * Returns this message with one more header.
     *
     * @param name the header's name
     * @param value its value
     * @return a new message
     * @throws MqException with code INVALID_NAME if the name cannot be used
     */
    public Message<T> withHeader(String name, String value) {
        return toBuilder().headers(headers.toBuilder().put(name, value).build()).build();
    }

    /**
     * Returns the payload.
     *
     * @return the payload
     */
    public T payload() {
        return payload;
    }

    /**
     * Returns the headers.
     *
     * @return the headers, possibly empty
     */
    public Headers headers() {
        return headers;
    }

    /**
     * Returns the id.
     *
     * @return the id, or empty if the library shall make one
     */
    public Optional<String> id() {
        return Optional.ofNullable(id);
    }

    /**
     * Returns the key.
     *
     * @return the key, if any
     */
    public Optional<String> key() {
        return Optional.ofNullable(key);
    }

    /**
     * Returns the media type.
     *
     * @return the content type, or empty to take that of the codec
     */
    public Optional<String> contentType() {
        return Optional.ofNullable(contentType);
    }

    /**
     * Returns the correlation id.
     *
     * @return the correlation id, if any
     */
    public Optional<String> correlationId() {
        return Optional.ofNullable(correlationId);
    }

    /**
     * Returns the topic on which a reply is expected.
     *
     * @return the reply topic, if any
     */
    public Optional<String> replyTo() {
        return Optional.ofNullable(replyTo);
    }

    /**
     * Returns the creation time.
     *
     * @return the time, or empty to take the time of publishing
     */
    public Optional<Instant> timestamp() {
        return Optional.ofNullable(timestamp);
    }

    /**
     * Returns the time from which it is handed to no handler any more.
     *
     * @return the time, or empty if it does not expire
     */
    public Optional<Instant> expiresAt() {
        return Optional.ofNullable(expiresAt);
    }

    /**
     * Returns the time before which it is handed to no handler.
     *
     * @return the time, or empty if none was set
     */
    public Optional<Instant> notBefore() {
        return Optional.ofNullable(notBefore);
    }

    /**
     * Returns how long after its publish it is handed to no handler.
     *
     * @return the delay, or empty if none was set
     */
    public Optional<Duration> delay() {
        return Optional.ofNullable(delay);
    }

    /**
     * Returns the priority.
     *
     * @return 0 to 9, or empty if none was set, which means 4
     */
    public OptionalInt priority() {
        return priority == null ? OptionalInt.empty() : OptionalInt.of(priority);
    }

    /**
     * Creates a builder that starts with this message.
     *
     * @return a builder; this message does not change
     */
    public Builder<T> toBuilder() {
        Builder<T> builder = new Builder<>(payload);
        builder.headers = headers;
        builder.id = id;
        builder.key = key;
        builder.contentType = contentType;
        builder.correlationId = correlationId;
        builder.replyTo = replyTo;
        builder.timestamp = timestamp;
        builder.expiresAt = expiresAt;
        builder.notBefore = notBefore;
        builder.delay = delay;
        builder.priority = priority;
        return builder;
    }

    /** Returns id, key and header names; never the payload. */
    @Override
    public String toString() {
        return "Message[id=" + id + ", key=" + key + ", " + headers + "]";
    }

    /**
     * Builds messages. Not thread-safe; reusable.
     *
     * @param <T> the type of the payload
     */
    public static final class Builder<T> {
        private final T payload;
        private Headers headers = Headers.empty();
        private @Nullable String id;
        private @Nullable String key;
        private @Nullable String contentType;
        private @Nullable String correlationId;
        private @Nullable String replyTo;
        private @Nullable Instant timestamp;
        private @Nullable Instant expiresAt;
        private @Nullable Instant notBefore;
        private @Nullable Duration delay;
        private @Nullable Integer priority;

        private Builder(T payload) {
            this.payload = Objects.requireNonNull(payload, "payload");
        }

        /**
         * Sets the id. Default: a unique id made by the library.
         *
         * @param id 1 to 255 bytes of UTF-8, the limit of an AMQP short string
         * @return this builder
         */
        public Builder<T> id(String id) {
            this.id = id;
            return this;
        }

        /**
         * Sets the key. Default: none. Messages with one key go to one partition of a partitioned topic.
         *
         * @param key the key
         * @return this builder
         */
        public Builder<T> key(String key) {
            this.key = key;
            return this;
        }

        /**
         * Sets the headers. Default: none.
         *
         * @param headers the headers
         * @return this builder
         */
        public Builder<T> headers(Headers headers) {
            this.headers = Objects.requireNonNull(headers, "headers");
            return this;
        }

        /**
         * Sets the media type. Default: that of the codec.
         *
         * @param contentType the content type, 1 to 255 bytes of UTF-8
         * @return this builder
         */
        public Builder<T> contentType(String contentType) {
            this.contentType = contentType;
            return this;
        }

        /**
         * Sets the correlation id. Default: none.
         *
         * @param correlationId the correlation id, 1 to 255 bytes of UTF-8
         * @return this builder
         */
        public Builder<T> correlationId(String correlationId) {
            this.correlationId = correlationId;
            return this;
        }

        /**
         * Sets the topic on which a reply is expected. Default: none.
         *
         * @param replyTo the reply topic, 1 to 255 bytes of UTF-8
         * @return this builder
         */
        public Builder<T> replyTo(String replyTo) {
            this.replyTo = replyTo;
            return this;
        }

        /**
         * Sets the creation time, kept with millisecond precision. Default: the time of publishing.
         *
         * @param timestamp the time
         * @return this builder
         */
        public Builder<T> timestamp(Instant timestamp) {
            this.timestamp = timestamp;
            return this;
        }

        /**
         * Sets the time from which the message is handed to no handler any more, kept with millisecond precision.
         * Default: never. What comes too late goes where the dead-letter policy of the consumer says, with the reason
         * {@link DeadLetter.Reason#EXPIRED}. Compared with the clock of the consumer's machine. A handler that has
         * started is not ended.
         *
         * @param expiresAt the time
         * @return this builder
         */
        public Builder<T> expiresAt(Instant expiresAt) {
            this.expiresAt = expiresAt;
            return this;
        }

        /**
         * Sets the time before which the message is handed to no handler, kept with millisecond precision. Default:
         * none. It goes to the groups that its topic has then; a time that is over means at once. Compared with the
         * clock of the machine that holds the message back. Messages that wait keep no order. Takes the place of a
         * {@link #delay}. Needs {@link Capability#DELAYED_PUBLISH}.
         *
         * @param notBefore the time; when the message is published, at most seven days ahead
         * @return this builder
         */
        public Builder<T> notBefore(Instant notBefore) {
            this.notBefore = notBefore;
            this.delay = null;
            return this;
        }

        /**
         * Sets how long the message is handed to no handler, counted from the call that publishes it. Default: not at
         * all. Otherwise as {@link #notBefore}, whose place it takes.
         *
         * @param delay zero to seven days, kept with millisecond precision
         * @return this builder
         */
        public Builder<T> delay(Duration delay) {
            this.delay = delay;
            this.notBefore = null;
            return this;
        }

        /**
         * Sets the priority. Default: none, which means 4. While messages wait in a group, those of 5 to 9 are preferred
         * to those of 0 to 4. How much, and whether there are finer differences, the page of the broker says. What a
         * consumer holds already keeps its turn, so a large {@code maxInFlight} weakens priorities. Needs
         * {@link Capability#PRIORITY}.
         *
         * @param priority 0 to 9
         * @return this builder
         */
        public Builder<T> priority(int priority) {
            this.priority = priority;
            return this;
        }

        /**
         * Creates the message.
         *
         * @return the message
         * @throws MqException with code INVALID_MESSAGE if a property is empty or too long, a time is not in the years
         *     1970 to 9999, a delay is negative or longer than seven days, or a priority is not 0 to 9
         */
        public Message<T> build() {
            MessageLimits.checkShort("id", id);
            MessageLimits.checkShort("contentType", contentType);
            MessageLimits.checkShort("correlationId", correlationId);
            MessageLimits.checkShort("replyTo", replyTo);
            MessageLimits.checkTime("timestamp", timestamp);
            MessageLimits.checkTime("expiresAt", expiresAt);
            MessageLimits.checkTime("notBefore", notBefore);
            if (delay != null) {
                MessageLimits.checkDelay(delay);
            }
            if (priority != null) {
                MessageLimits.checkPriority(priority);
            }
            return new Message<>(this);
        }

        /** Creates a message that was received: foreign programs have limits of their own. */
        Message<T> buildReceived() {
            return new Message<>(this);
        }
    }
}
