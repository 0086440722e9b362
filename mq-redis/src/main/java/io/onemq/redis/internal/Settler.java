package io.onemq.redis.internal;

import io.onemq.spi.SettleRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The settling side of a subscription, with a connection and a thread of its own: sends what has come together, keeps
 * leases, removes from the streams what every group has settled, and adds to them what has become due.
 */
abstract class Settler implements Runnable {
    /** How many settlements go to the server at once; its Lua takes some 8000 arguments. */
    static final int MAX_CALL = 1000;

    private static final long IDLE_MILLIS = 1_000;
    private static final long TRIM_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long REAP_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final RedisLink link;
    private final RedisSubscription owner;
    private final List<SubscribedStream> streams;
    private final GroupCommands commands;
    private final Inbox inbox;
    private final DueEntries dueEntries;
    private final @Nullable Object readerId;

    private long nextTrimNanos = System.nanoTime();
    private long nextReapNanos = System.nanoTime() + REAP_NANOS;

    Settler(RedisLink link, RedisSubscription owner, GroupCommands commands, @Nullable Object readerId) {
        this.link = link;
        this.owner = owner;
        this.streams = owner.streams();
        this.commands = commands;
        this.inbox = owner.inbox();
        this.dueEntries = new DueEntries(link, streams);
        this.readerId = readerId;
    }

    final RedisLink link() {
        return link;
    }

    final RedisSubscription owner() {
        return owner;
    }

    final GroupCommands commands() {
        return commands;
    }

    /** Joins the group; the first thing to do. */
    abstract void join();

    abstract void settle(List<SettleRequest> requests);

    abstract void renew(List<RedisMessage> messages);

    /** Does what else is to be done. */
    abstract void work();

    /** When there is something else to do. */
    abstract long nextWorkNanos();

    /** Nothing more is to be delivered. Any thread. */
    void stop() {}

    /** The streams that the consumer looks after, and removes dead consumers from. */
    abstract List<SubscribedStream> kept();

    @Override
    public final void run() {
        try {
            boolean finished = false;
            while (!finished) {
                Inbox.Round round = inbox.take(waitMillis());
                settle(round.settlements());
                renew(round.renewals());
                if (round.unblock()) {
                    unblock();
                }
                work();
                maintain(round.finish());
                dueEntries.move();
                finished = round.finish();
            }
        } catch (RuntimeException e) {
            owner.failed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            owner.failed(new IllegalStateException("The settling thread was interrupted", e));
        }
    }

    /** Wakes the reading thread from its wait for messages. */
    final void unblock() {
        if (readerId != null) {
            link.optional("CLIENT", "UNBLOCK", readerId.toString());
        }
    }

    private long waitMillis() {
        boolean trimDue = streams.stream().anyMatch(SubscribedStream::isTrimDue);
        long next = Math.min(dueEntries.nextNanos(), trimDue ? Math.min(nextTrimNanos, nextReapNanos) : nextReapNanos);
        long millis = TimeUnit.NANOSECONDS.toMillis(Math.min(next, nextWorkNanos()) - System.nanoTime()) + 1;
        return Math.max(0, Math.min(IDLE_MILLIS, millis));
    }

    private void maintain(boolean now) {
        long nanos = System.nanoTime();
        if (now || nanos - nextTrimNanos >= 0) {
            nextTrimNanos = nanos + TRIM_NANOS;
            boolean more = trim();
            while (now && more) {
                more = trim();
            }
        }
        if (nanos - nextReapNanos >= 0) {
            nextReapNanos = nanos + REAP_NANOS;
            reap();
        }
    }

    void reap() {
        ScriptCall.run(link, kept().stream().map(commands::reap).toList());
    }

    /** Returns true if there is more to remove; it is not done in one go, so that the server is not held up. */
    private boolean trim() {
        List<SubscribedStream> due =
                streams.stream().filter(SubscribedStream::isTrimDue).toList();
        List<ScriptCall> calls = due.stream().map(SubscribedStream::trim).toList();
        ScriptCall.run(link, calls);
        boolean more = false;
        for (int i = 0; i < calls.size(); i++) {
            SubscribedStream stream = due.get(i);
            byte[] lost = stream.trimmed(calls.get(i));
            more = more || stream.isTrimDue();
            if (lost.length > 0) {
                owner.tellLost(stream, Bytes.text(lost));
                // Once more, to say that it was told.
                stream.setTrimDue(true);
            }
        }
        return more;
    }

    /** Splits what goes to one stream into parts that the server takes. */
    static <T> List<List<T>> parts(List<T> all) {
        List<List<T>> parts = new ArrayList<>();
        for (int from = 0; from < all.size(); from += MAX_CALL) {
            parts.add(all.subList(from, Math.min(all.size(), from + MAX_CALL)));
        }
        return parts;
    }

    /** Hands back what the consumer still holds and removes its name. Called when both threads have ended. */
    void leave() {
        leave(link, streams, commands);
    }

    static void leave(RedisLink link, Iterable<SubscribedStream> streams, GroupCommands commands) {
        for (SubscribedStream stream : streams) {
            while (commands.leave(stream).numberOn(link) == 1) {
                // A part at a time, so that the server is not held up.
            }
        }
    }
}
