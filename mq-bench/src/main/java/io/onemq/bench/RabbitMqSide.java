package io.onemq.bench;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.MessageProperties;
import com.rabbitmq.client.impl.ClientVersion;
import io.onemq.Topic;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;

/** RabbitMQ by its own client: a window of asynchronous confirms, prefetch and multiple acks. */
final class RabbitMqSide implements Side {
    private static final int OUTSTANDING = 1_000;
    private static final int PREFETCH = 250;
    private static final int ACK_EVERY = 100;

    private final Connection publishing;
    private final Connection consuming;

    RabbitMqSide(String url) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(url);
        this.publishing = factory.newConnection("bench-publish");
        this.consuming = factory.newConnection("bench-consume");
    }

    @Override
    public String client() {
        return "amqp-client " + ClientVersion.VERSION;
    }

    @Override
    public String settings() {
        return "persistent, mandatory, " + OUTSTANDING + " outstanding confirms; prefetch " + PREFETCH
                + ", multiple ack every " + ACK_EVERY;
    }

    @Override
    public Sample publish(Topic topic, int messages) throws Exception {
        Confirmations confirmations = new Confirmations(messages);
        ConfirmWindow window = new ConfirmWindow(OUTSTANDING, confirmations);
        try (Channel channel = publishing.createChannel()) {
            channel.confirmSelect();
            channel.addConfirmListener(window);
            channel.addReturnListener(returned ->
                    confirmations.failed(new IllegalStateException("Unroutable: " + returned.getReplyText())));
            Meter meter = new Meter();
            meter.begin();
            for (int i = 0; i < messages; i++) {
                window.enter();
                channel.basicPublish(
                        topic.name(), "", true, MessageProperties.MINIMAL_PERSISTENT_BASIC, Payloads.numbered(i));
            }
            meter.handedOver();
            confirmations.await();
            return meter.end(messages);
        }
    }

    @Override
    public Sample consume(Topic topic, int messages) throws Exception {
        Tally tally = new Tally(messages);
        CountDownLatch acked = new CountDownLatch(1);
        try (Channel channel = consuming.createChannel()) {
            channel.basicQos(PREFETCH);
            channel.basicConsume(queue(topic), false, new DefaultConsumer(channel) {
                private int unacked;

                @Override
                public void handleDelivery(String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body)
                        throws IOException {
                    tally.consumed(body);
                    unacked++;
                    if (unacked == ACK_EVERY || tally.isComplete()) {
                        unacked = 0;
                        getChannel().basicAck(envelope.getDeliveryTag(), true);
                    }
                    if (tally.isComplete()) {
                        acked.countDown();
                    }
                }
            });
            tally.await();
            acked.await();
            channel.queueDeclarePassive(queue(topic)); // answered after the acks that were sent before it
            return tally.end();
        }
    }

    @Override
    public long backlog(Topic topic) throws Exception {
        try (Channel channel = consuming.createChannel()) {
            return channel.messageCount(queue(topic));
        }
    }

    private static String queue(Topic topic) {
        return topic.name() + "." + topic.groups().get(0).name();
    }

    @Override
    public void close() throws Exception {
        publishing.close();
        consuming.close();
    }
}
