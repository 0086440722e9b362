package io.onemq.rabbitmq.internal;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** What the mirror of a queue has got, which is what the queue gets. Used by one thread. */
final class Mirrored {
    /** How much later than the stream the mirror may have something. If it is later still, the message comes twice. */
    static final long LATER_MILLIS = 100;

    private final Map<String, Integer> counts = new HashMap<>();
    private long end;

    private Mirrored() {}

    /** Reads it from an offset to its end. */
    static Mirrored read(NativeConnection connection, String mirror, long from) throws IOException {
        Mirrored mirrored = new Mirrored();
        try (StreamReader reader = StreamReader.at(connection, mirror, from)) {
            String fence = reader.fence();
            StreamEntry entry = reader.next();
            for (; !entry.isFence(fence); entry = reader.next()) {
                mirrored.counts.merge(entry.identity(), 1, Integer::sum);
            }
            mirrored.end = entry.offset();
        }
        return mirrored;
    }

    /** Returns the offset at which it ended. */
    long end() {
        return end;
    }

    /** Tells whether it has a message, once for each time that it has it. */
    boolean takeOne(StreamEntry entry) {
        Integer left = counts.computeIfPresent(entry.identity(), (unused, count) -> count - 1);
        return left != null && left >= 0;
    }
}
