package io.onemq.kafka.internal;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The topics that are known to exist. Thread-safe. */
final class Destinations {
    private final Set<String> known = ConcurrentHashMap.newKeySet();
    private final Topics topics;
    private final Supplier<AdminCalls> operations;

    Destinations(Topics topics, Supplier<AdminCalls> operations) {
        this.topics = topics;
        this.operations = operations;
    }

    /**
     * Tells whether a topic exists; asks the cluster the first time.
     *
     * @throws io.onemq.MqException if the cluster does not answer
     */
    boolean exists(String topic) {
        if (known.contains(topic)) {
            return true;
        }
        boolean found = topics.find(operations.get(), topic).isPresent();
        if (found) {
            known.add(topic);
        }
        return found;
    }

    void forget(String topic) {
        known.remove(topic);
    }
}
