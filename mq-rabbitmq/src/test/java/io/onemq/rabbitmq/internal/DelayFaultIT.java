package io.onemq.rabbitmq.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Connection;
import io.onemq.ErrorCode;
import io.onemq.MqException;
import io.onemq.rabbitmq.RabbitMqDriverProvider;
import io.onemq.spi.BrokerUrl;
import io.onemq.spi.DriverConfig;
import io.onemq.spi.DriverConnection;
import io.onemq.spi.GroupSpec;
import io.onemq.spi.SubscriptionSpec;
import io.onemq.spi.TopicSpec;
import io.onemq.testkit.runtime.BrokerRuntime;
import io.onemq.testkit.runtime.Brokers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** On a broker of its own: what is there first, and what survives. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DelayFaultIT {
    private static final BrokerRuntime BROKER = Brokers.create("rabbitmq");
    private static final GroupSpec GROUP = RabbitFixture.group("retry");
    private static final TopicSpec TOPIC = new TopicSpec("orders.billing.retry", 0, TopicSpec.Role.RETRY);

    private final List<DriverConnection> drivers = new ArrayList<>();

    @BeforeAll
    static void start() {
        BROKER.start();
    }

    @AfterAll
    static void stop() {
        BROKER.close();
    }

    @BeforeEach
    void forget() {
        drivers.forEach(DriverConnection::close);
        drivers.clear();
    }

    private DriverConnection connect() {
        DriverConnection driver = new RabbitMqDriverProvider()
                .connect(DriverConfig.builder(BrokerUrl.parse(BROKER.url())).build());
        drivers.add(driver);
        return driver;
    }

    /** It forgets those for good that were declared in the last half second before it is killed. */
    private static void awaitThatTheNodeKnowsItsQueues() {
        long declared = System.nanoTime();
        await().until(() ->
                System.nanoTime() - declared >= Duration.ofSeconds(1).toNanos());
    }

    @Test
    @Order(1)
    void saysThatThereAreNoDelayQueues() {
        DriverConnection driver = connect();
        driver.admin().declare(TOPIC, List.of());
        PublishLog log = new PublishLog();
        driver.openPublisher(log).publish(List.of(new TestMessage(TOPIC, "m").delayed(5_000)));
        await().until(() -> !log.losses.isEmpty());
        assertThat(log.code("m")).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(log.failures.get("m")).hasMessageContaining("onemq.delay.*");
    }

    @Test
    @Order(2)
    void severalClientsDeclareAtTheSameTime() {
        List<CompletableFuture<Void>> all = IntStream.range(0, 6).mapToObj(i -> connect()).toList().stream()
                .map(driver -> CompletableFuture.runAsync(() -> {
                    driver.admin().declare(TOPIC, List.of(GROUP));
                    driver.admin().validate(TOPIC, List.of(GROUP));
                }))
                .toList();
        all.forEach(CompletableFuture::join);
    }

    @Test
    @Order(3)
    void delaysSurviveTheSuddenDeathOfTheBroker() {
        DriverConnection driver = connect();
        driver.admin().declare(TOPIC, List.of(GROUP));
        awaitThatTheNodeKnowsItsQueues();
        List<TestMessage> messages = IntStream.range(0, 300)
                .mapToObj(i -> new TestMessage(TOPIC, "m" + i).delayed(1_100 + i * 100))
                .toList();
        PublishLog published = new PublishLog();
        driver.openPublisher(published).publish(messages);
        await().until(() -> published.confirmed.size() == 300);
        for (int kill = 0; kill < 2; kill++) {
            BROKER.kill();
            BROKER.start();
        }
        DeliveryLog log = new DeliveryLog();
        connect().openSubscription(new SubscriptionSpec(TOPIC, GROUP, "c", 1_000, Duration.ofSeconds(30)), log);
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(messages)
                        .extracting(TestMessage::id)
                        .as("what has not arrived")
                        .filteredOn(id -> !log.arrivedAt.containsKey(id))
                        .isEmpty());
        assertThat(messages)
                .allSatisfy(message -> assertThat(log.arrivedAt.get(message.id()))
                        .as(message.id())
                        .isGreaterThan(message.notBefore() - 1_000));
    }

    /** Their leaders are being elected then, and RabbitMQ 3.10 loses every queue with dead letters if one goes meanwhile. */
    @Test
    @Order(4)
    void delaysSurviveADeletionRightAfterAStart() {
        DriverConnection driver = connect();
        TopicSpec other = new TopicSpec("other", 16, TopicSpec.Role.APPLICATION);
        driver.admin().declare(other, List.of(GROUP));
        BROKER.restart();
        connect().admin().deleteTopic(other, List.of(GROUP));
        DeliveryLog log = new DeliveryLog();
        driver = connect();
        driver.openSubscription(new SubscriptionSpec(TOPIC, GROUP, "c", 1_000, Duration.ofSeconds(30)), log);
        driver.openPublisher(new PublishLog()).publish(List.of(new TestMessage(TOPIC, "late").delayed(1_100)));
        await().untilAsserted(() -> assertThat(log.arrivedAt).containsKey("late"));
    }

    @Test
    @Order(5)
    void validationMissesTheDelayQueues() throws Exception {
        try (var connection = connect().unwrap(Connection.class).orElseThrow();
                var channel = connection.createChannel()) {
            channel.exchangeDelete(DelayRoute.RETURN);
        }
        assertThatThrownBy(() -> connect().admin().validate(TOPIC, List.of(GROUP)))
                .isInstanceOfSatisfying(MqException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND);
                    assertThat(e).hasMessageContaining(DelayRoute.RETURN);
                });
    }
}
