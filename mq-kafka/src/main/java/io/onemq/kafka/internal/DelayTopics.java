package io.onemq.kafka.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/** Creates and looks for the topics of the delay levels. */
final class DelayTopics {
    /**
     * Nothing expires: what was moved on is deleted by those who moved it. Each level takes what any topic takes, whatever the
     * clock of the writer says. Segments are short, so that disk space comes back.
     */
    private static final Map<String, String> SETTINGS = Map.of(
            TopicConfig.RETENTION_MS_CONFIG,
            "-1",
            TopicConfig.RETENTION_BYTES_CONFIG,
            "-1",
            TopicConfig.CLEANUP_POLICY_CONFIG,
            TopicConfig.CLEANUP_POLICY_DELETE,
            TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
            "CreateTime",
            TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG,
            Long.toString(Long.MAX_VALUE),
            TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG,
            Long.toString(Long.MAX_VALUE),
            TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
            Integer.toString(Integer.MAX_VALUE),
            TopicConfig.SEGMENT_MS_CONFIG,
            "3600000");

    private final DelayLevels levels;
    private final short replicationFactor;

    DelayTopics(DelayLevels levels, int replicationFactor) {
        this.levels = levels;
        this.replicationFactor = (short) replicationFactor;
    }

    /** Tells whether all of them exist. */
    boolean exist(AdminCalls calls) {
        return Topics.existing(calls, levels.all()).containsAll(levels.all());
    }

    /** Creates what is missing and waits until all can be used. Several programs may do so at once. */
    void ensure(AdminCalls calls) {
        List<String> missing = new ArrayList<>(levels.all());
        missing.removeAll(Topics.existing(calls, levels.all()));
        if (missing.isEmpty()) {
            return;
        }
        List<NewTopic> wanted = missing.stream()
                .map(name -> new NewTopic(name, 1, replicationFactor).configs(SETTINGS))
                .toList();
        calls.admin()
                .createTopics(wanted, calls.bounded(new CreateTopicsOptions()))
                .values()
                .forEach((name, created) -> await(calls, name, created));
        missing.forEach(name -> Topics.awaitReady(calls, Topics.awaitLeaders(calls, name)));
    }

    private static void await(AdminCalls calls, String name, KafkaFuture<Void> created) {
        try {
            calls.answerOf(created);
        } catch (ExecutionException | TimeoutException e) {
            // Another program was faster.
            if (!(KafkaErrors.unwrap(e) instanceof TopicExistsException)) {
                throw KafkaErrors.request("create topic " + name + ", which delayed messages wait in", e);
            }
        }
    }
}
