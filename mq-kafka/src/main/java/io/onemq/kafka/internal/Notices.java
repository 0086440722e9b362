package io.onemq.kafka.internal;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The way of notices that concern a whole connection: to one of those who listen on it, or to the next one if nobody does.
 * Thread-safe.
 */
final class Notices {
    private final CopyOnWriteArrayList<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
    private final Queue<String> untold = new ConcurrentLinkedQueue<>();

    void add(Consumer<String> listener) {
        listeners.add(listener);
        flush();
    }

    void remove(Consumer<String> listener) {
        listeners.remove(listener);
    }

    void tell(String notice) {
        untold.add(notice);
        flush();
    }

    private void flush() {
        for (Consumer<String> listener : listeners) {
            String notice = untold.poll();
            while (notice != null) {
                listener.accept(notice);
                notice = untold.poll();
            }
        }
    }
}
