package io.onemq.kafka.internal;

import io.onemq.ErrorCode;
import io.onemq.MqException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The delays of one connection: sees to the delay levels and starts to move messages when the connection has a part in them.
 * Thread-safe.
 */
final class Delays {
    private static final long LOOK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final DelayLevels levels;
    private final DelayTopics topics;
    private final Notices notices;
    private final Supplier<DelayMover> movers;
    private final Object looking = new Object();
    private final Object moving = new Object();

    // Guarded by looking.
    private boolean missing;
    private boolean told;
    private long missedNanos;

    // Guarded by moving.
    private @Nullable DelayMover mover;
    private boolean closed;

    private volatile boolean present;
    private volatile boolean mayCreate;

    Delays(DelayLevels levels, DelayTopics topics, Notices notices, Supplier<DelayMover> movers) {
        this.levels = levels;
        this.topics = topics;
        this.notices = notices;
        this.movers = movers;
    }

    DelayLevels levels() {
        return levels;
    }

    /** The program declares topics, so it may create those of the delay levels, too. */
    void allowCreation() {
        if (!mayCreate) {
            mayCreate = true;
            synchronized (looking) {
                missing = false;
            }
        }
    }

    /** Creates the delay levels unless they are known to exist. */
    void create(AdminCalls calls) {
        boolean unused = present || find(() -> calls);
    }

    /**
     * Tells whether messages can be delayed, and from then on moves them. Where the levels are missing, and the program is
     * one that does not create topics, looks again now and then, and tells once.
     *
     * @throws MqException if the cluster does not answer
     */
    boolean use(Supplier<AdminCalls> operations) {
        boolean usable = present || find(operations);
        if (usable) {
            move();
        }
        return usable;
    }

    private boolean find(Supplier<AdminCalls> operations) {
        synchronized (looking) {
            if (!present && !(missing && System.nanoTime() - missedNanos < LOOK_AGAIN_NANOS)) {
                present = look(operations.get());
                missing = !present;
                missedNanos = System.nanoTime();
                tellMissing();
            }
            return present;
        }
    }

    private boolean look(AdminCalls calls) {
        try {
            if (mayCreate) {
                topics.ensure(calls);
                return true;
            }
            return topics.exist(calls);
        } catch (MqException e) {
            if (e.code() == ErrorCode.AUTHORIZATION) {
                return false;
            }
            throw e;
        }
    }

    private void tellMissing() {
        if (missing && !told) {
            told = true;
            notices.tell("The topics " + levels.all().get(0) + " to " + levels.orphans()
                    + ", in which delayed messages wait, do not exist or may not be used, and this program may not create "
                    + "them: consumers hold delayed retries in their windows, and a publish with a delay is refused");
        }
    }

    /** A level that was there has gone: all are looked for again. */
    void gone() {
        present = false;
    }

    private void move() {
        synchronized (moving) {
            if (mover == null && !closed) {
                mover = movers.get();
                mover.start();
            }
        }
    }

    /** Begins to end what moves messages. */
    void stop() {
        DelayMover last = last();
        if (last != null) {
            last.stop();
        }
    }

    /** Waits for the end of what moves messages. */
    void close() {
        DelayMover last = last();
        if (last != null) {
            last.close();
        }
    }

    private @Nullable DelayMover last() {
        synchronized (moving) {
            closed = true;
            return mover;
        }
    }
}
