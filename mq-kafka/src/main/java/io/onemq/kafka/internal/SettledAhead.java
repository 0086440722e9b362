package io.onemq.kafka.internal;

import java.util.Arrays;
import java.util.Base64;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * The offsets above a committed position that are settled already, as ranges. They are committed with the position, as
 * its metadata, so that the next owner of the partition does not deliver them again. Immutable.
 *
 * <p>Text form: {@code onemq1:} and the Base64 (URL alphabet, no padding) of unsigned LEB128 numbers, two for each
 * range: the distance of its first offset from the position or the end of the range before, and its length less one.
 */
final class SettledAhead {
    static final SettledAhead NONE = new SettledAhead(new long[0]);

    static final String PREFIX = "onemq1:";

    /** Brokers take 4096 bytes by default; three of them make four characters. */
    private static final int MAX_BYTES = 2_900;

    /** What is left beside {@link OrderNotes}. */
    private static final int MAX_BYTES_WITH_NOTES = 1_500;

    private static final int LONGEST_RANGE = 20;

    /** First and last offset of each range, ascending. */
    private final long[] ranges;

    private SettledAhead(long[] ranges) {
        this.ranges = ranges;
    }

    /** Reads the metadata of a position. What another program wrote there counts as nothing. */
    static SettledAhead decode(OffsetAndMetadata position) {
        String text = position.metadata();
        if (text == null || !text.startsWith(PREFIX)) {
            return NONE;
        }
        try {
            return new SettledAhead(
                    numbers(position.offset(), Base64.getUrlDecoder().decode(ranges(text))));
        } catch (IllegalArgumentException e) {
            return NONE;
        }
    }

    private static String ranges(String text) {
        String own = OrderNotes.strip(text);
        int end = own.indexOf(Returns.SEPARATOR);
        return end < 0 ? own.substring(PREFIX.length()) : own.substring(PREFIX.length(), end);
    }

    private static long[] numbers(long position, byte[] bytes) {
        long[] found = new long[bytes.length];
        int count = 0;
        int at = 0;
        long last = position;
        while (at < bytes.length) {
            long value = 0;
            int shift = 0;
            while (at < bytes.length - 1 && bytes[at] < 0) {
                value |= (long) (bytes[at++] & 0x7f) << shift;
                shift += 7;
            }
            value |= (long) (bytes[at++] & 0x7f) << shift;
            last += value;
            if (value < 0 || last < position) {
                throw new IllegalArgumentException("not above the position: " + last);
            }
            found[count++] = last;
        }
        return Arrays.copyOf(found, count - count % 2);
    }

    boolean isEmpty() {
        return ranges.length == 0;
    }

    boolean contains(long offset) {
        int at = Arrays.binarySearch(ranges, offset);
        // Between the first and the last offset of a range the insertion point is odd.
        return at >= 0 || (-at - 1) % 2 == 1;
    }

    /** Adds the ranges from an offset on. Returns up to which offset that is complete. */
    long copyTo(Encoder encoder, long from) {
        for (int i = 0; i < ranges.length; i += 2) {
            long first = Math.max(from, ranges[i]);
            if (first <= ranges[i + 1] && !encoder.add(first, ranges[i + 1])) {
                return first;
            }
        }
        return Long.MAX_VALUE;
    }

    /** Counts the offsets from the given one on. */
    long count(long from) {
        long count = 0;
        for (int i = 0; i < ranges.length; i += 2) {
            count += Math.max(0, ranges[i + 1] - Math.max(from, ranges[i]) + 1);
        }
        return count;
    }

    /** Builds the text form. */
    static final class Encoder {
        private final byte[] bytes;
        private int length;
        private long last;

        Encoder(long position) {
            this(position, false);
        }

        Encoder(long position, boolean withNotes) {
            this.bytes = new byte[withNotes ? MAX_BYTES_WITH_NOTES : MAX_BYTES];
            this.last = position;
        }

        /** Adds a range behind those added before. Returns false if there is no room for it. */
        boolean add(long first, long lastOffset) {
            if (length > bytes.length - LONGEST_RANGE) {
                return false;
            }
            write(first - last);
            write(lastOffset - first);
            last = lastOffset;
            return true;
        }

        private void write(long number) {
            long rest = number;
            while (rest > 0x7f) {
                bytes[length++] = (byte) (rest | 0x80);
                rest >>>= 7;
            }
            bytes[length++] = (byte) rest;
        }

        /** Returns the text, empty if there are no ranges. */
        String text() {
            return length == 0
                    ? ""
                    : PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(bytes, length));
        }
    }
}
