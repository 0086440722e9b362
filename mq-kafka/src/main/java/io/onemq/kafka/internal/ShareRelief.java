package io.onemq.kafka.internal;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/**
 * Brings in extra share consumers while slow messages hold up others, and lets them go afterwards.
 *
 * <p>A share consumer gets nothing new before everything it holds is settled, and Kafka gives each partition to one
 * member of the group as long as there are not more members than partitions. So the messages of the partitions of a
 * stalled consumer wait until there is one more member than there are partitions: then each partition has two. If that
 * does not help, because those that came in are stalled too, each further step gives each partition one more.
 *
 * <p>Kafka decides who that is, and may choose a consumer of an earlier step, which takes fewer messages. So after the
 * last step all members of a partition may be stalled while the window has room. If nobody of the subscription gets
 * anything for a while, those that hold nothing leave, and the steps begin again: partitions are dealt anew, and what is
 * wanted of them is less than before.
 */
final class ShareRelief {
    /** Without a settlement for this time, a consumer counts as stalled. */
    static final long STALLED_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long LEAVE_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long CHECK_NANOS = TimeUnit.SECONDS.toNanos(1);

    /**
     * How long nothing comes after the last step before there is a new round of steps. Those that came in may need some
     * seconds until they have partitions. Doubled each time: what waits may be held by other members, for long, and each
     * round makes the group deal its partitions anew.
     */
    private static final long ROUND_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final int MOST_DOUBLINGS = 5;

    private final ShareSizes sizes;
    private final int partitions;
    private final IntSupplier room;
    private final Extras extras;
    private final String threadName;
    private final AtomicInteger stalled = new AtomicInteger();
    private final AtomicBoolean checking = new AtomicBoolean();
    private final AtomicInteger rounds = new AtomicInteger();
    private volatile int wanted;
    private volatile boolean failed;
    /** When a consumer got something last, or was brought in. */
    private volatile long progressNanos = System.nanoTime();

    private volatile long stalledNanos = System.nanoTime();
    private volatile long checkedNanos = stalledNanos - CHECK_NANOS;

    /** The extra consumers. */
    interface Extras {

        /** Makes sure that there are at least so many; new ones take the given number of messages at a time. */
        void have(int wanted, int quota);

        /** Lets those go that hold nothing, and the others when they hold nothing any more. */
        void dismiss();

        /** Some could not be had, which is tried again. Called once until it succeeds. */
        void failed(RuntimeException cause);
    }

    /**
     * Creates it.
     *
     * @param room how many messages the window has room for while messages wait at the broker, else 0
     */
    ShareRelief(ShareSizes sizes, int partitions, IntSupplier room, Extras extras, String threadName) {
        this.sizes = sizes;
        this.partitions = partitions;
        this.room = room;
        this.extras = extras;
        this.threadName = threadName;
    }

    /** Notes that a consumer is stalled, or is not any more. */
    void stalled(boolean begins) {
        stalledNanos = System.nanoTime();
        stalled.addAndGet(begins ? 1 : -1);
    }

    /** A consumer got messages: while some do, the others are not sent away. */
    void fetched() {
        progressNanos = System.nanoTime();
    }

    /** Brings in extra consumers if messages wait; called by stalled consumers and does not hold them up. */
    void consider() {
        stalledNanos = System.nanoTime();
        if (sizes.extras() == 0
                || System.nanoTime() - checkedNanos < CHECK_NANOS
                || !checking.compareAndSet(false, true)) {
            return;
        }
        Thread check = new Thread(this::check, threadName);
        check.setDaemon(true);
        check.start();
    }

    private void check() {
        try {
            int free = room.getAsInt();
            if (free > 0) {
                step(free);
                failed = false;
            }
        } catch (RuntimeException e) {
            if (!failed) {
                failed = true;
                extras.failed(e);
            }
        } finally {
            checkedNanos = System.nanoTime();
            checking.set(false);
        }
    }

    private void step(int free) {
        if (wanted < sizes.extras()) {
            int next = wanted == 0 ? partitions + 1 - sizes.regular() : wanted + partitions;
            int more = Math.max(1, Math.min(sizes.extras(), next));
            extras.have(more, sizes.extraQuota(free, more, partitions));
            wanted = more;
            progressNanos = System.nanoTime();
        } else if (System.nanoTime() - progressNanos > ROUND_NANOS << Math.min(rounds.get(), MOST_DOUBLINGS)) {
            rounds.incrementAndGet();
            wanted = 0;
            extras.dismiss();
        }
    }

    /** Tells whether extra consumers should leave: they would keep partitions from the regular ones. */
    boolean isOver() {
        boolean over = stalled.get() == 0 && System.nanoTime() - stalledNanos > LEAVE_NANOS;
        if (over) {
            wanted = 0;
            rounds.set(0);
        }
        return over;
    }
}
