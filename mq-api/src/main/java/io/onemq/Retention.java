package io.onemq;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * For how long, and how much, a topic keeps the messages that its groups have settled, so that a group can be created at
 * them or moved back to them. Part of the declaration of a topic, see {@link Topic#withRetention}; needs
 * {@link Capability#TOPIC_RETENTION}. Immutable, thread-safe.
 *
 * <p>With an age and a size, what is beyond either of them is removed. Messages are removed from the oldest on and some
 * time after they may be: brokers look now and then, and some remove whole files. What is within the limits is never
 * removed, as the broker counts them; its page says how exactly.
 *
 * <p>What a group that exists has not settled is not removed, whatever the limits say, so a group that nobody reads
 * keeps its messages and all behind them. {@link #droppingUnsettled()} lifts that.
 *
 * <pre>{@code
 * Topic orders = Topic.of("orders").withRetention(Retention.ofAge(Duration.ofDays(7)));
 * }</pre>
 */
public final class Retention {
    private static final Duration MIN_AGE = Duration.ofSeconds(1);
    private static final Duration MAX_AGE = Duration.ofDays(36_500);
    private static final long MAX_BYTES = 1L << 50;

    private final @Nullable Duration age;
    private final long bytes;
    private final boolean dropsUnsettled;

    private Retention(@Nullable Duration age, long bytes, boolean dropsUnsettled) {
        this.age = age;
        this.bytes = bytes;
        this.dropsUnsettled = dropsUnsettled;
    }

    /**
     * Creates a retention by age.
     *
     * @param age how long a settled message is kept after it was stored; 1 second to 36,500 days, cut to milliseconds
     * @return the retention
     * @throws ConfigurationException if the age is out of range
     */
    public static Retention ofAge(Duration age) {
        return new Retention(checked(age), 0, false);
    }

    /**
     * Creates a retention by size.
     *
     * @param bytes how much the whole topic keeps, as the broker counts it: payloads, headers and what the broker adds to
     *     them; 1 to 2<sup>50</sup>
     * @return the retention
     * @throws ConfigurationException if the size is out of range
     */
    public static Retention ofBytes(long bytes) {
        return new Retention(null, checked(bytes), false);
    }

    /**
     * Returns this retention with an age, or another one.
     *
     * @param age as for {@link #ofAge}
     * @return a new retention
     * @throws ConfigurationException if the age is out of range
     */
    public Retention withAge(Duration age) {
        return new Retention(checked(age), bytes, dropsUnsettled);
    }

    /**
     * Returns this retention with a size, or another one.
     *
     * @param bytes as for {@link #ofBytes}
     * @return a new retention
     * @throws ConfigurationException if the size is out of range
     */
    public Retention withBytes(long bytes) {
        return new Retention(age, checked(bytes), dropsUnsettled);
    }

    /**
     * Returns this retention for messages that no group has settled, too: the limits then hold whoever is behind. It
     * bounds what a topic takes, at the price of messages. A group that loses some is told by an event
     * ({@link MqEvent.Type#NOTICE}) when it is read.
     *
     * @return a new retention
     */
    public Retention droppingUnsettled() {
        return new Retention(age, bytes, true);
    }

    /**
     * Returns how long a message is kept.
     *
     * @return the age, or empty if there is no such limit
     */
    public Optional<Duration> age() {
        return Optional.ofNullable(age);
    }

    /**
     * Returns how much the topic keeps.
     *
     * @return the number of bytes, or empty if there is no such limit
     */
    public OptionalLong bytes() {
        return bytes == 0 ? OptionalLong.empty() : OptionalLong.of(bytes);
    }

    /**
     * Tells whether the limits hold for what a group has not settled, too.
     *
     * @return true if it came from {@link #droppingUnsettled()}
     */
    public boolean dropsUnsettled() {
        return dropsUnsettled;
    }

    private static Duration checked(Duration age) {
        if (age.compareTo(MIN_AGE) < 0 || age.compareTo(MAX_AGE) > 0) {
            throw new ConfigurationException("A topic keeps messages for 1 second to 36500 days, not " + age
                    + "; for no time at all, declare it without a retention");
        }
        return Duration.ofMillis(age.toMillis());
    }

    private static long checked(long bytes) {
        if (bytes < 1 || bytes > MAX_BYTES) {
            throw new ConfigurationException("A topic keeps 1 to " + MAX_BYTES + " bytes of messages, not " + bytes
                    + "; for none at all, declare it without a retention");
        }
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Retention retention
                && Objects.equals(age, retention.age)
                && bytes == retention.bytes
                && dropsUnsettled == retention.dropsUnsettled;
    }

    @Override
    public int hashCode() {
        return Objects.hash(age, bytes, dropsUnsettled);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("Retention[");
        if (age != null) {
            text.append("age=").append(age);
        }
        if (bytes > 0) {
            text.append(age == null ? "" : ", ").append("bytes=").append(bytes);
        }
        return text.append(dropsUnsettled ? ", dropping unsettled]" : "]").toString();
    }
}
