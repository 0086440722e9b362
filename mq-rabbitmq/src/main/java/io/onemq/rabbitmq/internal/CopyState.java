package io.onemq.rabbitmq.internal;

import org.jspecify.annotations.Nullable;

/** What is still to be copied from a stream, and how much of it is gone. Used by one thread. */
final class CopyState {
    private final OffsetRanges offsets;
    private long lost;

    CopyState(OffsetRanges offsets, long lost) {
        this.offsets = offsets;
        this.lost = lost;
    }

    /** Reads the text of another one; no text means that nothing is to be copied. */
    static CopyState parse(@Nullable String text) {
        if (text == null) {
            return new CopyState(new OffsetRanges(), 0);
        }
        int space = text.indexOf(' ');
        return new CopyState(OffsetRanges.parse(text.substring(space + 1)), Long.parseLong(text.substring(0, space)));
    }

    OffsetRanges offsets() {
        return offsets;
    }

    long lost() {
        return lost;
    }

    /** Goes on to an offset. Returns whether it is to be copied. */
    boolean reaches(long offset) {
        offsets.removeUpTo(offset - 1);
        boolean wanted = offsets.startsWith(offset);
        offsets.removeUpTo(offset);
        return wanted;
    }

    /** The stream begins at an offset: what lies before is lost. */
    void skipRemoved(long first) {
        lost += offsets.countBefore(first);
        offsets.removeUpTo(first - 1);
    }

    @Override
    public String toString() {
        return lost + " " + offsets;
    }
}
