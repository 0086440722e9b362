package io.onemq.samples;

import org.jspecify.annotations.Nullable;

/** What has become of one published order. Guarded by its ledger. */
final class Fate {
    private boolean confirmed;
    private @Nullable Throwable failure;
    private int billed;
    private int audited;
    private int deadLettered;

    void confirm() {
        confirmed = true;
    }

    void fail(Throwable cause) {
        failure = cause;
    }

    /** Returns whether it is the first time. */
    boolean bill() {
        return ++billed == 1;
    }

    /** Returns whether it is the first time. */
    boolean audit() {
        return ++audited == 1;
    }

    /** Returns whether it is the first time. */
    boolean deadLetter() {
        return ++deadLettered == 1;
    }

    boolean isConfirmed() {
        return confirmed;
    }

    @Nullable Throwable failure() {
        return failure;
    }

    boolean isAudited() {
        return audited > 0;
    }

    /** Either billed or refused. */
    boolean isDecided() {
        return billed + deadLettered > 0;
    }

    /** Tells whether nothing more has to happen: a failed publish has been reported to its caller. */
    boolean isClosed() {
        return failure != null || (confirmed && isDecided() && isAudited());
    }

    boolean isLost() {
        return confirmed && !(isDecided() && isAudited());
    }

    /** How often it was handled in vain: every group should have taken the order once. */
    int duplicates() {
        return Math.max(0, billed + deadLettered - 1) + Math.max(0, audited - 1);
    }
}
