package io.onemq.rabbitmq.internal;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import io.onemq.Capability;
import io.onemq.ErrorCode;
import io.onemq.MqException;
import io.onemq.Ordering;
import io.onemq.Retention;
import io.onemq.StartPosition;
import io.onemq.UnsupportedCapabilityException;
import io.onemq.spi.DriverAdmin;
import io.onemq.spi.GroupBacklog;
import io.onemq.spi.GroupSpec;
import io.onemq.spi.TopicSpec;
import io.onemq.spi.TopicState;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** Declares, describes and deletes exchanges and queues, on short-lived channels because a refusal ends a channel. */
final class RabbitAdmin implements DriverAdmin {
    private final ConnectionSlot connections;
    private final GroupMoves moves;
    private final DelayQueues delays = new DelayQueues();

    RabbitAdmin(ConnectionSlot connections, GroupMoves moves) {
        this.connections = connections;
        this.moves = moves;
    }

    /** Something done with a connection. */
    private interface Work<T> {
        T on(NativeConnection connection) throws IOException;
    }

    private <T> T run(String tried, Work<T> work) {
        NativeConnection connection = connections.get();
        try {
            return work.on(connection);
        } catch (IOException | AlreadyClosedException e) {
            throw RabbitErrors.of(e, tried);
        }
    }

    @Override
    public Optional<Retention> declare(TopicSpec topic, List<GroupSpec> groups) {
        declareExchange(topic);
        Retention retention = topic.retention();
        if (!groups.isEmpty() || retention != null) {
            declareDelays();
        }
        if (retention != null) {
            declareStreams(topic, retention);
        }
        boolean hasStreams = !groups.isEmpty()
                && run(
                        "Looking for the stream of topic " + topic.name(),
                        connection -> Streams.exist(connection, topic));
        for (GroupSpec group : groups) {
            try {
                declareGroup(topic, group, hasStreams);
            } catch (MqException e) {
                throw explained(e, topic, group);
            }
        }
        return Optional.empty();
    }

    private void declareStreams(TopicSpec topic, Retention retention) {
        try {
            run(
                    "Declaring the retention of topic " + topic.name(),
                    connection -> Channels.run(connection, channel -> {
                        Streams.declare(channel, topic, retention);
                        return topic;
                    }));
        } catch (MqException e) {
            throw e.code() == ErrorCode.CONFLICT ? otherRetention(topic, retention, e) : e;
        }
    }

    private static MqException otherRetention(TopicSpec topic, Retention retention, MqException failure) {
        return new MqException(
                ErrorCode.CONFLICT,
                failure.outcome(),
                false,
                "Topic " + topic.name() + " has another retention than " + retention
                        + ", and RabbitMQ cannot change it:"
                        + " ask for the same, or delete the topic and declare it anew",
                failure);
    }

    private void declareGroup(TopicSpec topic, GroupSpec group, boolean hasStreams) {
        run("Declaring " + name(topic, group), connection -> {
            if (hasStreams) {
                if (group.start().kind() == StartPosition.Kind.LATEST) {
                    moves.resume(topic, group);
                } else {
                    moves.create(topic, group);
                }
            }
            return Channels.run(connection, channel -> {
                GroupQueues.declareAndBind(channel, topic, group);
                return group;
            });
        });
    }

    /** Makes sure that the delay queues are there. */
    void declareDelays() {
        run("Declaring the delay queues", connection -> {
            delays.declare(connection);
            return connection;
        });
    }

    private void declareExchange(TopicSpec topic) {
        String tried = "Declaring topic " + topic.name();
        try {
            run(tried, connection -> Channels.run(connection, channel -> Exchanges.declare(channel, topic)));
        } catch (MqException e) {
            if (e.code() == ErrorCode.CONFLICT) {
                // Says how the existing one differs, which the broker's refusal may not.
                checkExchange(topic);
            }
            throw e;
        }
    }

    private void checkExchange(TopicSpec topic) {
        run("Checking topic " + topic.name(), connection -> {
            Exchanges.check(connection, topic);
            return topic;
        });
    }

