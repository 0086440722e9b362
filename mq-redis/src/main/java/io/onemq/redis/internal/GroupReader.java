package io.onemq.redis.internal;

import io.onemq.spi.SubscriptionSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The reading side of a subscription, with connections and a thread of its own: waits for new entries and looks, at
 * intervals, for entries that other consumers handed back or let expire.
 */
final class GroupReader implements Reader {
    private static final int MAX_BATCH = 500;
    private static final long BYTES_PER_READ = 8L * 1024 * 1024;
    private static final long POLL_MILLIS = 25;

    // Bounds the time after which a dead network is noticed.
    private static final long MAX_WAIT_MILLIS = 2_000;

    // A scan that takes long because much is pending is repeated less often.
    private static final int SCAN_SHARE = 50;

    private final Links links;
    private final SubscriptionSpec spec;
    private final List<SubscribedStream> streams;
    private final Window window;
    private final Deliveries deliveries;
    private final RedisSubscription owner;
    private final GroupCommands commands;
    private final long claimIntervalMillis;
    private final ReadPipeline reads;
    private final Pace pace = new Pace();
    private final List<RedisMessage> undelivered = new ArrayList<>();

    private volatile boolean stopping;
    private long nextClaimNanos = System.nanoTime();
    private long averageSize = 1024;
    private int rotation;

    GroupReader(
            Links links,
            RedisSubscription owner,
            GroupCommands commands,
            Deliveries deliveries,
            long claimIntervalMillis) {
        this.links = links;
        this.owner = owner;
        this.commands = commands;
        this.spec = owner.spec();
        this.streams = owner.streams();
        this.window = owner.window();
        this.deliveries = deliveries;
        this.claimIntervalMillis = claimIntervalMillis;
        this.reads = new ReadPipeline(links, commands, streams);
    }

    @Override
    public int patienceMillis(int replyTimeoutMillis) {
        return (int) waitMillis() + replyTimeoutMillis;
    }

    @Override
    public void stop() {
        stopping = true;
        window.end();
    }

    @Override
    public void run() {
        try {
            while (!stopping) {
                readOn();
            }
            while (!reads.isEmpty()) {
                handOver(reads.receive());
            }
            giveBack();
        } catch (RuntimeException e) {
            owner.failed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            owner.failed(new IllegalStateException("The reading thread was interrupted", e));
        }
    }

    /** Releases what came when nothing was to be delivered. */
    private void giveBack() {
        if (!undelivered.isEmpty()) {
            commands.release(undelivered).forEach(call -> call.on(links));
            window.giveBack(undelivered.size());
            undelivered.clear();
        }
    }

    private void readOn() throws InterruptedException {
        boolean claimDue = System.nanoTime() - nextClaimNanos >= 0;
        if (reads.isEmpty()) {
            giveBack();
            if (window.awaitRoom() == 0) {
                return;
            }
            if (claimDue) {
                claim();
            }
        }
        // A claim that is due waits until all answers are here.
        if (reads.isEmpty() || !claimDue) {
            ask();
        }
        if (reads.isEmpty()) {
            poll();
        } else {
            List<RedisMessage> messages = reads.receive();
            handOver(messages);
            if (!reads.canWait()) {
                rest(messages.isEmpty());
            }
        }
    }

    /** Waits before streams are asked again that do not wait by themselves. */
    private void rest(boolean foundNothing) throws InterruptedException {
        if (foundNothing) {
            window.pause(pace.nextMillis());
        } else {
            pace.reset();
        }
    }

    /**
     * Asks for as much as the window takes. Under load a second request is on its way while the answer to the first one
     * is handed over; otherwise the server would wait for the client.
     */
    private void ask() {
        boolean more = true;
        while (more && reads.size() < (reads.lastWasFull() ? 2 : 1)) {
            int free = window.free() - reads.reserved();
            boolean first = reads.isEmpty();
            int wanted = first && reads.lastWasFull() ? (free + 1) / 2 : free;
            int share = limit(wanted) / streams.size();
            more = share > 0 && (first || free >= spec.window() / 8);
            if (more) {
                reads.send(share, first ? waitMillis() : 0);
            }
        }
    }

    /** Asks one stream after the other, where all of them together could give more than the window takes. */
    private void poll() throws InterruptedException {
        boolean found = false;
        for (int i = 0; i < streams.size() && window.free() > 0; i++) {
            rotation = (rotation + 1) % streams.size();
            ReadPipeline one = new ReadPipeline(links, commands, List.of(streams.get(rotation)));
            one.send(limit(window.free()), 0);
            List<RedisMessage> messages = one.receive();
            found |= !messages.isEmpty();
            handOver(messages);
        }
        if (!found) {
            window.pause(POLL_MILLIS);
        }
    }

    private long waitMillis() {
        return Math.min(claimIntervalMillis, MAX_WAIT_MILLIS);
    }

    private int limit(int wanted) {
        long bySize = Math.max(1, BYTES_PER_READ / Math.max(1, averageSize));
        return (int) Math.min(Math.min(wanted, (long) MAX_BATCH * streams.size()), bySize);
    }

    private void claim() {
        long start = System.nanoTime();
        boolean more = false;
        for (SubscribedStream stream : streams) {
            int limit = Math.min(MAX_BATCH, limit(window.free()));
            if (limit > 0) {
                more |= claim(stream, limit) == limit;
            }
        }
        long now = System.nanoTime();
        long pause = Math.max(TimeUnit.MILLISECONDS.toNanos(claimIntervalMillis), SCAN_SHARE * (now - start));
        nextClaimNanos = now + (more ? 0 : pause);
    }

    private int claim(SubscribedStream stream, int limit) {
        int generation = stream.generation();
        ScriptCall call = commands.claim(stream, limit);
        call.on(links);
        List<?> reply = call.list();
        List<?> entries = (List<?>) reply.get(0);
        List<?> counts = (List<?>) reply.get(1);
        List<?> missing = (List<?>) reply.get(2);
        stream.setClaimCursor((byte[]) reply.get(3));
        List<RedisMessage> messages = new ArrayList<>(entries.size());
        for (int i = 0; i < entries.size(); i++) {
            List<?> entry = (List<?>) entries.get(i);
            int count = ((Long) counts.get(i)).intValue();
            messages.add(new RedisMessage(stream, (byte[]) entry.get(0), (List<?>) entry.get(1), count, generation));
        }
        if (!missing.isEmpty()) {
            deliveries.notice(deleted(spec, stream, missing));
        }
        handOver(messages);
        return messages.size();
    }

    /** Tells that entries were deleted before they were settled. */
    static String deleted(SubscriptionSpec spec, SubscribedStream stream, List<?> ids) {
        return ids.size() + " messages of topic " + spec.topic().name() + ", group "
                + spec.group().name()
                + ", were deleted from the stream before the group had settled them, the first at "
                + stream.partition() + "/" + Bytes.ascii((byte[]) ids.get(0));
    }

    private void handOver(List<RedisMessage> messages) {
        if (messages.isEmpty()) {
            return;
        }
        averageSize += (messages.get(0).size() - averageSize) / 4;
        window.take(messages.size());
        if (!deliveries.deliver(messages)) {
            undelivered.addAll(messages);
        }
    }
}
