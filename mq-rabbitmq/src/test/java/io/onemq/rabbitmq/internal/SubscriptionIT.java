package io.onemq.rabbitmq.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Connection;
import io.onemq.ErrorCode;
import io.onemq.MqException;
import io.onemq.Settlement;
import io.onemq.spi.DriverSubscription;
import io.onemq.spi.IncomingMessage;
import io.onemq.spi.TopicSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SubscriptionIT {
    private final DeliveryLog log = new DeliveryLog();
    private RabbitFixture rabbit;

    @BeforeEach
    void connect() throws Exception {
        rabbit = new RabbitFixture();
    }

    @AfterEach
    void disconnect() throws Exception {
        rabbit.close();
    }

    private void publish(TopicSpec topic, int count) {
        PublishLog published = new PublishLog();
        try (var publisher = rabbit.driver.openPublisher(published)) {
            publisher.publish(IntStream.range(0, count)
                    .mapToObj(i -> new TestMessage(topic, "m" + i).key("k" + i))
                    .toList());
            await().until(() -> published.confirmed.size() == count);
        }
    }

    private static List<String> ids(List<IncomingMessage> messages) {
        return messages.stream().map(IncomingMessage::id).toList();
    }

    private long ready(TopicSpec topic) {
        return rabbit.driver.admin().backlog(topic, RabbitFixture.group("g")).ready();
    }

    @Test
    void theEndOfTheConnectionForAdministrationIsNotTheConsumersBusiness() {
        TopicSpec topic = rabbit.topic(0, "g");
        Connection administration = rabbit.driver.unwrap(Connection.class).orElseThrow();
        try (DriverSubscription subscription = rabbit.subscribe(topic, "g", 10, log)) {
            administration.abort();
            publish(topic, 5);

            assertThat(ids(log.await(5))).containsExactly("m0", "m1", "m2", "m3", "m4");
            assertThat(log.losses).isEmpty();
        }
        assertThat(ready(topic)).isEqualTo(5);
    }

    @Test
    void settlesInRandomOrderAndLeavesExactlyTheRest() {
        TopicSpec topic = rabbit.topic(0, "g");
        publish(topic, 500);
        DriverSubscription subscription = rabbit.subscribe(topic, "g", 500, log);
        List<IncomingMessage> all = new ArrayList<>(log.await(500));
        Collections.shuffle(all, new Random(1));
        List<IncomingMessage> kept = all.subList(480, 500);
        for (int i = 0; i < 480; i += 48) {
            List<TestSettlement> acks = TestSettlement.acks(all.subList(i, i + 48));
            subscription.settle(acks);
            assertThat(acks).extracting(TestSettlement::outcome).containsOnly(Settlement.SETTLED);
        }
        subscription.close();
        DeliveryLog rest = new DeliveryLog();
        rabbit.subscribe(topic, "g", 500, rest);
        assertThat(ids(rest.await(20))).containsExactlyInAnyOrderElementsOf(ids(kept));
    }

    @Test
    void neverAcknowledgesAReleasedMessageAlongWithItsNeighbours() {
        TopicSpec topic = rabbit.topic(0, "g");
        publish(topic, 100);
        DriverSubscription subscription = rabbit.subscribe(topic, "g", 100, log);
        List<IncomingMessage> first = log.await(100);
        List<TestSettlement> batch = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            batch.add(i % 10 == 3 ? TestSettlement.release(first.get(i)) : TestSettlement.ack(first.get(i)));
        }
        Collections.reverse(batch);
        subscription.settle(batch);
        assertThat(batch).extracting(TestSettlement::outcome).containsOnly(Settlement.SETTLED);
        List<IncomingMessage> again = log.await(110).subList(100, 110);
        assertThat(ids(again))
                .containsExactlyInAnyOrder("m3", "m13", "m23", "m33", "m43", "m53", "m63", "m73", "m83", "m93");
        assertThat(again).allMatch(message -> message.earlierDeliveries() == 1);
        assertThat(first).allMatch(message -> message.earlierDeliveries() == 0);
    }

    @Test
    void keepsToTheWindow() {
        TopicSpec topic = rabbit.topic(0, "g");
        publish(topic, 50);
        DriverSubscription subscription = rabbit.subscribe(topic, "g", 10, log);
        log.await(10);
        await().during(Duration.ofMillis(300)).until(() -> log.delivered.size() == 10);
        subscription.settle(List.of(TestSettlement.autoAck(log.delivered.get(4))));
        log.await(11);
        await().during(Duration.ofMillis(200)).until(() -> log.delivered.size() == 11);
    }

    @Test
    void keepsToTheWindowOverAllPartitionsAndReachesEachOfThem() {
        TopicSpec topic = rabbit.topic(8, "g");
        publish(topic, 80);
        DriverSubscription subscription = rabbit.subscribe(topic, "g", 3, log);
        for (int settled = 0; settled < 80; settled++) {
            IncomingMessage next = log.await(settled + 1).get(settled);
            assertThat(log.delivered.size() - settled).isLessThanOrEqualTo(3);
            subscription.settle(List.of(TestSettlement.autoAck(next)));
        }
        await().until(() -> ready(topic) == 0);
        assertThat(ids(log.await(80))).doesNotHaveDuplicates();
    }

    @Test
    void handsBackWhatIsBeyondTheWindowWhenItStops() {
        TopicSpec topic = rabbit.topic(8, "g");
        publish(topic, 80);
        DriverSubscription subscription = rabbit.subscribe(topic, "g", 2, log);
        log.await(2);
        subscription.stop();
        await().until(() -> ready(topic) == 78);
        List<TestSettlement> acks = TestSettlement.acks(log.await(2));
        subscription.settle(acks);
        assertThat(acks).extracting(TestSettlement::outcome).containsOnly(Settlement.SETTLED);
        assertThat(log.delivered).hasSize(2);
    }

    @Test
    void deliversNothingAfterStopAndGivesEverythingBackAtClose() {
        TopicSpec topic = rabbit.topic(0, "g");
        publish(topic, 20);
        DriverSubscription subscription = rabbit.subscribe(topic, "g", 5, log);
        log.await(5);
        subscription.stop();
        subscription.stop();
        subscription.settle(List.of(TestSettlement.autoAck(log.delivered.get(0))));
        await().during(Duration.ofMillis(300)).until(() -> log.delivered.size() == 5);
        subscription.close();
        subscription.close();
        await().until(() -> ready(topic) == 19);
        assertThat(log.losses).isEmpty();
    }

    @Test
    void answersSettlementsOfAnEarlierIncarnationWithLeaseLost() {
        TopicSpec topic = rabbit.topic(0, "g");
        publish(topic, 1);
        DriverSubscription first = rabbit.subscribe(topic, "g", 5, log);
        IncomingMessage message = log.await(1).get(0);
        first.close();
        DeliveryLog secondLog = new DeliveryLog();
        DriverSubscription second = rabbit.subscribe(topic, "g", 5, secondLog);
        IncomingMessage again = secondLog.await(1).get(0);
        for (DriverSubscription target : List.of(first, second)) {
            TestSettlement late = TestSettlement.ack(message);
            target.settle(List.of(late));
            assertThat(late.outcome()).isEqualTo(Settlement.LEASE_LOST);
        }
        TestSettlement good = TestSettlement.ack(again);
        TestSettlement twice = TestSettlement.ack(again);
        second.settle(List.of(good, twice));
        assertThat(good.outcome()).isEqualTo(Settlement.SETTLED);
        assertThat(twice.outcome()).isEqualTo(Settlement.LEASE_LOST);
    }

    @Test
    void answersWhatWasSettledJustBeforeClose() {
        TopicSpec topic = rabbit.topic(0, "g");
        publish(topic, 100);
        DriverSubscription subscription = rabbit.subscribe(topic, "g", 100, log);
        List<TestSettlement> acks = TestSettlement.acks(log.await(100));
        acks.forEach(ack -> subscription.settle(List.of(ack)));
        subscription.close();
        assertThat(acks).extracting(TestSettlement::outcome).containsOnly(Settlement.SETTLED);
        assertThat(ready(topic)).isZero();
    }

    @Test
    void isLostWhenItsQueueIsDeleted() throws Exception {
        TopicSpec topic = rabbit.topic(0, "g");
        publish(topic, 1);
        DriverSubscription subscription = rabbit.subscribe(topic, "g", 5, log);
        IncomingMessage message = log.await(1).get(0);
        rabbit.channel().queueDelete(topic.name() + ".g");
        assertThat(log.awaitLoss()).hasMessageContaining(topic.name() + ".g").hasMessageContaining("deleted");
        TestSettlement late = TestSettlement.ack(message);
        subscription.close();
        subscription.settle(List.of(late));
        assertThat(late.outcome()).isEqualTo(Settlement.LEASE_LOST);
        assertThat(log.losses).hasSize(1);
    }

    @Test
    void findsNoMissingGroupAndNoMissingTopic() throws Exception {
        TopicSpec topic = rabbit.topic(0, "g");
        assertThatThrownBy(() -> rabbit.subscribe(topic, "other", 5, log))
                .isInstanceOfSatisfying(
                        MqException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
        rabbit.channel().exchangeDelete(topic.name());
        assertThatThrownBy(() -> rabbit.subscribe(topic, "g", 5, log))
                .isInstanceOfSatisfying(
                        MqException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
        assertThat(log.losses).isEmpty();
    }

    @Test
    void handsOverInBatches() {
        TopicSpec topic = rabbit.topic(0, "g");
        publish(topic, 2000);
        rabbit.subscribe(topic, "g", 2000, log);
        log.await(2000);
        assertThat(log.batches.size()).isLessThan(1000);
        assertThat(ids(log.delivered))
                .containsExactlyElementsOf(
                        IntStream.range(0, 2000).mapToObj(i -> "m" + i).toList());
    }
}
