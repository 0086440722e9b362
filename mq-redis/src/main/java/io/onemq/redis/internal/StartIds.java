package io.onemq.redis.internal;

import io.onemq.ConfigurationException;
import io.onemq.StartPosition;
import io.onemq.spi.TopicSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the scripts take as the start of a group in each stream of a topic. */
final class StartIds {
    /** The end of the stream. */
    static final String END = "$";

    /** Where the group is. */
    static final String STAY = "-";

    private static final String BEGINNING = "0";
    private static final char TIME = 't';
    private static final char POSITION = 'p';
    private static final String LAST_SEQUENCE = "18446744073709551615";
    private static final Pattern NOTATION = Pattern.compile("(\\d{1,9})/(\\d{1,18})-(\\d{1,18})");

    private StartIds() {}

    /**
     * Returns the starts, one for each stream.
     *
     * @param elsewhere the start in streams that the position does not name
     */
    static List<String> of(TopicSpec topic, int partitions, StartPosition start, String elsewhere) {
        int streams = TopicKeys.streams(partitions);
        return switch (start.kind()) {
            case LATEST -> Collections.nCopies(streams, END);
            case EARLIEST -> Collections.nCopies(streams, BEGINNING);
            case TIME ->
                Collections.nCopies(
                        streams, TIME + before(start.instant().orElseThrow().toEpochMilli(), 0));
            case POSITIONS -> positions(topic, streams, start.positions(), elsewhere);
        };
    }

    private static List<String> positions(TopicSpec topic, int streams, List<String> positions, String elsewhere) {
        List<String> starts = new ArrayList<>(Collections.nCopies(streams, elsewhere));
        long[][] lowest = new long[streams][];
        for (String position : positions) {
            Matcher parts = NOTATION.matcher(position);
            if (!parts.matches() || Integer.parseInt(parts.group(1)) >= streams) {
                throw new ConfigurationException("Topic " + topic.name() + " has no position " + position
                        + ": positions are <partition>/<entry id>, and it has " + streams + " streams");
            }
            int stream = Integer.parseInt(parts.group(1));
            long[] id = {Long.parseLong(parts.group(2)), Long.parseLong(parts.group(3))};
            long[] other = lowest[stream];
            if (other == null || id[0] < other[0] || (id[0] == other[0] && id[1] < other[1])) {
                lowest[stream] = id;
                starts.set(stream, POSITION + before(id[0], id[1]));
            }
        }
        return starts;
    }

    /** The id in front of one: a group is told the last entry that it has seen, not the next one. */
    private static String before(long millis, long sequence) {
        if (sequence > 0) {
            return millis + "-" + (sequence - 1);
        }
        return millis > 0 ? (millis - 1) + "-" + LAST_SEQUENCE : "0-0";
    }
}
