package io.onemq.kafka.internal;

/**
 * How the window of a subscription is divided among share consumers. Most of it belongs to a few regular consumers,
 * because large batches are fast; the rest is kept for extra ones, which help out while a slow message occupies a
 * regular one.
 *
 * @param regular how many regular consumers there are
 * @param quota how many messages each of them takes at a time
 * @param reserve the room that the extra consumers share
 * @param extraQuota how many messages each of them takes at a time
 * @param extras how many of them there may be
 */
record ShareSizes(int regular, int quota, int reserve, int extraQuota, int extras) {
    private static final int RESERVED_PART = 8;

    static ShareSizes of(int window, int wanted, int most) {
        if (window == 1 || most <= wanted) {
            int regular = Math.min(wanted, window);
            return new ShareSizes(regular, window / regular, 0, 0, 0);
        }
        int leastReserve = Math.max(1, window / RESERVED_PART);
        int regular = Math.min(wanted, window - leastReserve);
        int quota = (window - leastReserve) / regular;
        int reserve = window - regular * quota;
        return new ShareSizes(regular, quota, reserve, Math.max(1, reserve / RESERVED_PART), most - regular);
    }
}
