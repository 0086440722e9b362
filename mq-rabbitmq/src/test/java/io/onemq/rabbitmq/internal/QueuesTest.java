package io.onemq.rabbitmq.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.spi.TopicSpec;
import io.onemq.spi.TopicSpec.Role;
import org.junit.jupiter.api.Test;

class QueuesTest {
    private static TopicSpec topic(String name, int partitions) {
        return new TopicSpec(name, partitions, Role.APPLICATION);
    }

    @Test
    void namesOneQueueOrOneForEachPartition() {
        assertThat(Queues.of(topic("orders", 0), RabbitFixture.group("billing")))
                .containsExactly("orders.billing");
        assertThat(Queues.of(topic("orders", 3), RabbitFixture.group("billing")))
                .containsExactly("orders.billing.p0", "orders.billing.p1", "orders.billing.p2");
    }

    @Test
    void backstopsAGroupWithItsDeadLetters() {
        assertThat(Queues.arguments(topic("orders", 0), RabbitFixture.group("billing")))
                .containsEntry("x-queue-type", "quorum")
                .containsEntry("x-overflow", "reject-publish")
                .containsEntry("x-delivery-limit", 1000)
                .containsEntry("x-dead-letter-exchange", "orders.billing.dlq")
                .containsEntry("x-dead-letter-strategy", "at-least-once")
                .hasSize(5);
    }

    @Test
    void backstopsRetriesWithTheDeadLettersOfTheirGroup() {
        assertThat(Queues.arguments(topic("orders.billing.retry", 0), RabbitFixture.group("retry")))
                .containsEntry("x-dead-letter-exchange", "orders.billing.dlq");
        assertThat(Queues.arguments(topic("orders.billing.isolated", 0), RabbitFixture.group("retry")))
                .containsEntry("x-dead-letter-exchange", "orders.billing.dlq");
        assertThat(Queues.arguments(topic("orders", 0), RabbitFixture.group("retry")))
                .containsEntry("x-dead-letter-exchange", "orders.retry.dlq");
    }

    @Test
    void letsNothingFallOutOfDeadLetters() {
        TopicSpec dead = topic("orders.billing.dlq", 0);
        assertThat(Queues.arguments(dead, RabbitFixture.group("inspect")))
                .containsEntry("x-delivery-limit", Integer.MAX_VALUE)
                .doesNotContainKeys("x-dead-letter-exchange", "x-dead-letter-strategy");
        assertThat(Queues.deliveryLimit(RabbitFixture.group("inspect"))).isEqualTo(Integer.MAX_VALUE);
        assertThat(Queues.deliveryLimit(RabbitFixture.group("billing"))).isEqualTo(1000);
    }
}
