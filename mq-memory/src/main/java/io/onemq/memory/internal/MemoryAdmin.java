package io.onemq.memory.internal;

import io.onemq.Retention;
import io.onemq.StartPosition;
import io.onemq.spi.DriverAdmin;
import io.onemq.spi.GroupBacklog;
import io.onemq.spi.GroupSpec;
import io.onemq.spi.TopicSpec;
import io.onemq.spi.TopicState;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Administrative calls; each is one request to the broker's thread. */
final class MemoryAdmin implements DriverAdmin {
    private final MemoryConnection connection;
    private final Broker broker;

    MemoryAdmin(MemoryConnection connection, Broker broker) {
        this.connection = connection;
        this.broker = broker;
    }

    private void request(Runnable request) {
        connection.request(() -> {
            request.run();
            return Boolean.TRUE;
        });
    }

    @Override
    public Optional<Retention> declare(TopicSpec topic, List<GroupSpec> groups) {
        return connection.request(() -> broker.declare(topic, groups));
    }

    @Override
    public void validate(TopicSpec topic, List<GroupSpec> groups) {
        request(() -> {
            topic.requireRetention(broker.existing(topic).retained().retention());
            groups.forEach(group -> broker.existing(topic, group));
        });
    }

    @Override
    public TopicState describe(TopicSpec topic, List<GroupSpec> groups) {
        return connection.request(() -> {
            MemoryTopic existing = broker.found(topic);
            return new TopicState(
                    existing.partitions(),
                    existing.groups().keySet(),
                    existing.retained().retention());
        });
    }

    @Override
    public void deleteTopic(TopicSpec topic, List<GroupSpec> groups) {
        request(() -> broker.deleteTopic(topic));
    }

    @Override
    public void deleteGroup(TopicSpec topic, GroupSpec group) {
        request(() -> broker.deleteGroup(topic, group));
    }

    @Override
    public long purge(TopicSpec topic, GroupSpec group) {
        return connection.request(() -> broker.existing(topic, group).purge());
    }

    @Override
    public void seek(TopicSpec topic, GroupSpec group, StartPosition position) {
        request(() -> broker.seek(topic, group, position));
    }

    @Override
    public GroupBacklog backlog(TopicSpec topic, GroupSpec group) {
        return connection.request(() -> {
            MemoryGroup existing = broker.existing(topic, group);
            return new GroupBacklog(existing.ready(), OptionalLong.of(existing.inFlight()));
        });
    }
}
