package io.onemq.kafka.internal;

import io.onemq.ErrorCode;
import io.onemq.MqException;
import io.onemq.Retention;
import io.onemq.spi.TopicSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigsOptions;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;

/**
 * The retention of a topic as its settings have it. One that drops what is not settled is the broker's own. Of one that does
 * not, the broker keeps everything, and {@code local.retention.ms} has the age: a setting that brokers look at only for topics
 * with tiered storage, where it means much the same.
 */
final class TopicRetention {
    private static final long LOOK_AGAIN_MILLIS = 20;
    private static final String NONE = "-1";
    private static final String NOT_SET = "-2";
    private static final long SHORTEST_SEGMENT_MILLIS = 60_000;
    private static final long LONGEST_SEGMENT_MILLIS = Duration.ofDays(7).toMillis();
    private static final long SMALLEST_SEGMENT = 1L << 20;
    private static final long LARGEST_SEGMENT = 1L << 30;

    /** Segments are removed as a whole, so there are to be several in what is kept. */
    private static final int SEGMENTS = 8;

    private TopicRetention() {}

    /** The settings of a topic with a retention. */
    static Map<String, String> settings(Retention retention, int partitions) {
        boolean drops = retention.dropsUnsettled();
        String age =
                retention.age().map(Duration::toMillis).map(Object::toString).orElse(NONE);
        long bytes = (retention.bytes().orElse(0) + partitions - 1) / partitions;
        Map<String, String> settings = new HashMap<>();
        settings.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
        settings.put(TopicConfig.RETENTION_MS_CONFIG, drops ? age : NONE);
        settings.put(TopicConfig.RETENTION_BYTES_CONFIG, bytes > 0 ? Long.toString(bytes) : NONE);
        settings.put(TopicConfig.LOCAL_LOG_RETENTION_MS_CONFIG, drops ? NOT_SET : age);
        retention
                .age()
                .map(Duration::toMillis)
                .map(millis -> within(SHORTEST_SEGMENT_MILLIS, millis / SEGMENTS, LONGEST_SEGMENT_MILLIS))
                .ifPresent(millis -> settings.put(TopicConfig.SEGMENT_MS_CONFIG, Long.toString(millis)));
        if (bytes > 0) {
            long segment = within(SMALLEST_SEGMENT, bytes / SEGMENTS, LARGEST_SEGMENT);
            settings.put(TopicConfig.SEGMENT_BYTES_CONFIG, Long.toString(segment));
        }
        return settings;
    }

    private static long within(long least, long wanted, long most) {
        return Math.max(least, Math.min(most, wanted));
    }

    /** Gives an existing topic its retention, if it is to have one. Returns what that replaced. */
    static Optional<Retention> ensure(AdminCalls calls, TopicSpec topic, int partitions) {
        Retention retention = topic.retention();
        if (retention == null) {
            return Optional.empty();
        }
        Config found = read(calls, topic.name());
        List<AlterConfigOp> changes = new ArrayList<>();
        settings(retention, partitions).forEach((name, value) -> {
            if (!value.equals(value(found, name))) {
                changes.add(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET));
            }
        });
        if (changes.isEmpty()) {
            return Optional.empty();
        }
        Map<ConfigResource, Collection<AlterConfigOp>> wanted = Map.of(resource(topic.name()), changes);
        calls.await(
                "change the retention of topic " + topic.name(),
                calls.admin()
                        .incrementalAlterConfigs(wanted, calls.bounded(new AlterConfigsOptions()))
                        .all());
        awaitChange(calls, topic, partitions, retention);
        return Optional.ofNullable(parse(found, partitions)).filter(had -> !had.equals(retention));
    }

    /** The controller takes a change before the brokers that are asked know it. */
    private static void awaitChange(AdminCalls calls, TopicSpec topic, int partitions, Retention retention) {
        while (!Objects.equals(retention, of(calls, topic, partitions)) && !calls.isOver()) {
            calls.pause(LOOK_AGAIN_MILLIS);
        }
    }

    /** Returns what an existing topic has; what it is to have, if the settings are those. */
    static @Nullable Retention of(AdminCalls calls, TopicSpec topic, int partitions) {
        Config found = read(calls, topic.name());
        Retention wanted = topic.retention();
        boolean same = wanted != null
                && settings(wanted, partitions).entrySet().stream()
                        .allMatch(setting -> setting.getValue().equals(value(found, setting.getKey())));
        return same ? wanted : parse(found, partitions);
    }

    /** As {@link #of}, null where the user may not ask. */
    static @Nullable Retention ifTold(AdminCalls calls, TopicSpec topic, int partitions) {
        try {
            return of(calls, topic, partitions);
        } catch (MqException e) {
            if (e.code() == ErrorCode.AUTHORIZATION) {
                return null;
            }
            throw e;
        }
    }

    private static @Nullable Retention parse(Config config, int partitions) {
        if (!TopicConfig.CLEANUP_POLICY_DELETE.equals(value(config, TopicConfig.CLEANUP_POLICY_CONFIG))) {
            return null;
        }
        long age = number(config, TopicConfig.RETENTION_MS_CONFIG);
        long bytes = number(config, TopicConfig.RETENTION_BYTES_CONFIG);
        long kept = number(config, TopicConfig.LOCAL_LOG_RETENTION_MS_CONFIG);
        if (age < 0 && bytes < 0) {
            return kept < 0 ? null : Retention.ofAge(Duration.ofMillis(kept));
        }
        Retention retention = age < 0 ? Retention.ofBytes(bytes * partitions) : Retention.ofAge(Duration.ofMillis(age));
        return (age < 0 || bytes < 0 ? retention : retention.withBytes(bytes * partitions)).droppingUnsettled();
    }

    private static long number(Config config, String name) {
        String value = value(config, name);
        return value == null ? -1 : Long.parseLong(value);
    }

    private static @Nullable String value(Config config, String name) {
        ConfigEntry entry = config.get(name);
        return entry == null ? null : entry.value();
    }

    private static Config read(AdminCalls calls, String topic) {
        Map<ConfigResource, Config> configs = calls.await(
                "read the settings of topic " + topic,
                calls.admin()
                        .describeConfigs(List.of(resource(topic)), calls.bounded(new DescribeConfigsOptions()))
                        .all());
        return Objects.requireNonNull(configs.get(resource(topic)));
    }

    private static ConfigResource resource(String topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic);
    }
}