    /** The broker tells which argument of a queue differs. */
    private static MqException explained(MqException failure, TopicSpec topic, GroupSpec group) {
        if (failure.code() != ErrorCode.CONFLICT
                || !String.valueOf(failure.getMessage()).contains(Queues.ORDERED)) {
            return failure;
        }
        boolean wanted = group.ordering() == Ordering.KEY;
        return new MqException(
                ErrorCode.CONFLICT,
                failure.outcome(),
                false,
                name(topic, group) + " is " + (wanted ? "not " : "") + "ordered by key, but the ordering "
                        + group.ordering() + " is asked for; a group keeps its ordering, so ask for the same, or delete"
                        + " the group and declare it anew",
                failure);
    }

    private static String name(TopicSpec topic, GroupSpec group) {
        return "group " + group.name() + " of topic " + topic.name();
    }

    @Override
    public void validate(TopicSpec topic, List<GroupSpec> groups) {
        needExchange(topic);
        checkExchange(topic);
        validateRetention(topic);
        for (GroupSpec group : groups) {
            for (String queue : Queues.of(topic, group)) {
                validateQueue(queue, topic, group);
            }
            if (group.ordering() == Ordering.KEY) {
                validateNotes(topic, group);
            }
            validateDelays(topic, group);
        }
    }

    private void validateRetention(TopicSpec topic) {
        String tried = "Checking the retention of topic " + topic.name();
        Retention asked = topic.retention();
        if (asked == null
                || run(
                        tried,
                        connection ->
                                Streams.exist(connection, topic) && Streams.areDeclaredAs(connection, topic, asked))) {
            return;
        }
        topic.requireRetention(
                run(tried, connection -> Streams.retention(connection, topic)).orElse(null));
    }

    private void validateDelays(TopicSpec topic, GroupSpec group) {
        if (run("Looking for the delay queues", DelayQueues::exist)) {
            bindToDelays(topic, group);
        } else if (topic.role() == TopicSpec.Role.RETRY) {
            throw new MqException(
                    ErrorCode.NOT_FOUND,
                    "The delay queues, in which the messages of topic " + topic.name()
                            + " would wait, do not exist: there is no exchange " + DelayRoute.RETURN);
        }
    }

    /**
     * No broker tells whether a binding exists. To bind again changes nothing, and a queue that is not bound would never
     * see what is delayed.
     */
    private void bindToDelays(TopicSpec topic, GroupSpec group) {
        List<String> queues = Queues.of(topic, group);
        try {
            run(
                    "Binding " + name(topic, group) + " to the delay queues",
                    connection -> Channels.run(connection, channel -> {
                        for (int partition = 0; partition < queues.size(); partition++) {
                            String routingKey = GroupQueues.routingKey(topic, partition);
                            DelayQueues.bind(channel, queues.get(partition), topic.name(), routingKey);
                        }
                        return group;
                    }));
        } catch (MqException e) {
            if (e.code() != ErrorCode.AUTHORIZATION) {
                throw e;
            }
            // A user who may not bind has to trust whoever declared the group.
        }
    }

    private void validateQueue(String queue, TopicSpec topic, GroupSpec group) {
        String tried = "Checking " + name(topic, group);
        if (!queueExists(tried, queue)) {
            throw new MqException(
                    ErrorCode.NOT_FOUND, name(topic, group) + " does not exist: there is no queue " + queue);
        }
        try {
            // Declaring what exists changes nothing, and a difference is refused.
            run(
                    tried,
                    connection -> Channels.run(
                            connection, channel -> GroupQueues.declareQueue(channel, queue, topic, group)));
        } catch (MqException e) {
            if (e.code() != ErrorCode.AUTHORIZATION) {
                throw explained(e, topic, group);
            }
            // A user who may not declare cannot compare; that the queue exists has to do.
        }
    }

    private void validateNotes(TopicSpec topic, GroupSpec group) {
        for (String queue : Queues.notes(topic, group)) {
            if (!queueExists("Checking " + name(topic, group), queue)) {
                throw new MqException(
                        ErrorCode.NOT_FOUND, name(topic, group) + " does not exist: there is no queue " + queue);
            }
        }
    }

    private boolean queueExists(String tried, String queue) {
        return run(tried, connection -> Channels.queueExists(connection, queue));
    }

    private void needExchange(TopicSpec topic) {
        boolean exists = run(
                "Looking for topic " + topic.name(),
                connection -> Channels.exists(connection, channel -> channel.exchangeDeclarePassive(topic.name())));
        if (!exists) {
            throw new MqException(ErrorCode.NOT_FOUND, "Topic " + topic.name() + " does not exist");
        }
    }

