package io.onemq.kafka.internal;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the topics that messages are due for. A producer would try for minutes to send to one that does not
 * exist. Used by one thread.
 */
final class DelayTargets {
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Supplier<AdminCalls> operations;
    private final Map<String, Integer> partitions = new HashMap<>();
    private final Map<String, String> refusals = new HashMap<>();
    private long lookedNanos = System.nanoTime();
    private int turn;

    DelayTargets(Supplier<AdminCalls> operations) {
        this.operations = operations;
    }

    /**
     * Looks for topics that were not seen a moment ago.
     *
     * @throws io.onemq.MqException if the cluster does not answer
     */
    void look(Set<String> topics) {
        long now = System.nanoTime();
        if (now - lookedNanos > FRESH_NANOS) {
            partitions.clear();
            refusals.clear();
            lookedNanos = now;
        }
        Set<String> unknown = new HashSet<>(topics);
        unknown.removeAll(partitions.keySet());
        unknown.removeAll(refusals.keySet());
        if (!unknown.isEmpty()) {
            AdminCalls calls = operations.get();
            Topics.descriptions(calls, unknown).forEach((name, answer) -> look(calls, name, answer));
        }
    }

    private void look(AdminCalls calls, String name, KafkaFuture<TopicDescription> answer) {
        try {
            partitions.put(name, calls.answerOf(answer).partitions().size());
        } catch (ExecutionException | TimeoutException e) {
            Throwable cause = KafkaErrors.unwrap(e);
            if (cause instanceof UnknownTopicOrPartitionException) {
                refusals.put(name, "it does not exist");
            } else if (cause instanceof InvalidTopicException || cause instanceof AuthorizationException) {
                refusals.put(name, KafkaErrors.describe(cause));
            } else {
                throw KafkaErrors.request("describe topic " + name, e);
            }
        }
    }

    /** Returns why messages cannot be stored in a topic that was looked for, or null if they can. */
    @Nullable String refusal(String topic) {
        return refusals.get(topic);
    }

    /** Chooses a partition for a message without key. */
    int turn(String topic) {
        turn = (turn + 1) & Integer.MAX_VALUE;
        return turn % partitions.getOrDefault(topic, 1);
    }
}
