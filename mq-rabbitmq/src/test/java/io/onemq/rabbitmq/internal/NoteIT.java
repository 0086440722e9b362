package io.onemq.rabbitmq.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Connection;
import io.onemq.Ordering;
import io.onemq.Settlement;
import io.onemq.spi.DriverSubscription;
import io.onemq.spi.GroupSpec;
import io.onemq.spi.IncomingMessage;
import io.onemq.spi.SubscriptionSpec;
import io.onemq.spi.TopicSpec;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NoteIT {
    private static final GroupSpec GROUP = new GroupSpec("ordered", Ordering.KEY);

    private RabbitFixture rabbit;

    @BeforeEach
    void connect() throws Exception {
        rabbit = new RabbitFixture();
    }

    @AfterEach
    void disconnect() throws Exception {
        rabbit.close();
    }

    /** Keeps the thread that calls the listeners of its connection. */
    private static final class Blocking extends DeliveryLog {
        private final CountDownLatch entered = new CountDownLatch(1);
        private final CountDownLatch end = new CountDownLatch(1);

        @Override
        public void deliver(List<? extends IncomingMessage> batch) {
            entered.countDown();
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void publish(TopicSpec topic, String id) {
        PublishLog published = new PublishLog();
        try (var publisher = rabbit.driver.openPublisher(published)) {
            publisher.publish(List.of(new TestMessage(topic, id).key("key")));
            await().until(() -> !published.confirmed.isEmpty());
        }
    }

    @Test
    void aNoteThatIsTooLateIsAnsweredWhenTheLossWasReported() throws Exception {
        TopicSpec other = rabbit.topic(0, "other");
        TopicSpec topic = rabbit.topic(0);
        rabbit.driver.admin().declare(topic, List.of(GROUP));
        publish(topic, "m");
        DeliveryLog log = new DeliveryLog();
        DriverSubscription subscription = rabbit.driver.openSubscription(
                new SubscriptionSpec(topic, GROUP, "c-" + UUID.randomUUID(), 64, Duration.ofSeconds(30)), log);
        IncomingMessage held = log.await(1).get(0);
        Blocking blocking = new Blocking();
        DriverSubscription blocked = rabbit.subscribe(other, "other", 1, blocking);
        publish(other, "x");
        blocking.entered.await();
        rabbit.driver.unwrap(Connection.class).orElseThrow().abort();
        TestSettlement note = TestSettlement.note(held, "too late");
        CompletableFuture<Integer> lossesAtAnswer = note.answered().thenApply(outcome -> log.losses.size());
        subscription.settle(List.of(note));
        blocking.end.countDown();

        assertThat(note.outcome()).isEqualTo(Settlement.LEASE_LOST);
        assertThat(lossesAtAnswer.join()).isEqualTo(1);
        subscription.close();
        blocked.close();
        assertThat(log.losses).hasSize(1);
        rabbit.driver.admin().deleteGroup(topic, GROUP);
    }
}
