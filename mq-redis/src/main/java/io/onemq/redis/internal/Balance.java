package io.onemq.redis.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Which streams of a group ordered by key a consumer owns. Each member has a seat and a number of streams that follows from
 * the seats alone. It takes streams that nobody owns until it has that number, and hands over what it has more: when nothing
 * of a stream is in the application's hands, the stream is free. Used by the settling thread, except {@link #stop}.
 */
final class Balance {
    /** The next owner must not start a message of a key while another one of it is handled here. */
    private static final long HAND_OVER_NANOS = TimeUnit.SECONDS.toNanos(30);

    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Links links;
    private final List<SubscribedStream> streams;
    private final OwnedStreams owned;
    private final GroupCommands groupCommands;
    private final OrderCommands commands;
    private final Deliveries deliveries;
    private final long intervalNanos;
    private final Runnable onTaken;

    private long nextNanos = System.nanoTime();
    private boolean seatLeft;
    private volatile boolean stopping;

    /**
     * Creates it.
     *
     * @param onTaken called when there are streams to read that were not there before
     */
    Balance(
            Links links,
            List<SubscribedStream> streams,
            OwnedStreams owned,
            GroupCommands groupCommands,
            OrderCommands commands,
            Deliveries deliveries,
            long intervalMillis,
            Runnable onTaken) {
        this.links = links;
        this.streams = streams;
        this.owned = owned;
        this.groupCommands = groupCommands;
        this.commands = commands;
        this.deliveries = deliveries;
        this.intervalNanos = TimeUnit.MILLISECONDS.toNanos(intervalMillis);
        this.onTaken = onTaken;
    }

    /** Takes no more, and hands over all. Any thread. */
    void stop() {
        stopping = true;
    }

    long nextNanos() {
        boolean leaving = owned.all().stream().anyMatch(OwnedStream::isLeaving);
        return leaving ? Math.min(nextNanos, System.nanoTime() + SLICE_NANOS) : nextNanos;
    }

    /** Does what is to be done by now. */
    void run() {
        long now = System.nanoTime();
        if (stopping && !seatLeft) {
            seatLeft = true;
            commands.stand(links);
            owned.all().forEach(stream -> leave(stream, Long.MAX_VALUE));
        }
        if (now - nextNanos >= 0) {
            nextNanos = now + intervalNanos;
            keep();
            if (!stopping) {
                balance();
            }
        }
        handOver();
    }

    /** Renews the leases. */
    private void keep() {
        List<OwnedStream> mine = owned.all();
        List<ScriptCall> calls = mine.stream().map(commands::keep).toList();
        ScriptCall.run(links, calls);
        for (int i = 0; i < calls.size(); i++) {
            if (calls.get(i).number() == 0) {
                lost(mine.get(i));
            }
        }
    }

    /** Somebody else owns the stream. */
    void lost(OwnedStream stream) {
        deliveries.end(stream);
        owned.remove(stream);
    }

    private void balance() {
        ScriptCall sit = commands.sit();
        sit.on(links);
        int before = ((Long) sit.list().get(0)).intValue();
        int members = ((Long) sit.list().get(1)).intValue();
        int quota = streams.size() / members + (before < streams.size() % members ? 1 : 0);
        List<OwnedStream> staying = new ArrayList<>(owned.all());
        staying.removeIf(OwnedStream::isLeaving);
        if (staying.size() < quota) {
            take(quota - staying.size(), before * streams.size() / members);
        } else if (staying.size() > quota) {
            staying.sort(Comparator.comparingInt(OwnedStream::unsettledCount));
            long until = System.nanoTime() + HAND_OVER_NANOS;
            staying.subList(0, staying.size() - quota).forEach(stream -> leave(stream, until));
        }
    }

    private static void leave(OwnedStream stream, long untilNanos) {
        if (!stream.isLeaving()) {
            stream.leave();
        }
        stream.leaveUntil(untilNanos);
    }

    /** Members begin at different streams, so that they do not all ask for the same ones. */
    private void take(int wanted, int first) {
        List<SubscribedStream> mine =
                owned.all().stream().map(OwnedStream::stream).toList();
        List<SubscribedStream> others = new ArrayList<>();
        for (int i = 0; i < streams.size(); i++) {
            SubscribedStream stream = streams.get((first + i) % streams.size());
            if (!mine.contains(stream)) {
                others.add(stream);
            }
        }
        List<ScriptCall> looks = others.stream().map(commands::free).toList();
        ScriptCall.run(links, looks);
        int taken = 0;
        for (int i = 0; i < others.size() && taken < wanted; i++) {
            if (looks.get(i).number() == 1 && take(others.get(i))) {
                taken++;
            }
        }
        if (taken > 0) {
            onTaken.run();
        }
    }

    private boolean take(SubscribedStream stream) {
        ScriptCall own = commands.own(stream);
        own.on(links);
        if (own.list().isEmpty()) {
            return false;
        }
        stream.setTrimDue(true);
        owned.add(new OwnedStream(
                stream, (Long) own.list().get(0), (List<?>) own.list().get(1)));
        return true;
    }

    private void handOver() {
        for (OwnedStream stream : owned.all()) {
            if (stream.isLeaving()) {
                handOver(stream);
            }
        }
    }

    private void handOver(OwnedStream stream) {
        boolean held = deliveries.takeBack(stream);
        owned.changed();
        boolean inTime =
                stream.leavingUntilNanos() == Long.MAX_VALUE || System.nanoTime() - stream.leavingUntilNanos() < 0;
        if (held && inTime) {
            return;
        }
        deliveries.end(stream);
        Settler.leave(links, List.of(stream.stream()), groupCommands);
        owned.remove(stream);
    }
}
