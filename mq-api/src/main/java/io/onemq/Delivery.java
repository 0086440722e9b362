package io.onemq;

import io.onemq.internal.consume.InFlight;
import io.onemq.internal.consume.Verdict;
import io.onemq.internal.consume.Wire;
import io.onemq.spi.IncomingMessage;
import io.onemq.spi.TopicSpec;
import io.onemq.spi.WireNames;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One hand-over of a message to one consumer, with an attempt number and exactly one settlement: the first call of
 * {@link #ack}, {@link #nack}, {@link #release} or {@link #reject} wins, later ones have no effect and report its
 * outcome. Settlements never block, may come in any order and from any thread, and are sent in batches.
 *
 * <p>Thread-safe.
 *
 * @param <T> the type of the payload
 */
public final class Delivery<T> {
    private static final Duration LONGEST_EXTENSION = Duration.ofDays(7);

    private final InFlight inFlight;
    private final T payload;
    private @Nullable Headers headers;

    Delivery(InFlight inFlight, T payload) {
        this.inFlight = inFlight;
        this.payload = payload;
    }

    private IncomingMessage message() {
        return inFlight.message();
    }

    /**
     * Returns the decoded payload.
     *
     * @return the payload
     */
    public T payload() {
        return payload;
    }

    /**
     * Returns the message id: the one that the publisher gave, else the position in the topic, else one made up for
     * this delivery, see {@link #hasDerivedId()}.
     *
     * @return the id
     */
    public String id() {
        return inFlight.id();
    }

    /**
     * Tells whether the id was made up for this delivery, because a foreign publisher gave none and the broker has no
     * positions (RabbitMQ queues). Such an id changes with every delivery and cannot be used to find duplicates.
     *
     * @return true if the id is not the message's own
     */
    public boolean hasDerivedId() {
        return message().id() == null;
    }

    /**
     * Returns the key.
     *
     * @return the key, if any
     */
    public Optional<String> key() {
        return Optional.ofNullable(message().key());
    }

    /**
     * Returns the application's headers.
     *
     * @return the headers, possibly empty
     */
    public Headers headers() {
        Headers known = headers;
        if (known == null) {
            Map<String, byte[]> values = new LinkedHashMap<>();
            message().forEachHeader((name, value) -> {
                if (!WireNames.isReserved(name)) {
                    values.put(name, value);
                }
            });
            known = Headers.received(values);
            headers = known;
        }
        return known;
    }

    /**
     * Returns the media type of the payload.
     *
     * @return the content type, if any
     */
    public Optional<String> contentType() {
        return Optional.ofNullable(message().contentType());
    }

    /**
     * Returns the correlation id.
     *
     * @return the correlation id, if any
     */
    public Optional<String> correlationId() {
        return Optional.ofNullable(message().correlationId());
    }

    /**
     * Returns the topic on which a reply is expected.
     *
     * @return the reply topic, if any
     */
    public Optional<String> replyTo() {
        return Optional.ofNullable(message().replyTo());
    }

    /**
     * Returns when the message was created.
     *
     * @return the time with millisecond precision, or empty if a foreign publisher gave none and the broker has none
     */
    public Optional<Instant> timestamp() {
        long millis = message().timestamp();
        return millis < 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    /**
     * Returns the time from which the message is handed over no more.
     *
     * @return the time with millisecond precision, or empty if it does not expire
     */
    public Optional<Instant> expiresAt() {
        long millis = Wire.number(message(), WireNames.EXPIRES_AT, -1);
        return millis < 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    /**
     * Returns the priority.
     *
     * @return 0 to 9, or empty if the message has none, which means 4
     */
    public OptionalInt priority() {
        int priority = message().priority();
        return priority < 0 ? OptionalInt.empty() : OptionalInt.of(priority);
    }

    /**
     * Returns where the message is stored, in the notation of the broker's page.
     *
     * @return the position, or empty if the broker has none
     */
    public Optional<String> position() {
        return Optional.ofNullable(message().position());
    }

    /**
     * Returns the number of this attempt. Only failed attempts (thrown or nacked) count, not deliveries that were
     * released or lost.
     *
     * @return 1 for the first attempt
     */
    public int attempt() {
        return inFlight.attempt();
    }

    /**
     * Returns why this message is a dead letter.
     *
     * @return the cause, or empty if the message does not come from a dead-letter topic
     */
    public Optional<DeadLetter> deadLetter() {
        IncomingMessage message = message();
        String reason = Wire.text(message, WireNames.DLQ_REASON);
        if (reason == null) {
            return Optional.empty();
        }
        return DeadLetterHeaders.parse(message, reason);
    }

    /**
     * Settles the delivery as done: the message never comes to this group again.
     *
     * @return completes with the outcome
     */
    public CompletableFuture<Settlement> ack() {
        return inFlight.settleAndReport(Verdict.ACK);
    }

    /**
     * Fails this attempt: the message comes again after the delay of the retry policy, or goes to the dead-letter topic
     * if this was the last attempt.
     *
     * @return completes with the outcome
     */
    public CompletableFuture<Settlement> nack() {
        return inFlight.settleAndReport(new Verdict.Nack(null, null));
    }

    /**
     * Fails this attempt with a delay of its own in place of that of the retry policy.
     *
     * @param delay how long to wait before the next attempt; zero for at once
     * @return completes with the outcome
     * @throws ConfigurationException if the delay is negative or longer than 7 days; the delivery is not settled then
     */
    public CompletableFuture<Settlement> nack(Duration delay) {
        if (delay.isNegative() || delay.compareTo(RetryPolicy.MAX_DELAY) > 0) {
            throw new ConfigurationException("The delay of a nack is 0 to 7 days, not " + delay);
        }
        inFlight.refuseDelay(delay);
        return inFlight.settleAndReport(new Verdict.Nack(null, delay));
    }

    /**
     * Hands the message back: it comes again, here or elsewhere, with the same attempt number.
     *
     * @return completes with the outcome
     */
    public CompletableFuture<Settlement> release() {
        return inFlight.settleAndReport(Verdict.RELEASE);
    }

    /**
     * Sends the message to the dead-letter topic at once.
     *
     * @param reason why it can never be handled; recorded with the dead letter
     * @return completes with the outcome
     */
    public CompletableFuture<Settlement> reject(String reason) {
        Objects.requireNonNull(reason, "reason");
        return inFlight.settleAndReport(new Verdict.Reject(DeadLetter.Reason.REJECTED, reason, null));
    }

    /**
     * Keeps the lease for some time from now on. A lease is renewed by itself for {@code consume.max-lease} (25 minutes by
     * default), whether a handler runs or the delivery is settled later; this call is for work that takes longer, and for
     * work that shows in time that it is getting on. It never shortens the time. Does not block; thread-safe.
     *
     * @param duration how long the delivery is to be kept from now on, more than 0 and at most 7 days
     * @return false if the delivery is settled or its lease is lost
     * @throws IllegalArgumentException if the duration is out of range
     * @throws UnsupportedCapabilityException if this is longer than {@code consume.max-lease} in all and the broker lacks
     *     {@link Capability#LEASE_EXTENSION}; the delivery keeps the lease that it has
     */
    public boolean extendLease(Duration duration) {
        Objects.requireNonNull(duration, "duration");
        if (duration.isNegative() || duration.isZero() || duration.compareTo(LONGEST_EXTENSION) > 0) {
            throw new IllegalArgumentException(
                    "A lease is extended by more than 0 and at most 7 days, not " + duration);
        }
        return inFlight.extendLease(duration.toNanos());
    }

    /** Fails this attempt because of something. */
    void fail(Throwable cause) {
        inFlight.settle(new Verdict.Nack(cause, null));
    }

    /** Names topic and group that it came from. */
    String source() {
        return inFlight.source();
    }

    /**
     * Tells whether this delivery was settled otherwise than by an ack: nacked, released or rejected by whoever holds it, or
     * given back in its place. Does not block.
     *
     * @return true from such a settlement on; false before, and after an ack
     */
    public boolean isRefused() {
        return inFlight.isRefused();
    }

    /** Tells whether it is neither settled nor lost. */
    boolean isOpen() {
        return inFlight.isOpen();
    }

    /** Sends a dead letter back to its group; tells when it is stored there. */
    void redrive(TopicSpec target, Runnable moved) {
        inFlight.settle(new Verdict.Redrive(target, moved));
    }

    /** Returns id and attempt; never the payload. */
    @Override
    public String toString() {
        return "Delivery[id=" + id() + ", attempt=" + attempt() + "]";
    }
}
