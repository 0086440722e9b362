package io.onemq.redis.internal;

import io.onemq.ConnectionException;
import io.onemq.Outcome;
import io.onemq.spi.SubscriptionSpec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Reads the streams of a topic without a group, from where they ended when it was registered. While the registration is
 * kept, trimming removes nothing that was not read here. One connection, used by one thread.
 */
final class BroadcastReader {
    private static final int MAX_BATCH = 500;
    private static final long BYTES_PER_READ = 8L * 1024 * 1024;
    private static final int MAX_WAIT_MILLIS = 500;

    private final RedisLink link;
    private final SubscriptionSpec spec;
    private final List<SubscribedStream> streams;
    private final BroadcastCommands commands;
    private final Window window;
    private final Deliveries deliveries;
    private final DueEntries dueEntries;
    private final byte[][] positions;
    private final ArrayDeque<RedisMessage> waiting = new ArrayDeque<>();
    private final long keepNanos;
    private long nextKeepNanos;
    private long averageSize = 1024;

    /** Registers with every stream. */
    BroadcastReader(
            RedisLink link,
            SubscriptionSpec spec,
            List<SubscribedStream> streams,
            Window window,
            Deliveries deliveries) {
        this.link = link;
        this.spec = spec;
        this.streams = streams;
        this.commands = new BroadcastCommands(spec);
        this.window = window;
        this.deliveries = deliveries;
        this.dueEntries = new DueEntries(link, streams);
        this.keepNanos = TimeUnit.MILLISECONDS.toNanos(Math.min(1_000, commands.leaseMillis() / 3));
        this.nextKeepNanos = System.nanoTime() + keepNanos;
        this.positions = register();
    }

    /** How long an answer may take: the server waits for entries before it gives one. */
    static int patienceMillis(int replyTimeoutMillis) {
        return MAX_WAIT_MILLIS + replyTimeoutMillis;
    }

    private byte[][] register() {
        List<ScriptCall> calls = streams.stream()
                .map(stream -> commands.watch(stream, Bytes.EMPTY))
                .toList();
        ScriptCall.run(link, calls);
        return calls.stream().map(call -> (byte[]) call.reply()).toArray(byte[][]::new);
    }

    /** Hands over what is there, or waits for it for a short while. */
    void step() throws InterruptedException {
        dueEntries.move();
        if (System.nanoTime() - nextKeepNanos >= 0) {
            keep();
        }
        if (waiting.isEmpty()) {
            read();
        }
        handOver();
        if (!waiting.isEmpty()) {
            window.awaitRoom(waitMillis());
        }
    }

    private long waitMillis() {
        long next = Math.min(dueEntries.nextNanos(), nextKeepNanos) - System.nanoTime();
        return Math.max(1, Math.min(MAX_WAIT_MILLIS, TimeUnit.NANOSECONDS.toMillis(next)));
    }

    private void read() {
        long bySize = Math.max(1, BYTES_PER_READ / Math.max(1, averageSize));
        int count = (int) Math.max(1, Math.min(Math.min(MAX_BATCH, spec.window()), bySize) / streams.size());
        commands.writeRead(link, streams, positions, count, waitMillis());
        if (link.read() instanceof List<?> reply) {
            reply.forEach(part -> add((List<?>) part));
        }
    }

    private void add(List<?> part) {
        int index = 0;
        while (!Arrays.equals(streams.get(index).key(), (byte[]) part.get(0))) {
            index++;
        }
        SubscribedStream stream = streams.get(index);
        for (Object entry : (List<?>) part.get(1)) {
            List<?> pair = (List<?>) entry;
            RedisMessage message = new RedisMessage(stream, (byte[]) pair.get(0), (List<?>) pair.get(1), 1, 0);
            averageSize += (message.size() - averageSize) / 4;
            positions[index] = message.entryId();
            waiting.add(message);
        }
        stream.setTrimDue(true);
    }

    private void handOver() {
        int room = Math.min(window.free(), waiting.size());
        if (room <= 0) {
            return;
        }
        List<RedisMessage> batch = new ArrayList<>(room);
        for (int i = 0; i < room; i++) {
            batch.add(waiting.remove());
        }
        window.take(room);
        // False once it is stopped; then nobody wants them.
        boolean unused = deliveries.deliver(batch);
    }

    /** Moves the registration on, and removes what only this consumer had not read. */
    private void keep() {
        nextKeepNanos = System.nanoTime() + keepNanos;
        List<ScriptCall> calls = new ArrayList<>();
        for (int i = 0; i < positions.length; i++) {
            calls.add(commands.watch(streams.get(i), positions[i]));
        }
        ScriptCall.run(link, calls);
        for (ScriptCall call : calls) {
            if (!(call.reply() instanceof byte[])) {
                throw new ConnectionException(
                        Outcome.UNKNOWN,
                        "The registration of the broadcast consumer of topic "
                                + spec.topic().name() + " is gone: nothing was heard of it for "
                                + commands.leaseMillis()
                                + " ms, or its retention dropped what it had not read, or the topic was deleted, or the server lost its data",
                        null);
            }
        }
        trim();
    }

    private void trim() {
        List<SubscribedStream> due =
                streams.stream().filter(SubscribedStream::isTrimDue).toList();
        List<ScriptCall> calls = due.stream().map(SubscribedStream::trim).toList();
        ScriptCall.run(link, calls);
        for (int i = 0; i < calls.size(); i++) {
            // It is no group, so it has no note of what it lost: it finds its registration gone.
            byte[] unused = due.get(i).trimmed(calls.get(i));
        }
    }

    /** Ends the registration and removes what it held back. */
    void leave() {
        streams.forEach(stream -> commands.leave(link, stream));
        trim();
    }
}
