package io.onemq.redis.internal;

import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Moves what is due from the sorted sets beside the streams into the streams. Any number of clients do it at the same
 * time: each entry is moved by one script, once. Used by one thread.
 */
final class DueEntries {
    /** How long before its time an entry is moved; consumers hold it that long, so that it is not late. */
    private static final long EARLY_MILLIS = 200;

    /** How often it is looked for, and how often if something is due before the next time. */
    static final long LOOK_MILLIS = 1_000;

    private static final long SHORT_LOOK_MILLIS = 100;

    // Bound what one script does to the server.
    private static final long MOST_ENTRIES = 200;
    private static final long MOST_BYTES = 1024 * 1024;

    private static final long MORE = 2;
    private static final long SOON = 1;

    private final Links links;
    private final List<SubscribedStream> streams;
    private long nextNanos = System.nanoTime();

    DueEntries(Links links, List<SubscribedStream> streams) {
        this.links = links;
        this.streams = streams;
    }

    /** When to look the next time. */
    long nextNanos() {
        return nextNanos;
    }

    /** Moves a part of what is due, if it is time to look. */
    void move() {
        long now = System.nanoTime();
        if (now - nextNanos < 0) {
            return;
        }
        List<ScriptCall> calls = streams.stream()
                .map(stream -> call(stream.key(), stream.delayed(), EARLY_MILLIS))
                .toList();
        ScriptCall.run(links, calls);
        long answer = calls.stream().mapToLong(ScriptCall::number).max().orElse(0);
        long pause = answer == MORE ? 0 : answer == SOON ? SHORT_LOOK_MILLIS : LOOK_MILLIS;
        nextNanos = now + TimeUnit.MILLISECONDS.toNanos(pause);
    }

    /** Moves a part of what is due by now. Returns true if more is. */
    static boolean move(RedisLink link, byte[] stream, byte[] delayed) {
        return call(stream, delayed, 0).numberOn(link) == MORE;
    }

    private static ScriptCall call(byte[] stream, byte[] delayed, long early) {
        return new ScriptCall(Script.MOVE, stream, delayed)
                .arg(early)
                .arg(EARLY_MILLIS + LOOK_MILLIS)
                .arg(MOST_ENTRIES)
                .arg(MOST_BYTES);
    }
}
