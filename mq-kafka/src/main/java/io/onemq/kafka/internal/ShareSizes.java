package io.onemq.kafka.internal;

/**
 * How many messages the share consumers of a subscription take at a time. Few consumers with large batches are fast, and
 * together they take no more than the window. Extra ones help out while others are stalled.
 *
 * @param regular how many regular consumers there are
 * @param quota how many messages each of them takes at a time
 * @param extras how many extra consumers there may be
 * @param extraQuota how many messages each of them takes at a time
 */
record ShareSizes(int regular, int quota, int extras, int extraQuota) {
    private static final int EXTRA_PART = 8;

    static ShareSizes of(int window, int wanted, int most) {
        int regular = Math.min(wanted, window);
        int extras = window == 1 ? 0 : Math.max(0, most - regular);
        return new ShareSizes(regular, window / regular, extras, Math.max(1, window / EXTRA_PART));
    }
}
