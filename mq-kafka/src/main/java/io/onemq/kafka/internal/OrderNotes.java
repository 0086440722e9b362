package io.onemq.kafka.internal;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.jspecify.annotations.Nullable;

/**
 * What a group that is ordered by key notes of messages that are not settled. It is committed with the position of their
 * partition, as part of its metadata. Used by one thread.
 *
 * <p>Text form, behind that of {@link SettledAhead} and {@link Returns}: {@code !}, and for each note
 * {@code <distance>=<note>!}, the distance from the position in base 36. A group without order has no {@code !}.
 */
final class OrderNotes {
    private static final char SEPARATOR = '!';
    private static final int RADIX = 36;
    private static final Pattern PART = Pattern.compile("([0-9a-z]{1,12})=(.*)");

    /** What a position says that has no notes. */
    static final String NONE = SettledAhead.PREFIX + SEPARATOR;

    /** Brokers take 4096 characters by default; this is what {@link SettledAhead} and {@link Returns} leave. */
    private static final int MOST_CHARACTERS = 1_900;

    private final TreeMap<Long, String> notes = new TreeMap<>();
    private Map<Long, String> committed;

    OrderNotes(Map<Long, String> found) {
        notes.putAll(found);
        committed = Map.copyOf(found);
    }

    /** Tells whether a position is one of a group that is ordered by key. */
    static boolean isOrdered(OffsetAndMetadata position) {
        String text = position.metadata();
        return text != null && text.startsWith(SettledAhead.PREFIX) && text.indexOf(SEPARATOR) >= 0;
    }

    /** The metadata without its notes. */
    static String strip(String metadata) {
        int start = metadata.indexOf(SEPARATOR);
        return start < 0 ? metadata : metadata.substring(0, start);
    }

    /** Reads the notes of a position. */
    static Map<Long, String> decode(OffsetAndMetadata position) {
        Map<Long, String> found = new HashMap<>();
        String text = position.metadata();
        if (text == null || !isOrdered(position)) {
            return found;
        }
        String[] parts = text.substring(text.indexOf(SEPARATOR) + 1).split(String.valueOf(SEPARATOR), -1);
        for (String part : parts) {
            Matcher matcher = PART.matcher(part);
            if (matcher.matches()) {
                found.put(position.offset() + Long.parseLong(matcher.group(1), RADIX), matcher.group(2));
            }
        }
        return found;
    }

    @Nullable String of(long offset) {
        return notes.get(offset);
    }

    void put(long offset, String note) {
        notes.put(offset, note);
    }

    void settled(long offset) {
        if (!notes.isEmpty()) {
            notes.remove(offset);
        }
    }

    /** The broker has these notes. */
    void accepted(Map<Long, String> included) {
        committed = included;
    }

    /** Chooses what to commit: what is known to the broker already, then the lowest offsets, as far as there is room. */
    Map<Long, String> select(long position) {
        Map<Long, String> selected = new LinkedHashMap<>();
        int room = MOST_CHARACTERS;
        for (Long offset : committed.keySet()) {
            room = select(offset, position, room, selected);
        }
        for (Long offset : notes.keySet()) {
            room = select(offset, position, room, selected);
        }
        return selected;
    }

    private int select(Long offset, long position, int room, Map<Long, String> selected) {
        String note = notes.get(offset);
        if (note == null || offset < position || selected.containsKey(offset)) {
            return room;
        }
        int length = part(offset, note, position).length();
        if (length > room) {
            return room;
        }
        selected.put(offset, note);
        return room - length;
    }

    /** Adds notes to the metadata of a position. */
    static String addTo(String metadata, Map<Long, String> selected, long position) {
        StringBuilder text = new StringBuilder(metadata.isEmpty() ? SettledAhead.PREFIX : metadata).append(SEPARATOR);
        selected.forEach((offset, note) -> text.append(part(offset, note, position)));
        return text.toString();
    }

    private static String part(long offset, String note, long position) {
        return Long.toString(offset - position, RADIX) + '=' + note + SEPARATOR;
    }
}
