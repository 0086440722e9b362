package io.onemq.kafka.internal;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * How often messages have come back because the owner of their partition died. It is committed with a position, as part of
 * its metadata, before the messages are handed out, and says how often they will have come back if the owner dies now.
 *
 * <p>Text form, behind that of {@link SettledAhead}: {@code ~<count>}, and {@code ~<distance>} unless it holds for all
 * offsets; both are decimal, the distance counts from the position.
 *
 * @param count how often
 * @param below the unsettled offsets below this one, {@link Long#MAX_VALUE} for whatever the owner had
 */
record Returns(int count, long below) {
    static final Returns NONE = new Returns(0, 0);

    /** The first note of an owner: it says that there is one, not what it holds. */
    static final Returns FIRST = new Returns(1, Long.MAX_VALUE);

    static final char SEPARATOR = '~';

    private static final int MOST_DIGITS = 18;

    /** Reads the metadata of a position. What another program wrote there counts as nothing. */
    static Returns decode(OffsetAndMetadata position) {
        String text = position.metadata();
        if (text == null || !text.startsWith(SettledAhead.PREFIX)) {
            return NONE;
        }
        String[] parts = OrderNotes.strip(text).split(String.valueOf(SEPARATOR), -1);
        long count = parts.length > 1 ? number(parts[1]) : 0;
        if (count <= 0 || count > Integer.MAX_VALUE) {
            return NONE;
        }
        return new Returns((int) count, parts.length > 2 ? position.offset() + number(parts[2]) : Long.MAX_VALUE);
    }

    private static long number(String text) {
        boolean decimal = !text.isEmpty()
                && text.length() <= MOST_DIGITS
                && text.chars().allMatch(digit -> digit >= '0' && digit <= '9');
        return decimal ? Long.parseLong(text) : 0;
    }

    /** How often the message of an offset has come back. */
    int of(long offset) {
        return offset < below ? count : 0;
    }

    /** Adds itself to the metadata of a position; nothing if it holds for no offset from there on. */
    String addTo(String settledAhead, long position) {
        if (count == 0 || below <= position) {
            return settledAhead;
        }
        String text = (settledAhead.isEmpty() ? SettledAhead.PREFIX : settledAhead) + SEPARATOR + count;
        return below == Long.MAX_VALUE ? text : text + SEPARATOR + (below - position);
    }
}
