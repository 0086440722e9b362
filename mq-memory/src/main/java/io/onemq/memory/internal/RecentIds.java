package io.onemq.memory.internal;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The ids of the messages that were stored lately in one partition. Owned by the broker's thread. */
final class RecentIds {
    private final Map<String, Recent> byId = new LinkedHashMap<>();

    /**
     * A message that was stored.
     *
     * @param position null if it was to wait for its time
     */
    record Recent(@Nullable String position, long sinceMillis) {}

    /** Returns what was stored under the id within the window, or null; forgets what is older. */
    @Nullable Recent find(String id, long nowMillis, long windowMillis) {
        Iterator<Recent> oldest = byId.values().iterator();
        while (oldest.hasNext() && nowMillis - oldest.next().sinceMillis >= windowMillis) {
            oldest.remove();
        }
        Recent recent = byId.get(id);
        return recent == null || nowMillis - recent.sinceMillis >= windowMillis ? null : recent;
    }

    void add(String id, @Nullable String position, long nowMillis) {
        // Removed first, so that the order stays that of the times.
        byId.remove(id);
        byId.put(id, new Recent(position, nowMillis));
    }
}
