package io.onemq.kafka.internal;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigsOptions;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * Room in a topic of retries or dead letters for the largest message of the topic that it serves and for the headers that
 * tell the cause.
 */
final class CauseRoom {
    /** For the headers that tell why a message is a dead letter. */
    static final int BYTES = 64 << 10;

    private static final int DEFAULT_MAX_MESSAGE = 1_048_588;

    private final AdminCalls calls;
    private final String topic;
    private final KafkaFuture<Config> own;
    private final @Nullable KafkaFuture<Config> source;

    private CauseRoom(AdminCalls calls, String topic) {
        this.calls = calls;
        this.topic = topic;
        this.own = settings(calls, topic);
        String served = source(topic);
        this.source = served == null ? null : settings(calls, served);
    }

    /** Asks for the limits, without waiting for the answers. */
    static CauseRoom ask(AdminCalls calls, String topic) {
        return new CauseRoom(calls, topic);
    }

    private static KafkaFuture<Config> settings(AdminCalls calls, String topic) {
        ConfigResource resource = resource(topic);
        KafkaFuture<Config> answer = calls.admin()
                .describeConfigs(List.of(resource), calls.bounded(new DescribeConfigsOptions()))
                .values()
                .get(resource);
        return Objects.requireNonNull(answer);
    }

    private static ConfigResource resource(String topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic);
    }

    /** Returns how large a batch of records the topic has to take. */
    int needed() {
        return BYTES
                + (source == null ? DEFAULT_MAX_MESSAGE : limit(calls, source).orElse(DEFAULT_MAX_MESSAGE));
    }

    /** Makes room in the topic, which exists, if it has not enough. */
    void make() {
        int needed = needed();
        // What was asked before the topic was there has no answer.
        int present = limit(calls, own)
                .orElseGet(() -> limit(calls, settings(calls, topic)).orElse(0));
        if (present < needed) {
            AlterConfigOp raise = new AlterConfigOp(
                    new ConfigEntry(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(needed)),
                    AlterConfigOp.OpType.SET);
            calls.await(
                    "make room for dead letters in topic " + topic,
                    calls.admin()
                            .incrementalAlterConfigs(
                                    Map.of(resource(topic), List.of(raise)), calls.bounded(new AlterConfigsOptions()))
                            .all());
        }
    }

    /** Returns the size of the largest batch of records that a topic takes. */
    static int limit(AdminCalls calls, String topic) {
        return limit(calls, settings(calls, topic)).orElse(Integer.MAX_VALUE);
    }

    private static OptionalInt limit(AdminCalls calls, KafkaFuture<Config> answer) {
        try {
            return OptionalInt.of(Integer.parseInt(calls.answerOf(answer)
                    .get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG)
                    .value()));
        } catch (ExecutionException | TimeoutException e) {
            if (KafkaErrors.unwrap(e) instanceof UnknownTopicOrPartitionException) {
                return OptionalInt.empty();
            }
            throw KafkaErrors.request("read the limits of a topic", e);
        }
    }

    /** Returns {@code a.b} for {@code a.b.group.dlq}: neither the group nor the suffix contains a dot. */
    static @Nullable String source(String derived) {
        int suffix = derived.lastIndexOf('.');
        int group = suffix < 0 ? -1 : derived.lastIndexOf('.', suffix - 1);
        return group < 1 ? null : derived.substring(0, group);
    }
}
