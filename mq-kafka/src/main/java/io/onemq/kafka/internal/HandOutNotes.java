package io.onemq.kafka.internal;

import org.jspecify.annotations.Nullable;

/**
 * Decides what is committed about a partition before its messages are handed out, so that the next owner learns how often
 * they have come back, even from an owner that dies at once. An owner that finds nothing notes once that it is there. One
 * that takes over from a dead owner notes, before each step, up to where it hands out, until all is settled that the dead
 * one may have had. Used by one thread.
 */
final class HandOutNotes {
    /** So many offsets behind its position a dead owner may have handed out; a note does not say how many they were. */
    static final int HORIZON = 1_000;

    private final Returns found;
    private final boolean exact;
    private Returns noted = Returns.NONE;
    private @Nullable Returns left;
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
            noted = new Returns(found.of(offset) + 1, offset + 1);
        } else if (found.count() == 0 || lowestUnsettled >= suspectsEnd) {
            noted = Returns.FIRST;
        } else {
            // What was found and is not handed out yet must not be forgotten meanwhile.
            long known = found.below() == Long.MAX_VALUE ? 0 : found.below();
            long step = Math.max(known, lastOffset + 1);
            suspectsEnd = suspectsEnd == Long.MAX_VALUE ? Math.max(step, lowestUnsettled + HORIZON) : suspectsEnd;
            noted = new Returns(found.count() + 1, step);
        }
    }

    /** What is to be committed: the note of this owner, or before it has one, that of the last. */
    Returns toCommit() {
        Returns end = left;
        if (end != null) {
            return end;
        }
        return noted.count() > 0 ? noted : found;
    }

    /** The note of this owner. */
    Returns noted() {
        return noted;
    }

    /** The broker has a note of this owner, or takes none at all. */
    void accepted(Returns note) {
        covered = Math.max(covered, note.below());
    }

    /** Takes back what was noted, and leaves what was found. Returns whether there is something to commit for it. */
    boolean endInGoodOrder() {
        if (noted.count() == 0) {
            return false;
        }
        left = noted.below() != Long.MAX_VALUE ? found : Returns.NONE;
        return true;
    }
}
