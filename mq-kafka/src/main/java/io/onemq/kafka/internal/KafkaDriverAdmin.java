package io.onemq.kafka.internal;

import io.onemq.ErrorCode;
import io.onemq.MqException;
import io.onemq.Retention;
import io.onemq.StartPosition;
import io.onemq.spi.DriverAdmin;
import io.onemq.spi.GroupBacklog;
import io.onemq.spi.GroupSpec;
import io.onemq.spi.TopicSpec;
import io.onemq.spi.TopicState;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.SharePartitionOffsetInfo;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Topics and groups. */
final class KafkaDriverAdmin implements DriverAdmin {
    private final Supplier<AdminCalls> operations;
    private final Topics topics;
    private final Groups groups;
    private final Delays delays;
    private final RetentionCleaner cleaner;

    KafkaDriverAdmin(
            Supplier<AdminCalls> operations, Topics topics, Groups groups, Delays delays, RetentionCleaner cleaner) {
        this.operations = operations;
        this.topics = topics;
        this.groups = groups;
        this.delays = delays;
        this.cleaner = cleaner;
    }

    @Override
    public Optional<Retention> declare(TopicSpec topic, List<GroupSpec> wanted) {
        AdminCalls calls = operations.get();
        delays.allowCreation();
        if (topic.role() == TopicSpec.Role.RETRY) {
            delays.create(calls);
        }
        TopicEnds ends = topics.ensure(calls, topic);
        for (GroupSpec group : wanted) {
            groups.ensure(calls, topic, ends, group);
        }
        return TopicRetention.ensure(calls, topic, ends.partitions());
    }

    @Override
    public void validate(TopicSpec topic, List<GroupSpec> wanted) {
        AdminCalls calls = operations.get();
        int partitions = topics.require(calls, topic);
        if (topic.retention() != null) {
            topic.requireRetention(TopicRetention.of(calls, topic, partitions));
        }
        for (GroupSpec group : wanted) {
            groups.require(calls, topic, partitions, group);
        }
    }

    @Override
    public TopicState describe(TopicSpec topic, List<GroupSpec> wanted) {
        AdminCalls calls = operations.get();
        int partitions = partitions(calls, topic);
        Set<String> existing = new HashSet<>();
        for (GroupSpec group : wanted) {
            if (!groups.inspect(calls, topic, partitions, group).isNew()) {
                existing.add(group.name());
            }
        }
        return new TopicState(partitions, existing, TopicRetention.ifTold(calls, topic, partitions));
    }

    private int partitions(AdminCalls calls, TopicSpec topic) {
        return topics.find(calls, topic.name())
                .orElseThrow(() -> new MqException(ErrorCode.NOT_FOUND, "Topic " + topic.name() + " does not exist"));
    }

    @Override
    public void deleteTopic(TopicSpec topic, List<GroupSpec> wanted) {
        AdminCalls calls = operations.get();
        for (GroupSpec group : wanted) {
            // The positions of a group in the topic go with the topic, so members that are still there do no harm.
            groups.delete(calls, topic, group, true);
        }
        topics.delete(calls, topic.name());
    }

    @Override
    public void deleteGroup(TopicSpec topic, GroupSpec group) {
        groups.delete(operations.get(), topic, group, false);
    }

    @Override
    public long purge(TopicSpec topic, GroupSpec group) {
        AdminCalls calls = operations.get();
        int partitions = partitions(calls, topic);
        GroupState found = groups.require(calls, topic, partitions, group);
        Map<TopicPartition, Long> ends = Offsets.readableEnds(calls, topic.name(), partitions);
        long dropped = ready(calls, topic, partitions, found, ends);
        groups.move(calls, found, groups.modeOf(found, topic, group), ends);
        return dropped;
    }

    @Override
    public void seek(TopicSpec topic, GroupSpec group, StartPosition position) {
        AdminCalls calls = operations.get();
        int partitions = partitions(calls, topic);
        GroupState found = groups.require(calls, topic, partitions, group);
        Map<TopicPartition, Long> ends = Offsets.ends(calls, topic.name(), partitions);
        groups.move(calls, found, groups.modeOf(found, topic, group), Starts.of(calls, topic.name(), position, ends));
    }

    @Override
    public void removeBeyondRetention(TopicSpec topic) {
        AdminCalls calls = operations.get();
        int partitions = partitions(calls, topic);
        Retention retention = TopicRetention.of(calls, topic, partitions);
        if (retention != null && !retention.dropsUnsettled()) {
            long age = retention.age().orElseThrow().toMillis();
            cleaner.clean(calls, topic.name(), partitions, System.currentTimeMillis() - age);
        }
    }

    @Override
    public GroupBacklog backlog(TopicSpec topic, GroupSpec group) {
        AdminCalls calls = operations.get();
        int partitions = partitions(calls, topic);
        GroupState found = groups.require(calls, topic, partitions, group);
        Map<TopicPartition, Long> ends = Offsets.readableEnds(calls, topic.name(), partitions);
        return new GroupBacklog(ready(calls, topic, partitions, found, ends), OptionalLong.empty());
    }

    /** What is not settled; Kafka does not tell how much of it a member holds. */
    private static long ready(
            AdminCalls calls, TopicSpec topic, int partitions, GroupState group, Map<TopicPartition, Long> ends) {
        Map<TopicPartition, Long> beginnings = Offsets.beginnings(calls, topic.name(), partitions);
        long ready = 0;
        for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
            TopicPartition partition = end.getKey();
            long beginning = beginnings.getOrDefault(partition, 0L);
            ready += group.shareExists()
                    ? ofShare(group.shared().get(partition), beginning, end.getValue())
                    : ofClassic(group.committed().get(partition), beginning, end.getValue());
        }
        return ready;
    }

    private static long ofShare(@Nullable SharePartitionOffsetInfo position, long from, long to) {
        if (position == null) {
            return Math.max(0, to - from);
        }
        long start = Math.max(from, position.startOffset());
        return position.lag().orElse(Math.max(0, to - start));
    }

    private static long ofClassic(@Nullable OffsetAndMetadata position, long from, long to) {
        if (position == null) {
            return Math.max(0, to - from);
        }
        long start = Math.max(from, position.offset());
        return Math.max(0, to - start - SettledAhead.decode(position).count(start));
    }
}
