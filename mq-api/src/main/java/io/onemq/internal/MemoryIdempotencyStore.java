package io.onemq.internal;

import io.onemq.ConfigurationException;
import io.onemq.IdempotencyStore;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Keeps claims and handled keys in memory, bounded. Thread-safe. */
public final class MemoryIdempotencyStore implements IdempotencyStore {
    private final int most;
    private final LongSupplier nanos;

    // Guarded by this. Claims by their key, and handled keys in the order in which they were handled.
    private final Map<String, Entry> claims = new LinkedHashMap<>();
    private final Map<String, Entry> handled = new LinkedHashMap<>();

    private record Entry(String owner, long endNanos) {}

    public MemoryIdempotencyStore(int most, LongSupplier nanos) {
        if (most < 1) {
            throw new ConfigurationException("A store remembers 1 key at least, not " + most);
        }
        this.most = most;
        this.nanos = nanos;
    }

    @Override
    public synchronized Claim begin(String key, String owner, Duration expiry) {
        if (live(handled, key) != null) {
            return Claim.HANDLED;
        }
        Entry claim = live(claims, key);
        if (claim != null && !claim.owner().equals(owner)) {
            return Claim.BUSY;
        }
        claims.put(key, entry(owner, expiry));
        return Claim.GRANTED;
    }

    @Override
    public synchronized boolean complete(String key, String owner, Duration window) {
        Entry claim = live(claims, key);
        if (claim != null && !claim.owner().equals(owner)) {
            return false;
        }
        claims.remove(key);
        handled.remove(key);
        handled.put(key, entry(owner, window));
        forgetOldest();
        return true;
    }

    @Override
    public synchronized void abandon(String key, String owner) {
        Entry claim = claims.get(key);
        if (claim != null && claim.owner().equals(owner)) {
            claims.remove(key);
        }
    }

    private Entry entry(String owner, Duration time) {
        return new Entry(owner, nanos.getAsLong() + time.toNanos());
    }

    private @Nullable Entry live(Map<String, Entry> entries, String key) {
        Entry entry = entries.get(key);
        if (entry != null && isOver(entry)) {
            entries.remove(key);
            return null;
        }
        return entry;
    }

    private boolean isOver(Entry entry) {
        return nanos.getAsLong() - entry.endNanos() >= 0;
    }

    private void forgetOldest() {
        Iterator<Entry> oldest = handled.values().iterator();
        while (oldest.hasNext() && (isOver(oldest.next()) || handled.size() > most)) {
            oldest.remove();
        }
        // Those of owners that never came back; few, as many as handlers have died.
        claims.values().removeIf(this::isOver);
    }
}
