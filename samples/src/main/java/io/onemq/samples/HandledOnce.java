package io.onemq.samples;

import io.onemq.Codec;
import io.onemq.Consumer;
import io.onemq.Group;
import io.onemq.Idempotency;
import io.onemq.IdempotencyStore;
import io.onemq.MqClient;
import io.onemq.Topic;
import io.onemq.redis.RedisIdempotencyStore;
import java.time.Duration;

/** Handlers that are not called again for what they have handled. The page on idempotency shows parts of it. */
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

    private static void bill(String order) {
        System.out.println("billed " + order);
    }
}
