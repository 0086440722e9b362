package io.onemq.kafka.internal;

import io.onemq.ErrorCode;
import io.onemq.MqException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/** The topics that a publisher knows to exist, with the messages to each that are not confirmed. Thread-safe. */
final class Destinations {
    private final Map<String, Destination> known = new ConcurrentHashMap<>();
    private final Topics topics;
    private final Supplier<AdminCalls> operations;

    Destinations(Topics topics, Supplier<AdminCalls> operations) {
        this.topics = topics;
        this.operations = operations;
    }

    /** A topic that a publisher has sent to. */
    static final class Destination {
        private final String topic;
        private volatile int limit;
        private final AtomicInteger unconfirmed = new AtomicInteger();
        private @Nullable Lanes lanes;

        private Destination(String topic) {
            this.topic = topic;
        }

        /** The partitions as this publisher sends to them. Called by one thread at a time. */
        Lanes lanes(Producer<?, ?> producer, Executor later) {
            if (lanes == null) {
                lanes = new Lanes(producer, topic, later);
            }
            return lanes;
        }

        void sent() {
            unconfirmed.incrementAndGet();
        }

        void completed() {
            unconfirmed.decrementAndGet();
        }

        private boolean isAwaited() {
            return unconfirmed.get() > 0;
        }
    }

    /**
     * Looks a topic up, or returns null if there is none.
     *
     * @throws io.onemq.MqException if the cluster does not answer
     */
    @Nullable Destination find(String topic) {
        Destination present = known.get(topic);
        if (present != null) {
            return present;
        }
        return topics.find(operations.get(), topic).isEmpty() ? null : known.computeIfAbsent(topic, Destination::new);
    }

    /**
     * Returns the size of the largest batch of records that a topic takes, where the program may know it.
     *
     * @throws io.onemq.MqException if the cluster does not answer
     */
    int limit(String topic, Destination destination) {
        if (destination.limit == 0) {
            destination.limit = lookUpLimit(topic);
        }
        return destination.limit;
    }

    private int lookUpLimit(String topic) {
        try {
            return CauseRoom.limit(operations.get(), topic);
        } catch (MqException e) {
            if (e.code() == ErrorCode.AUTHORIZATION) {
                return Integer.MAX_VALUE;
            }
            throw e;
        }
    }

    /** Tells whether any message is not confirmed. */
    boolean areAwaited() {
        return known.values().stream().anyMatch(Destination::isAwaited);
    }

    /**
     * Looks again for the topics whose messages are not confirmed. Others may be gone: nobody waits for them.
     *
     * @return whether one is gone
     * @throws io.onemq.MqException if the cluster does not answer
     */
    boolean isAwaitedOneGone() {
        return known.entrySet().stream()
                .anyMatch(entry -> entry.getValue().isAwaited()
                        && topics.find(operations.get(), entry.getKey()).isEmpty());
    }
}
