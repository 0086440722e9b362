package io.onemq.rabbitmq.internal;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Consumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;

/** Passes on what the native client has for the consumer of one queue. */
final class QueueConsumer implements Consumer {
    private final RabbitSubscription subscription;
    private final String queue;
    private final int partition;

    /** The partition is that of the positions of its messages, or none. */
    QueueConsumer(RabbitSubscription subscription, String queue, int partition) {
        this.subscription = subscription;
        this.queue = queue;
        this.partition = partition;
    }

    @Override
    public void handleDelivery(String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
        subscription.arrived(envelope.getDeliveryTag(), envelope.isRedeliver(), partition, properties, body);
    }

    @Override
    public void handleCancel(String tag) {
        subscription.cancelled(queue);
    }

    // The subscription listens to its channel, and knows what it has asked for.

    @Override
    public void handleShutdownSignal(String tag, ShutdownSignalException signal) {}

    @Override
    public void handleConsumeOk(String tag) {}

    @Override
    public void handleCancelOk(String tag) {}

    @Override
    public void handleRecoverOk(String tag) {}
}
