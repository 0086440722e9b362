package io.onemq.kafka.internal;

/**
 * Decides what is committed about a partition before its messages are handed out, so that the next owner learns how often
 * they have come back, even from an owner that dies at once. An owner that finds nothing notes once that it is there. One
 * that takes over from a dead owner notes, before each step, up to where it hands out, until all of the first step is
 * settled. Used by one thread.
 */
final class HandOutNotes {
    private final Returns found;
    private final boolean exact;
    private Returns current = Returns.NONE;
    private long covered;
    private long suspectsEnd = Long.MAX_VALUE;

    /**
     * Starts an ownership.
     *
     * @param found what the last owner left
     * @param exact whether each message has a note of its own; at most one is unsettled at a time then
     */
    HandOutNotes(Returns found, boolean exact) {
        this.found = found;
        this.exact = exact;
    }

    Returns found() {
        return found;
    }

    /** Tells whether the message of an offset may be handed out. */
    boolean cover(long offset) {
        return offset < covered;
    }

    /**
     * Asks for a note that covers an offset.
     *
     * @param lastOffset up to where there is room
     * @param lowestUnsettled the lowest offset that is not settled
     */
    void want(long offset, long lastOffset, long lowestUnsettled) {
        if (exact) {
            current = new Returns(found.of(offset) + 1, offset + 1);
        } else if (found.count() == 0 || lowestUnsettled >= suspectsEnd) {
            current = Returns.FIRST;
        } else {
            if (suspectsEnd == Long.MAX_VALUE) {
                suspectsEnd =
                        found.below() == Long.MAX_VALUE ? lastOffset + 1 : Math.max(found.below(), lastOffset + 1);
            }
            current = new Returns(found.count() + 1, lastOffset + 1);
        }
    }

    Returns current() {
        return current;
    }

    /** The broker has a note, or takes none at all. */
    void accepted(Returns note) {
        covered = Math.max(covered, note.below());
    }

    /** Takes back what was noted. Returns whether there is something to commit for it. */
    boolean endInGoodOrder() {
        boolean noted = current.count() > 0;
        current = noted && found.count() > 0 && current.below() != Long.MAX_VALUE
                ? new Returns(found.count(), Math.min(found.below(), current.below()))
                : Returns.NONE;
        return noted;
    }
}
