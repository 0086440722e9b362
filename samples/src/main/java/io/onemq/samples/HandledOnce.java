package io.onemq.samples;

import io.onemq.Codec;
import io.onemq.Consumer;
import io.onemq.Group;
import io.onemq.Idempotency;
import io.onemq.IdempotencyStore;
import io.onemq.Message;
import io.onemq.MqClient;
import io.onemq.PublishReceipt;
import io.onemq.Publisher;
import io.onemq.Topic;
import io.onemq.redis.RedisIdempotencyStore;
import java.time.Duration;

/** What is done once though it is published or delivered again. The page on idempotency shows parts of it. */
public final class HandledOnce {
    private HandledOnce() {}

    /** For a group whose members are in several processes. */
    static Consumer acrossProcesses(MqClient mq, MqClient redis, Topic orders, Group billing) {
        IdempotencyStore store = RedisIdempotencyStore.of(redis); // any client with a redis: URL
        Idempotency once = Idempotency.with(store).window(Duration.ofDays(3));
        return mq.consumer(orders, billing, Codec.string()).start(once.handler(delivery -> bill(delivery.payload())));
    }

    /** For a group that lives in one process, and with an order number for an id. */
    static Consumer withinAProcess(MqClient mq, Topic orders, Group billing) {
        Idempotency once = Idempotency.with(IdempotencyStore.inMemory(100_000))
                .identifiedBy(delivery -> delivery.headers().get("order-number").orElse(""));
        return mq.consumer(orders, billing, Codec.string()).start(once.handler(delivery -> bill(delivery.payload())));
    }

    /** For a program that does not know whether it has published an order: doing it again changes nothing. */
    static PublishReceipt publishedOnce(MqClient mq, Group billing) {
        Topic orders = Topic.of("orders").withGroups(billing).withDeduplication(Duration.ofDays(1));
        Publisher<String> publisher = mq.publisher(orders, Codec.string());
        PublishReceipt receipt = publisher.publish(Message.of("3 lamps").withId("order-4711"));
        publisher.close();
        return receipt;
    }

    private static void bill(String order) {
        System.out.println("billed " + order);
    }
}
