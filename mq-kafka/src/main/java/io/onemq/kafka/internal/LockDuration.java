package io.onemq.kafka.internal;

import java.time.Duration;

/** Sets for how long a share group locks a record for one member, after the lease of its consumers. */
final class LockDuration {
    /** The bounds that brokers have by default. */
    private static final long SHORTEST_MILLIS = 15_000;

    private static final long LONGEST_MILLIS = 60_000;

    private LockDuration() {}

    /** Takes the lease as it is if the broker lets it, else within its default bounds, else leaves the group's. */
    static void adjust(AdminCalls calls, GroupState group, Duration lease) {
        long wanted = lease.toMillis();
        long usual = Math.max(SHORTEST_MILLIS, Math.min(LONGEST_MILLIS, wanted));
        long present = group.number(GroupSettings.LOCK_MILLIS).orElse(0);
        if (present == wanted || (wanted != usual && present == usual)) {
            return;
        }
        if (!set(calls, group, wanted) && wanted != usual && present != usual) {
            boolean unused = set(calls, group, usual);
        }
    }

    private static boolean set(AdminCalls calls, GroupState group, long millis) {
        return GroupSettings.trySet(calls, group.id(), GroupSettings.LOCK_MILLIS, Long.toString(millis));
    }
}
