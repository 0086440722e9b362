package io.onemq.kafka.internal;

/**
 * How the window of a subscription is divided among share consumers.
 *
 * @param first how many consumers there are at first
 * @param max how many there may be
 * @param quota how many messages each takes at a time
 */
record ShareSizes(int first, int max, int quota) {

    static ShareSizes of(int window, int wanted, int most) {
        int first = Math.min(wanted, window);
        return new ShareSizes(first, Math.max(first, Math.min(most, window)), window / first);
    }
}
