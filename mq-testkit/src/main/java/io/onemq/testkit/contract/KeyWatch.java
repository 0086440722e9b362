package io.onemq.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.Delivery;
import io.onemq.MessageHandler;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Watches the order in which handlers get the messages of each key, and that they get one at a time. The payload of a
 * message is its number among those of its key, from 0. Thread-safe, for several consumers together.
 */
final class KeyWatch {
    private final Map<String, Integer> published = new HashMap<>();
    private final Map<String, Integer> highest = new HashMap<>();
    private final Map<String, Delivery<String>> busy = new HashMap<>();
    private final Map<String, Integer> handled = new HashMap<>();
    private final List<String> wrong = new ArrayList<>();
    private int most;

    /** Wraps the handler of a member that takes over from one that nobody watched: each key may start anywhere. */
    MessageHandler<String> again(String name, MessageHandler<String> handler) {
        MessageHandler<String> watched = member(name, handler);
        return delivery -> {
            synchronized (this) {
                highest.putIfAbsent(delivery.key().orElseThrow(), Integer.parseInt(delivery.payload()) - 1);
            }
            watched.handle(delivery);
        };
    }

    /** Takes the next number of a key. */
    synchronized int next(String key) {
        return published.merge(key, 1, Integer::sum) - 1;
    }

    /** Wraps the handler of a member. */
    MessageHandler<String> member(String name, MessageHandler<String> handler) {
        return delivery -> {
            begin(name, delivery);
            try {
                handler.handle(delivery);
            } finally {
                end(delivery);
            }
        };
    }

    private synchronized void begin(String name, Delivery<String> delivery) {
        String key = delivery.key().orElseThrow();
        int number = Integer.parseInt(delivery.payload());
        handled.merge(name, 1, Integer::sum);
        int expected = highest.getOrDefault(key, -1) + 1;
        if (number > expected) {
            wrong.add(key + ": " + number + " came to " + name + " before " + expected);
        }
        Delivery<String> other = busy.put(key, delivery);
        if (other != null) {
            wrong.add(key + ": " + number + " came to " + name + " while " + other.payload() + " was handled");
        }
        highest.merge(key, number, Math::max);
        most = Math.max(most, busy.size());
    }

    /** The handler is done with it; what it settles before it returns may come again at once. */
    synchronized void end(Delivery<String> delivery) {
        busy.remove(delivery.key().orElseThrow(), delivery);
    }

    /** How many keys were handled at the same time, at most. */
    synchronized int mostAtOnce() {
        return most;
    }

    /** How many deliveries a member got. */
    synchronized int handledBy(String name) {
        return handled.getOrDefault(name, 0);
    }

    /** How many deliveries there were. */
    synchronized int handled() {
        return handled.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Tells whether the last message of each key was handled. */
    synchronized boolean isComplete() {
        return published.entrySet().stream()
                .allMatch(entry -> highest.getOrDefault(entry.getKey(), -1) == entry.getValue() - 1);
    }

    /** Waits for the last message of each key and asserts that none came too early or beside another one. */
    void awaitAllInOrder() {
        Waiting.until("the last message of each key was handled", this::isComplete);
        assertInOrder();
    }

    synchronized void assertInOrder() {
        Collection<String> seen = List.copyOf(wrong);
        assertThat(seen).as("what came out of order").isEmpty();
    }
}
