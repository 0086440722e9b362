package io.onemq.redis.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The streams that a consumer of a group ordered by key owns, and the room that each has in the window: a share, so that a
 * key that is held up fills the share of its stream at most. Thread-safe.
 */
final class OwnedStreams {
    private final int window;
    private List<OwnedStream> owned = List.of();
    private long version;
    private boolean ended;

    OwnedStreams(int window) {
        this.window = window;
    }

    synchronized List<OwnedStream> all() {
        return owned;
    }

    synchronized void add(OwnedStream stream) {
        List<OwnedStream> more = new ArrayList<>(owned);
        more.add(stream);
        owned = List.copyOf(more);
        changed();
    }

    synchronized void remove(OwnedStream stream) {
        owned = owned.stream().filter(each -> each != stream).toList();
        changed();
    }

    /** Something was settled or taken back. */
    synchronized void changed() {
        version++;
        notifyAll();
    }

    /** Grows with every change. */
    synchronized long version() {
        return version;
    }

    /** How many more deliveries all streams together may bring. */
    int room() {
        return window - all().stream().mapToInt(OwnedStream::unsettledCount).sum();
    }

    /** How many more deliveries one stream may bring, if there is room for them. */
    int share(OwnedStream stream) {
        Collection<OwnedStream> among = all();
        return stream.isLeaving() ? 0 : Math.max(1, window / Math.max(1, among.size())) - stream.unsettledCount();
    }

    /** Waits for a change after the given version, for that time or until the end. */
    synchronized void awaitChange(long seen, long millis) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        long left = deadline - System.nanoTime();
        while (!ended && version == seen && left > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
            left = deadline - System.nanoTime();
        }
    }

    /** Ends every wait. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }
}