    @Override
    public TopicState describe(TopicSpec topic, List<GroupSpec> groups) {
        needExchange(topic);
        String tried = "Describing topic " + topic.name();
        OptionalInt partitions = run(tried, connection -> Exchanges.partitions(connection, topic));
        TopicSpec existing = new TopicSpec(topic.name(), partitions.orElse(topic.partitions()), topic.role());
        Set<String> found = new LinkedHashSet<>();
        for (GroupSpec group : groups) {
            if (queueExists(tried, Queues.of(existing, group).get(0))) {
                found.add(group.name());
            }
        }
        Optional<Retention> retention = run(tried, connection -> Streams.retention(connection, existing));
        return new TopicState(existing.partitions(), found, retention.orElse(null));
    }

    @Override
    public void deleteTopic(TopicSpec topic, List<GroupSpec> groups) {
        run(
                "Deleting topic " + topic.name(),
                connection -> Channels.run(connection, channel -> {
                    if (topic.role() == TopicSpec.Role.APPLICATION) {
                        for (String stream : Queues.streams(topic)) {
                            channel.queueDelete(stream);
                        }
                    }
                    return channel.exchangeDelete(topic.name());
                }));
        groups.forEach(group -> deleteGroup(topic, group));
    }

    @Override
    public void deleteGroup(TopicSpec topic, GroupSpec group) {
        awaitLeaders(topic, group);
        run(
                "Deleting " + name(topic, group),
                connection -> Channels.run(connection, channel -> {
                    if (topic.role() == TopicSpec.Role.APPLICATION) {
                        // First: what is to be copied would go to a group that is created anew.
                        GroupMove.delete(channel, topic, group);
                        deleteOrder(channel, topic, group);
                    }
                    for (String queue : Queues.of(topic, group)) {
                        channel.queueDelete(queue);
                    }
                    return group;
                }));
    }

    private void awaitLeaders(TopicSpec topic, GroupSpec group) {
        NativeConnection connection = connections.get();
        try {
            GroupQueues.awaitLeaders(connection, topic, group);
        } catch (IOException | AlreadyClosedException e) {
            // Not allowed, or a queue that has lost its node: what can be deleted is deleted all the same.
            return;
        }
    }

    /** Whoever deletes need not know that the group is ordered by key; what does not exist is no failure. */
    private static void deleteOrder(Channel channel, TopicSpec topic, GroupSpec group) throws IOException {
        for (String queue : Queues.notes(topic, group)) {
            channel.queueDelete(queue);
        }
        channel.exchangeDelete(Queues.members(topic, group));
    }

    @Override
    public long purge(TopicSpec topic, GroupSpec group) {
        String tried = "Purging " + name(topic, group);
        run(tried, connection -> {
            if (Streams.exist(connection, topic)) {
                moves.dropCopies(topic, group);
            }
            return topic;
        });
        return sum(
                tried,
                topic,
                group,
                (channel, queue) -> channel.queuePurge(queue).getMessageCount());
    }

    @Override
    public void seek(TopicSpec topic, GroupSpec group, StartPosition position) {
        needExchange(topic);
        String tried = "Moving " + name(topic, group);
        if (!run(tried, connection -> Streams.exist(connection, topic))) {
            throw new UnsupportedCapabilityException(
                    Capability.REPLAY,
                    name(topic, group) + " is to be moved to " + position + ", but the topic has no stream: "
                            + Capabilities.NO_REPLAY);
        }
        Queues.of(topic, group).forEach(queue -> validateQueue(queue, topic, group));
        validateRetention(topic);
        run(tried, connection -> {
            moves.seek(topic, group, position);
            return position;
        });
    }

    @Override
    public GroupBacklog backlog(TopicSpec topic, GroupSpec group) {
        long ready = sum(
                "Reading the backlog of " + name(topic, group),
                topic,
                group,
                (channel, queue) -> channel.queueDeclarePassive(queue).getMessageCount());
        return new GroupBacklog(ready, OptionalLong.empty());
    }

    /** A number that a queue has. */
    private interface Count {
        long of(Channel channel, String queue) throws IOException;
    }

    private long sum(String tried, TopicSpec topic, GroupSpec group, Count count) {
        return run(
                tried,
                connection -> Channels.run(connection, channel -> {
                    long total = 0;
                    for (String queue : GroupQueues.existing(connection, topic, group)) {
                        total += count.of(channel, queue);
                    }
                    return total;
                }));
    }
}
