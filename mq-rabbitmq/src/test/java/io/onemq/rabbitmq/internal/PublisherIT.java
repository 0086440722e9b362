package io.onemq.rabbitmq.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import io.onemq.ErrorCode;
import io.onemq.Outcome;
import io.onemq.spi.DriverConfig;
import io.onemq.spi.DriverPublisher;
import io.onemq.spi.OutgoingMessage;
import io.onemq.spi.TopicSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PublisherIT {
    private final PublishLog log = new PublishLog();
    private RabbitFixture rabbit;

    @BeforeEach
    void connect() throws Exception {
        rabbit = new RabbitFixture();
    }

    @AfterEach
    void disconnect() throws Exception {
        rabbit.close();
    }

    private static TopicSpec missing() {
        return new TopicSpec("it-missing-" + UUID.randomUUID(), 0, TopicSpec.Role.APPLICATION);
    }

    @Test
    void confirmsEveryMessageOfManyBatches() {
        TopicSpec topic = rabbit.topic(0, "g");
        DriverPublisher publisher = rabbit.driver.openPublisher(log);
        for (int batch = 0; batch < 20; batch++) {
            int first = batch * 150;
            publisher.publish(IntStream.range(first, first + 150)
                    .mapToObj(i -> new TestMessage(topic, "m" + i).payload("x"))
                    .toList());
        }
        await().until(() -> log.confirmed.size() == 3000);
        assertThat(log.confirmed).doesNotHaveDuplicates();
        assertThat(rabbit.driver
                        .admin()
                        .backlog(topic, RabbitFixture.group("g"))
                        .ready())
                .isEqualTo(3000);
        assertThat(log.failures).isEmpty();
    }

    @Test
    void failsUnroutableMessagesAmongRoutedOnes() {
        TopicSpec routed = rabbit.topic(0, "g");
        TopicSpec unheard = rabbit.topic(0);
        List<OutgoingMessage> batch = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            batch.add(new TestMessage(routed, "r" + i));
            batch.add(new TestMessage(unheard, "u" + i));
            batch.add(new TestMessage(unheard, "same"));
        }
        rabbit.driver.openPublisher(log).publish(batch);
        await().until(() -> log.confirmed.size() == 50 && log.failures.size() == 51);
        assertThat(log.confirmed).allMatch(id -> id.startsWith("r"));
        assertThat(log.code("u7")).isEqualTo(ErrorCode.UNROUTABLE);
        assertThat(log.failures.get("u7").outcome()).isEqualTo(Outcome.NOT_SENT);
        assertThat(log.failures.get("u7").retryable()).isFalse();
        assertThat(log.losses).isEmpty();
    }

    @Test
    void failsTheMessageToAMissingTopicAndLosesTheRest() {
        TopicSpec topic = rabbit.topic(0, "g");
        DriverPublisher publisher = rabbit.driver.openPublisher(log);
        publisher.publish(List.of(
                new TestMessage(topic, "before"), new TestMessage(missing(), "lost"), new TestMessage(topic, "after")));
        await().until(() -> !log.losses.isEmpty());
        assertThat(log.code("lost")).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(log.failures).containsOnlyKeys("lost");
        assertThat(log.failures.get("lost").outcome()).isEqualTo(Outcome.NOT_SENT);
        publisher.close();
        assertThat(log.losses).hasSize(1);
    }

    @Test
    void refusesPayloadsAboveTheLimitAndStaysUsable() throws Exception {
        DriverConfig small = RabbitFixture.config().toBuilder()
                .set(RabbitKeys.MAX_MESSAGE_SIZE, "1KiB")
                .build();
        TopicSpec topic = rabbit.topic(0, "g");
        try (RabbitFixture other = new RabbitFixture(small)) {
            DriverPublisher publisher = other.driver.openPublisher(log);
            publisher.publish(List.of(
                    new TestMessage(topic, "large").payload(new byte[1025]),
                    new TestMessage(topic, "exact").payload(new byte[1024])));
            await().until(() -> log.confirmed.contains("exact"));
            assertThat(log.code("large")).isEqualTo(ErrorCode.TOO_LARGE);
            assertThat(log.failures.get("large").outcome()).isEqualTo(Outcome.NOT_SENT);
        }
    }

    @Test
    void learnsTheLimitFromAServerThatRefusesALargeMessage() throws Exception {
        long limit = ServerVersion.of(rabbit.driver.broker().version()).isAtLeast(4, 0) ? 16 << 20 : 128 << 20;
        DriverConfig generous = RabbitFixture.config().toBuilder()
                .set(RabbitKeys.MAX_MESSAGE_SIZE, "256MiB")
                .build();
        TopicSpec topic = rabbit.topic(0, "g");
        try (RabbitFixture other = new RabbitFixture(generous)) {
            other.driver
                    .openPublisher(log)
                    .publish(List.of(
                            new TestMessage(topic, "small"),
                            new TestMessage(topic, "large").payload(new byte[(int) limit + 1])));
            await().atMost(Duration.ofSeconds(30)).until(() -> !log.losses.isEmpty());
            assertThat(log.failures).containsOnlyKeys("large");
            assertThat(log.code("large")).isEqualTo(ErrorCode.TOO_LARGE);
            PublishLog next = new PublishLog();
            other.driver
                    .openPublisher(next)
                    .publish(List.of(
                            new TestMessage(topic, "again").payload(new byte[(int) limit + 1]),
                            new TestMessage(topic, "small")));
            await().until(() -> next.confirmed.contains("small"));
            assertThat(next.code("again")).isEqualTo(ErrorCode.TOO_LARGE);
        }
    }

    @Test
    void refusesHeadersThatDoNotFitInAFrameAndKeepsCounting() {
        TopicSpec topic = rabbit.topic(0, "g");
        DriverPublisher publisher = rabbit.driver.openPublisher(log);
        publisher.publish(List.of(
                new TestMessage(topic, "first"),
                new TestMessage(topic, "fat").header("h", "x".repeat(200_000)),
                new TestMessage(topic, "last")));
        publisher.publish(List.of(new TestMessage(topic, "later")));
        await().until(() -> log.confirmed.size() == 3);
        assertThat(log.confirmed).containsExactlyInAnyOrder("first", "last", "later");
        assertThat(log.code("fat")).isEqualTo(ErrorCode.TOO_LARGE);
    }

    @Test
    void refusesHeadersThatBelongToTheBroker() {
        TopicSpec topic = rabbit.topic(0, "g");
        rabbit.driver.openPublisher(log).publish(List.of(new TestMessage(topic, "m").header("x-delivery-count", "7")));
        assertThat(log.code("m")).isEqualTo(ErrorCode.INVALID_MESSAGE);
    }

    @Test
    void reportsARefusalOfTheBrokerAsRefused() throws Exception {
        TopicSpec topic = rabbit.topic(0);
        Channel channel = rabbit.channel();
        String full = topic.name() + ".full";
        channel.queueDeclare(full, true, false, true, Map.of("x-max-length", 0, "x-overflow", "reject-publish"));
        channel.queueBind(full, topic.name(), "");
        rabbit.driver.openPublisher(log).publish(List.of(new TestMessage(topic, "m").payload("x")));
        await().until(() -> !log.failures.isEmpty());
        channel.queueDelete(full);
        assertThat(log.code("m")).isEqualTo(ErrorCode.REFUSED);
        assertThat(log.failures.get("m").retryable()).isTrue();
    }

    @Test
    void spreadsKeysOverThePartitionQueuesAsKafkaDoes() throws Exception {
        TopicSpec topic = rabbit.topic(4, "g");
        List<OutgoingMessage> batch = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            batch.add(new TestMessage(topic, "k" + i).key("key-" + i));
        }
        rabbit.driver.openPublisher(log).publish(batch);
        await().until(() -> log.confirmed.size() == 100);
        int[] expected = new int[4];
        for (int i = 0; i < 100; i++) {
            expected[Partitions.of("key-" + i, 4)]++;
        }
        Channel channel = rabbit.channel();
        for (int partition = 0; partition < 4; partition++) {
            assertThat(channel.messageCount(topic.name() + ".g.p" + partition)).isEqualTo(expected[partition]);
        }
    }

    @Test
    void saysNothingAfterClose() throws Exception {
        DriverPublisher publisher = rabbit.driver.openPublisher(log);
        publisher.close();
        publisher.close();
        assertThat(log.losses).isEmpty();
    }
}
