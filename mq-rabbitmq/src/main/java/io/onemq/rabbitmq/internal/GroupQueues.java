package io.onemq.rabbitmq.internal;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import io.onemq.Ordering;
import io.onemq.spi.GroupSpec;
import io.onemq.spi.TopicSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Declares, binds and empties the queues of a group. */
final class GroupQueues {
    private GroupQueues() {}

    /** Declares the queues of a group and binds them. */
    static void declareAndBind(Channel channel, TopicSpec topic, GroupSpec group) throws IOException {
        declare(channel, topic, group);
        for (int partition = 0; partition < Queues.of(topic, group).size(); partition++) {
            bind(channel, topic, group, partition);
        }
    }

    /** Declares the queues of a group, which get nothing by that. */
    static void declare(Channel channel, TopicSpec topic, GroupSpec group) throws IOException {
        for (String queue : Queues.of(topic, group)) {
            declareQueue(channel, queue, topic, group);
        }
        if (group.ordering() == Ordering.KEY) {
            for (String notes : Queues.notes(topic, group)) {
                channel.queueDeclare(notes, true, false, false, Queues.notesArguments());
            }
            channel.exchangeDeclare(Queues.members(topic, group), BuiltinExchangeType.FANOUT, true);
        }
    }

    static AMQP.Queue.DeclareOk declareQueue(Channel channel, String queue, TopicSpec topic, GroupSpec group)
            throws IOException {
        return channel.queueDeclare(queue, true, false, false, Queues.arguments(topic, group));
    }

    /** Lets the queue of a partition get what is published. */
    static void bind(Channel channel, TopicSpec topic, GroupSpec group, int partition) throws IOException {
        String queue = Queues.of(topic, group).get(partition);
        String routingKey = routingKey(topic, partition);
        DelayQueues.bind(channel, queue, topic.name(), routingKey);
        channel.queueBind(queue, topic.name(), routingKey);
    }

    /** Lets the queue of a partition get nothing more. */
    static void unbind(Channel channel, TopicSpec topic, GroupSpec group, int partition) throws IOException {
        String queue = Queues.of(topic, group).get(partition);
        String routingKey = routingKey(topic, partition);
        DelayQueues.unbind(channel, queue, topic.name(), routingKey);
        channel.queueUnbind(queue, topic.name(), routingKey);
        Boundary.remove(channel, topic, group, partition);
    }

    /** Drops what a partition has for a group. */
    static void empty(Channel channel, TopicSpec topic, GroupSpec group, int partition) throws IOException {
        channel.queuePurge(Queues.of(topic, group).get(partition));
        if (group.ordering() == Ordering.KEY) {
            channel.queuePurge(Queues.notes(topic, group).get(partition));
            String history = Queues.history(topic, group).get(partition);
            declareQueue(channel, history, topic, group);
            channel.queuePurge(history);
        }
    }

    /**
     * Waits until the queues of a group have leaders, by emptying them: they are about to be deleted. RabbitMQ 3.10 cannot bear
     * the deletion of a queue whose leader is just being elected, as when the node has just started. The processes that hand on
     * dead letters end then, for the whole node, and with them every queue that has any, until the node is started again.
     */
    static void awaitLeaders(NativeConnection connection, TopicSpec topic, GroupSpec group) throws IOException {
        // Whoever may not delete is refused here, whether it exists or not, and empties nothing.
        Channels.run(connection, channel -> channel.exchangeDelete(Queues.wanted(topic, group)));
        List<String> all = new ArrayList<>(Queues.of(topic, group));
        if (topic.role() == TopicSpec.Role.APPLICATION) {
            all.addAll(Queues.history(topic, group));
        }
        for (String queue : all) {
            Channels.exists(connection, channel -> channel.queuePurge(queue));
        }
    }

    /** Returns where what is copied from the stream of a partition goes. Ordered groups read that first. */
    static String forHistory(TopicSpec topic, GroupSpec group, int partition) {
        return (group.ordering() == Ordering.KEY ? Queues.history(topic, group) : Queues.of(topic, group))
                .get(partition);
    }

    /** Returns the queues of a group that hold messages for it. Whether those with its history exist is asked for. */
    static List<String> existing(NativeConnection connection, TopicSpec topic, GroupSpec group) throws IOException {
        List<String> all = new ArrayList<>(Queues.of(topic, group));
        if (Streams.exist(connection, topic)) {
            for (String history : Queues.history(topic, group)) {
                if (Channels.queueExists(connection, history)) {
                    all.add(history);
                }
            }
        }
        return all;
    }

    static String routingKey(TopicSpec topic, int partition) {
        return Partitions.routingKeys(topic).get(partition);
    }
}
