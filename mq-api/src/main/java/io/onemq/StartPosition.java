package io.onemq;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * From where on a group gets the messages of its topic: where it starts, see {@link Group#startingAt}, or where it is moved
 * to, see {@link MqAdmin#seek}. All but {@link #latest} in a declaration needs {@link Capability#REPLAY}. Immutable,
 * thread-safe.
 */
public final class StartPosition {
    private static final Instant LAST = Instant.parse("9999-12-31T00:00:00Z");
    private static final StartPosition LATEST = new StartPosition(Kind.LATEST, null, List.of());
    private static final StartPosition EARLIEST = new StartPosition(Kind.EARLIEST, null, List.of());

    /** The kinds of positions. */
    public enum Kind {
        /** The end: what is published from now on. */
        LATEST,
        /** The oldest message that the broker still has. */
        EARLIEST,
        /** The first message that was stored at or after a time. */
        TIME,
        /** The messages at given positions. */
        POSITIONS
    }

    private final Kind kind;
    private final @Nullable Instant instant;
    private final List<String> positions;

    private StartPosition(Kind kind, @Nullable Instant instant, List<String> positions) {
        this.kind = kind;
        this.instant = instant;
        this.positions = positions;
    }

    /**
     * Returns the end: what is published from now on.
     *
     * @return the position that a group starts at by default
     */
    public static StartPosition latest() {
        return LATEST;
    }

    /**
     * Returns the beginning: everything that the broker still has.
     *
     * @return the position
     */
    public static StartPosition earliest() {
        return EARLIEST;
    }

    /**
     * Returns the first message that was stored at or after a time, in each partition. Without such a message it is the end.
     * The time of a message is the one that the broker's page names.
     *
     * @param instant the time, of which whole milliseconds count
     * @return the position
     * @throws ConfigurationException if the time is before the year 1970 or after the year 9999
     */
    public static StartPosition time(Instant instant) {
        Objects.requireNonNull(instant, "instant");
        if (instant.isBefore(Instant.EPOCH) || !instant.isBefore(LAST)) {
            throw new ConfigurationException("A start is a time of the years 1970 to 9999, not " + instant);
        }
        return new StartPosition(Kind.TIME, instant.truncatedTo(ChronoUnit.MILLIS), List.of());
    }

    /**
     * Returns the given positions, one for each partition: the next message is the one that is stored there. Where it does
     * not exist any more, it is the next one that the broker still has. A new group starts partitions that are not named at
     * their end; a group that is moved stays in them where it is.
     *
     * @param positions positions as {@link Delivery#position} gives them for messages of the topic itself, not for their
     *     retries; of two in one partition the earlier one counts
     * @return the position
     * @throws ConfigurationException if there is none
     */
    public static StartPosition at(Collection<String> positions) {
        List<String> copy = List.copyOf(positions);
        if (copy.isEmpty()) {
            throw new ConfigurationException("A start at positions needs at least one");
        }
        return new StartPosition(Kind.POSITIONS, null, copy);
    }

    /**
     * Returns the kind.
     *
     * @return the kind
     */
    public Kind kind() {
        return kind;
    }

    /**
     * Returns the time.
     *
     * @return the time in whole milliseconds, or empty unless the kind is TIME
     */
    public Optional<Instant> instant() {
        return Optional.ofNullable(instant);
    }

    /**
     * Returns the positions.
     *
     * @return an immutable list, empty unless the kind is POSITIONS
     */
    public List<String> positions() {
        return positions;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StartPosition start
                && kind == start.kind
                && Objects.equals(instant, start.instant)
                && positions.equals(start.positions);
    }

    @Override
    public int hashCode() {
        return Objects.hash(kind, instant, positions);
    }

    @Override
    public String toString() {
        return switch (kind) {
            case LATEST, EARLIEST -> kind.name();
            case TIME -> String.valueOf(instant);
            case POSITIONS -> positions.toString();
        };
    }
}
