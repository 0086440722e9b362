package io.onemq.redis.internal;

import io.onemq.spi.SubscriptionSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The reading side of a subscription, with a connection and a thread of its own: waits for new entries and looks, at
 * intervals, for entries that other consumers handed back or let expire.
 */
final class GroupReader implements Runnable {
    private static final int MAX_BATCH = 500;
    private static final long BYTES_PER_READ = 8L * 1024 * 1024;
    private static final long POLL_MILLIS = 25;

    // A scan that takes long because much is pending is repeated less often.
    private static final int SCAN_SHARE = 50;

    private final RedisLink link;
    private final SubscriptionSpec spec;
    private final List<SubscribedStream> streams;
    private final Window window;
    private final Deliveries deliveries;
    private final RedisSubscription owner;
    private final GroupCommands commands;
    private final long claimIntervalNanos;

    private volatile boolean stopping;
    private long nextClaimNanos = System.nanoTime();
    private long averageSize = 1024;
    private int rotation;

    GroupReader(
            RedisLink link,
            RedisSubscription owner,
            GroupCommands commands,
            Deliveries deliveries,
            long claimIntervalMillis) {
        this.link = link;
        this.owner = owner;
        this.commands = commands;
        this.spec = owner.spec();
        this.streams = owner.streams();
        this.window = owner.window();
        this.deliveries = deliveries;
        this.claimIntervalNanos = TimeUnit.MILLISECONDS.toNanos(claimIntervalMillis);
    }

    /** Makes the thread end after what it does now. */
    void stop() {
        stopping = true;
        window.end();
    }

    @Override
    public void run() {
        try {
            while (!stopping && window.awaitRoom() > 0) {
                if (System.nanoTime() - nextClaimNanos >= 0) {
                    claim();
                }
                int free = window.free();
                if (free >= streams.size()) {
                    readAll(free);
                } else if (free > 0) {
                    poll(free);
                }
            }
        } catch (RuntimeException e) {
            owner.failed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            owner.failed(new IllegalStateException("The reading thread was interrupted", e));
        }
    }

    /** Waits for new entries of all streams, each of which may give its share of the window. */
    private void readAll(int free) {
        int[] generations = generations();
        int share = limit(free / streams.size());
        commands.writeRead(link, streams, share, TimeUnit.NANOSECONDS.toMillis(claimIntervalNanos));
        if (link.read() instanceof List<?> reply) {
            List<RedisMessage> batch = new ArrayList<>();
            // The streams come in the order of the request, without those that had nothing.
            int index = 0;
            for (Object part : reply) {
                List<?> pair = (List<?>) part;
                while (!Arrays.equals(streams.get(index).key(), (byte[]) pair.get(0))) {
                    index++;
                }
                wrap((List<?>) pair.get(1), streams.get(index), generations[index], null, batch);
            }
            handOver(batch);
        }
    }

    /** Asks one stream after the other, because all of them together could give more than the window takes. */
    private void poll(int free) throws InterruptedException {
        int left = limit(free);
        boolean found = false;
        for (int i = 0; i < streams.size() && left > 0; i++) {
            rotation = (rotation + 1) % streams.size();
            SubscribedStream stream = streams.get(rotation);
            int generation = stream.generation();
            commands.writeRead(link, List.of(stream), left, 0);
            if (link.read() instanceof List<?> reply) {
                List<RedisMessage> batch = new ArrayList<>();
                wrap((List<?>) ((List<?>) reply.get(0)).get(1), stream, generation, null, batch);
                left -= batch.size();
                found = true;
                handOver(batch);
            }
        }
        if (!found) {
            window.pause(POLL_MILLIS);
        }
    }

    private int[] generations() {
        int[] generations = new int[streams.size()];
        for (int i = 0; i < generations.length; i++) {
            generations[i] = streams.get(i).generation();
        }
        return generations;
    }

    private int limit(int free) {
        long bySize = Math.max(1, BYTES_PER_READ / Math.max(1, averageSize));
        return (int) Math.min(Math.min(free, MAX_BATCH), bySize);
    }

    private void claim() {
        long start = System.nanoTime();
        boolean more = false;
        for (SubscribedStream stream : streams) {
            int free = window.free();
            if (free > 0) {
                int limit = limit(free);
                more |= claim(stream, limit) == limit;
            }
        }
        long now = System.nanoTime();
        nextClaimNanos = now + (more ? 0 : Math.max(claimIntervalNanos, SCAN_SHARE * (now - start)));
    }

    private int claim(SubscribedStream stream, int limit) {
        int generation = stream.generation();
        ScriptCall call = commands.claim(stream, limit);
        call.on(link);
        List<?> reply = call.list();
        List<RedisMessage> batch = new ArrayList<>();
        wrap((List<?>) reply.get(0), stream, generation, (List<?>) reply.get(1), batch);
        stream.setClaimCursor((byte[]) reply.get(3));
        List<?> missing = (List<?>) reply.get(2);
        if (!missing.isEmpty()) {
            deliveries.notice(
                    missing.size() + " messages of topic " + spec.topic().name() + ", group "
                            + spec.group().name() + ", were deleted from the stream before the group had settled them,"
                            + " the first at " + stream.partition() + "/" + Bytes.ascii((byte[]) missing.get(0)));
        }
        handOver(batch);
        return batch.size();
    }

    private static void wrap(
            List<?> entries,
            SubscribedStream stream,
            int generation,
            @Nullable List<?> counts,
            List<RedisMessage> into) {
        for (int i = 0; i < entries.size(); i++) {
            List<?> entry = (List<?>) entries.get(i);
            int count = counts == null ? 1 : (int) (long) (Long) counts.get(i);
            into.add(new RedisMessage(stream, (byte[]) entry.get(0), (List<?>) entry.get(1), count, generation));
        }
    }

    private void handOver(List<RedisMessage> batch) {
        if (batch.isEmpty()) {
            return;
        }
        averageSize += (batch.get(0).size() - averageSize) / 4;
        window.take(batch.size());
        if (!deliveries.deliver(batch)) {
            commands.release(batch).forEach(call -> call.on(link));
            window.giveBack(batch.size());
        }
    }
}
