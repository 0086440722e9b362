package io.onemq.rabbitmq.internal;

import com.rabbitmq.client.Channel;
import io.onemq.spi.SubscriptionSpec;
import io.onemq.spi.TopicSpec;
import java.io.IOException;
import java.util.Map;

/**
 * The queue of a broadcast consumer: exclusive, so that it ends with the connection, and deleted with its consumer, since the
 * connection goes on.
 */
final class BroadcastQueue {
    private BroadcastQueue() {}

    /** A name of its own for each subscription: that of a lost connection may still be there. */
    static String name(SubscriptionSpec spec) {
        return spec.topic().name() + "." + spec.group().name() + "." + spec.consumerName();
    }

    /** Declares the queue and binds it to all that the topic routes by. */
    static void declare(Channel channel, String queue, TopicSpec topic) throws IOException {
        // The default type of a virtual host may be one that cannot be exclusive.
        channel.queueDeclare(queue, false, true, true, Map.of("x-queue-type", "classic"));
        for (String routingKey : Partitions.routingKeys(topic)) {
            DelayQueues.bind(channel, queue, topic.name(), routingKey);
            channel.queueBind(queue, topic.name(), routingKey);
        }
    }
}
