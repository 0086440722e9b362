package io.onemq.rabbitmq.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Offsets of a stream, as ranges in ascending order. Used by one thread. */
final class OffsetRanges {
    /**
     * Some offsets in a row.
     *
     * @param first the first one
     * @param last the last one
     */
    record Range(long first, long last) {}

    private final List<Range> ranges = new ArrayList<>();

    /** Adds offsets behind all others. */
    void add(long first, long last) {
        if (first > last) {
            return;
        }
        int end = ranges.size() - 1;
        if (end >= 0 && ranges.get(end).last() == first - 1) {
            ranges.set(end, new Range(ranges.get(end).first(), last));
        } else {
            ranges.add(new Range(first, last));
        }
    }

    /** Drops everything up to an offset. */
    void removeUpTo(long offset) {
        while (!ranges.isEmpty() && ranges.get(0).last() <= offset) {
            ranges.remove(0);
        }
        if (!ranges.isEmpty() && ranges.get(0).first() <= offset) {
            ranges.set(0, new Range(offset + 1, ranges.get(0).last()));
        }
    }

    boolean isEmpty() {
        return ranges.isEmpty();
    }

    long first() {
        return ranges.get(0).first();
    }

    /** Tells whether the first range, before which everything has been removed, has an offset. */
    boolean startsWith(long offset) {
        return !ranges.isEmpty()
                && ranges.get(0).first() <= offset
                && offset <= ranges.get(0).last();
    }

    /** How many offsets there are before another one. */
    long countBefore(long offset) {
        return ranges.stream()
                .mapToLong(range -> Math.max(0, Math.min(range.last() + 1, offset) - range.first()))
                .sum();
    }

    static OffsetRanges parse(String text) {
        OffsetRanges parsed = new OffsetRanges();
        if (!text.isEmpty()) {
            for (String range : text.split(",", -1)) {
                String[] ends = range.split("-", -1);
                parsed.ranges.add(new Range(Long.parseLong(ends[0]), Long.parseLong(ends[1])));
            }
        }
        return parsed;
    }

    /** The text from which the same ranges are read. */
    @Override
    public String toString() {
        return ranges.stream().map(range -> range.first() + "-" + range.last()).collect(Collectors.joining(","));
    }
}
