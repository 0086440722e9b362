package io.onemq.kafka.internal;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The topics that a publisher knows to exist. Thread-safe. */
final class Destinations {
    private final Map<String, Integer> partitions = new ConcurrentHashMap<>();
    private final Topics topics;
    private final Supplier<AdminCalls> operations;

    Destinations(Topics topics, Supplier<AdminCalls> operations) {
        this.topics = topics;
        this.operations = operations;
    }

    /**
     * Returns the number of partitions that a topic had when it was looked up first, or 0 if there is no such topic.
     *
     * @throws io.onemq.MqException if the cluster does not answer
     */
    int partitions(String topic) {
        Integer known = partitions.get(topic);
        if (known != null) {
            return known;
        }
        int found = topics.find(operations.get(), topic).orElse(0);
        if (found > 0) {
            partitions.put(topic, found);
        }
        return found;
    }

    void forget(String topic) {
        partitions.remove(topic);
    }

    /**
     * Looks again for all topics and forgets those that are gone.
     *
     * @return whether one is gone
     * @throws io.onemq.MqException if the cluster does not answer
     */
    boolean forgetDeleted() {
        return partitions
                .keySet()
                .removeIf(topic -> topics.find(operations.get(), topic).isEmpty());
    }
}
