package io.onemq.kafka.internal;

import io.onemq.ErrorCode;
import io.onemq.MqException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/** The topics that a publisher knows to exist, with the messages to each that are not confirmed. Thread-safe. */
final class Destinations {
    private final Map<String, Destination> known = new ConcurrentHashMap<>();
    private final Predicate<String> exists;
    private final ToIntFunction<String> limits;

    /**
     * Creates it without topics.
     *
     * @param exists asks the cluster whether there is a topic
     * @param limits asks it for the size of the largest batch of records that a topic takes
     */
    Destinations(Predicate<String> exists, ToIntFunction<String> limits) {
        this.exists = exists;
        this.limits = limits;
    }

    /** A topic that a publisher has sent to. */
    static final class Destination {
        private final String topic;
        private volatile int limit;
        private final AtomicInteger unconfirmed = new AtomicInteger();
        private volatile boolean progress;
        private boolean awaited;
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

        /** The fate of a message that was sent is known. */
        void progressed() {
            progress = true;
        }

        private boolean isAwaited() {
            return unconfirmed.get() > 0;
        }

        private boolean isStuck() {
            boolean before = awaited;
            awaited = isAwaited();
            boolean stuck = before && awaited && !progress;
            progress = false;
            return stuck;
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
        return exists.test(topic) ? known.computeIfAbsent(topic, Destination::new) : null;
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
            return limits.applyAsInt(topic);
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
     * Returns the topics whose messages were not confirmed at the last call and now, with no progress in between. Called
     * by the watching thread.
     */
    List<Destination> stuck() {
        // Each is asked each time.
        return known.values().stream().filter(Destination::isStuck).toList();
    }

    /**
     * Looks a topic up again.
     *
     * @throws io.onemq.MqException if the cluster does not answer
     */
    boolean isGone(Destination destination) {
        return !exists.test(destination.topic);
    }
}
