package io.onemq.kafka.internal;

/**
 * How many messages the share consumers of a subscription take at a time. Few consumers with large batches are fast, and
 * together they take no more than the window. Extra ones help out while others are stalled.
 *
 * @param regular how many regular consumers there are
 * @param quota how many messages each of them takes at a time
 * @param extras how many extra consumers there may be
 * @param leastExtraQuota how many messages each of them takes at a time, or more
 */
record ShareSizes(int regular, int quota, int extras, int leastExtraQuota) {
    private static final int EXTRA_PART = 8;

    static ShareSizes of(int window, int wanted, int most) {
        int regular = Math.min(wanted, window);
        int extras = window == 1 ? 0 : Math.max(0, most - regular);
        return new ShareSizes(regular, window / regular, extras, Math.max(1, window / EXTRA_PART));
    }

    /**
     * How many messages the extra consumers of one step take at a time. What waits may all be in one partition, of which
     * each step gives one of them its share: so that the window fills, each further step may take a larger part of the
     * room that is left, and the last one all of it.
     *
     * @param room how many more messages the window has room for
     * @param wanted how many extra consumers there are after the step
     * @param partitions how many of them a step takes
     */
    int extraQuota(int room, int wanted, int partitions) {
        int furtherSteps = Math.min(Integer.SIZE - 1, (extras - wanted) / partitions);
        return Math.max(leastExtraQuota, room >> furtherSteps);
    }
}
