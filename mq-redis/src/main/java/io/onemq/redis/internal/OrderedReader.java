package io.onemq.redis.internal;

import io.onemq.spi.SubscriptionSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * The reading side of a subscription to a group that is ordered by key, with connections and a thread of its own. It reads
 * each stream by a script that checks who owns it; a plain read by the group would take entries for a member that has lost
 * the stream. Waiting for entries is done apart from that, and changes nothing.
 */
final class OrderedReader implements Reader {
    private static final int MAX_BATCH = 500;
    private static final long BYTES_PER_READ = 8L * 1024 * 1024;

    /** How often the other streams are looked at while one has no room. */
    private static final long POLL_MILLIS = 25;

    private static final int ENTRIES = 0;
    private static final int COUNTS = 1;
    private static final int MISSING = 2;
    private static final int CURSOR = 3;
    private static final int LAST_ID = 4;

    private final Links links;
    private final RedisSubscription owner;
    private final SubscriptionSpec spec;
    private final OwnedStreams owned;
    private final OrderCommands commands;
    private final Deliveries deliveries;
    private final long waitMillis;

    private final List<SubscribedStream> streams;
    private final Pace pace = new Pace();

    private volatile boolean stopping;
    private long averageSize = 1024;
    private int rotation;

    OrderedReader(
            Links links,
            RedisSubscription owner,
            OwnedStreams owned,
            OrderCommands commands,
            Deliveries deliveries,
            long waitMillis) {
        this.links = links;
        this.owner = owner;
        this.spec = owner.spec();
        this.streams = owner.streams();
        this.owned = owned;
        this.commands = commands;
        this.deliveries = deliveries;
        this.waitMillis = waitMillis;
    }

    private record Read(OwnedStream stream, ScriptCall call) {}

    @Override
    public int patienceMillis(int replyTimeoutMillis) {
        return (int) waitMillis + replyTimeoutMillis;
    }

    @Override
    public void stop() {
        stopping = true;
        owned.end();
    }

    @Override
    public void run() {
        try {
            while (!stopping) {
                readOn();
            }
        } catch (RuntimeException e) {
            owner.failed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            owner.failed(new IllegalStateException("The reading thread was interrupted", e));
        }
    }

    private void readOn() throws InterruptedException {
        long seen = owned.version();
        List<OwnedStream> all = owned.all();
        List<Read> reads = reads(all);
        if (reads.isEmpty()) {
            owned.awaitChange(seen, waitMillis);
        } else if (perform(reads)) {
            pace.reset();
        } else {
            rest(all, seen);
        }
    }

    /**
     * Waits when every stream that has room was asked and had nothing. Not all are asked at once: the window may be small, or
     * full of what streams hold that go to another member. Only one that had nothing tells where to wait for more.
     */
    private void rest(List<OwnedStream> all, long seen) throws InterruptedException {
        // Looked at once: a settlement may make room in another one at any time.
        List<OwnedStream> askable = all.stream().filter(this::isAskable).toList();
        if (!askable.stream().allMatch(OwnedStream::isReadToTheEnd)) {
            return;
        }
        if (askable.size() < all.size()) {
            owned.awaitChange(seen, POLL_MILLIS);
        } else if (!links.takesInOneRequest(streams)) {
            owned.awaitChange(seen, pace.nextMillis());
        } else if (!stopping) {
            OrderCommands.await(links, all, waitMillis);
        }
    }

    private boolean isAskable(OwnedStream stream) {
        return !stream.isFenced() && owned.share(stream) > 0;
    }

    /** Begins with another stream each time: in a small window each has its turn. */
    private List<Read> reads(List<OwnedStream> all) {
        List<Read> reads = new ArrayList<>();
        int room = Math.min(owned.room(), (int) Math.min(Integer.MAX_VALUE, bySize()));
        for (int i = 0; i < all.size() && room > 0; i++) {
            rotation++;
            OwnedStream stream = all.get(Math.floorMod(rotation, all.size()));
            int limit = Math.min(Math.min(owned.share(stream), room), MAX_BATCH);
            if (limit > 0 && !stream.isFenced()) {
                room -= limit;
                reads.add(new Read(stream, commands.next(stream, limit)));
            }
        }
        return reads;
    }

    private long bySize() {
        return Math.max(1, BYTES_PER_READ / Math.max(1, averageSize));
    }

    /** Returns whether anything was found. */
    private boolean perform(List<Read> reads) {
        ScriptCall.run(links, reads.stream().map(Read::call).toList());
        boolean found = false;
        for (Read read : reads) {
            if (read.call().list().isEmpty()) {
                // The settling thread finds out when it wants to renew the lease.
                read.stream().fenced();
            } else {
                found |= take(read.stream(), read.call().list());
            }
        }
        return found;
    }

    private boolean take(OwnedStream stream, List<?> reply) {
        List<?> entries = (List<?>) reply.get(ENTRIES);
        List<?> counts = (List<?>) reply.get(COUNTS);
        List<?> missing = (List<?>) reply.get(MISSING);
        List<OwnedMessage> messages = new ArrayList<>(entries.size());
        for (int i = 0; i < entries.size(); i++) {
            List<?> entry = (List<?>) entries.get(i);
            byte[] id = (byte[]) entry.get(0);
            int count = ((Long) counts.get(i)).intValue();
            messages.add(new OwnedMessage(stream, id, (List<?>) entry.get(1), count, stream.takeNote(id)));
        }
        if (!missing.isEmpty()) {
            deliveries.notice(GroupReader.deleted(spec, stream.stream(), missing));
        }
        boolean more = ((byte[]) reply.get(CURSOR)).length > 0;
        stream.readUpTo((byte[]) reply.get(CURSOR), (byte[]) reply.get(LAST_ID));
        if (!messages.isEmpty()) {
            averageSize += (messages.get(0).size() - averageSize) / 4;
            deliveries.deliver(stream, messages);
        }
        return more || !messages.isEmpty();
    }
}
