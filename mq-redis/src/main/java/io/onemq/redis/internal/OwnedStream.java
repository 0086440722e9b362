package io.onemq.redis.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A stream while its group, which is ordered by key, is served by this consumer alone. Each time that a consumer becomes the
 * owner of a stream, the epoch grows, and every request names the epoch that it belongs to. Thread-safe.
 */
final class OwnedStream {
    private final SubscribedStream stream;
    private final byte[] epoch;

    // Owned by the reading thread.
    private final Map<String, String> notes;
    private byte[] cursor = Bytes.of("-");
    private byte[] lastId = new byte[0];
    private boolean fenced;

    // Owned by the settling thread.
    private long leavingUntilNanos;

    // Guarded by this.
    private final Set<OwnedMessage> unsettled = new LinkedHashSet<>();
    private boolean leaving;

    /**
     * Begins an ownership.
     *
     * @param notes ids of entries and their notes, alternating
     */
    OwnedStream(SubscribedStream stream, long epoch, List<?> notes) {
        this.stream = stream;
        this.epoch = Bytes.of(epoch);
        this.notes = new HashMap<>();
        for (int i = 0; i + 1 < notes.size(); i += 2) {
            this.notes.put(Bytes.ascii((byte[]) notes.get(i)), Bytes.ascii((byte[]) notes.get(i + 1)));
        }
    }

    SubscribedStream stream() {
        return stream;
    }

    byte[] epoch() {
        return epoch;
    }

    /** Where to go on among the entries that earlier owners left pending; empty if there are no more. */
    byte[] cursor() {
        return cursor;
    }

    /** The last entry that the group has read; known only if it is {@linkplain #isReadToTheEnd() read to the end}. */
    byte[] lastId() {
        return lastId;
    }

    /** Tells whether nothing was there when it was read last. */
    boolean isReadToTheEnd() {
        return cursor.length == 0 && lastId.length > 0;
    }

    /** Tells whether the server has said that somebody else owns the stream. */
    boolean isFenced() {
        return fenced;
    }

    void fenced() {
        fenced = true;
    }

    void readUpTo(byte[] newCursor, byte[] newLastId) {
        cursor = newCursor;
        lastId = newLastId;
        if (cursor.length == 0) {
            // Entries that nobody has read before have none.
            notes.clear();
        }
    }

    @Nullable String takeNote(byte[] entryId) {
        return notes.isEmpty() ? null : notes.remove(Bytes.ascii(entryId));
    }

    /** Adds deliveries; false if there are to be none any more. */
    synchronized boolean hold(List<OwnedMessage> batch) {
        if (leaving) {
            return false;
        }
        unsettled.addAll(batch);
        return true;
    }

    synchronized int unsettledCount() {
        return unsettled.size();
    }

    synchronized boolean isSettled() {
        return unsettled.isEmpty();
    }

    synchronized void forget(Collection<OwnedMessage> settled) {
        settled.forEach(unsettled::remove);
    }

    /** Ends the deliveries and returns a copy of what is unsettled, in the order of the stream. */
    synchronized List<OwnedMessage> leave() {
        leaving = true;
        return new ArrayList<>(unsettled);
    }

    synchronized boolean isLeaving() {
        return leaving;
    }

    long leavingUntilNanos() {
        return leavingUntilNanos;
    }

    void leaveUntil(long nanos) {
        leavingUntilNanos = nanos;
    }
}
