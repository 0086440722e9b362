package io.onemq.samples;

import io.onemq.Codec;
import io.onemq.Group;
import io.onemq.Message;
import io.onemq.MqClient;
import io.onemq.Publisher;
import io.onemq.Topic;
import java.util.concurrent.CountDownLatch;

/** The shortest program: one message, confirmed, handled and acknowledged. The README shows its body. */
public final class Quickstart {
    private Quickstart() {}

    /**
     * Publishes and consumes one message.
     *
     * @param args the broker's URL, {@code memory:} without one
     * @throws InterruptedException if the wait for the message is interrupted
     */
    public static void main(String[] args) throws InterruptedException {
        String url = args.length == 0 ? "memory:" : args[0];
        // README
        try (MqClient mq = MqClient.builder(url).connect()) {
            Group billing = Group.of("billing");
            Topic orders = Topic.of("orders").withGroups(billing);
            CountDownLatch billed = new CountDownLatch(1);

            mq.consumer(orders, billing, Codec.string()).concurrency(4).start(delivery -> {
                System.out.println(delivery.key().orElse("?") + " ordered " + delivery.payload());
                billed.countDown(); // returns: ack; throws: tried again later; RejectException: dead letter
            });

            Publisher<String> publisher = mq.publisher(orders, Codec.string());
            publisher.publish(Message.of("3 lamps").withKey("customer-7")); // the broker has confirmed it
            billed.await();
        }
        // README
    }
}
