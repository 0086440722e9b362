package io.onemq.rabbitmq.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import io.onemq.Ordering;
import io.onemq.Retention;
import io.onemq.StartPosition;
import io.onemq.rabbitmq.RabbitMqDriverProvider;
import io.onemq.spi.DriverConfig;
import io.onemq.spi.DriverConnection;
import io.onemq.spi.DriverSubscription;
import io.onemq.spi.GroupSpec;
import io.onemq.spi.IncomingMessage;
import io.onemq.spi.SubscriptionSpec;
import io.onemq.spi.TopicSpec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A topic with streams, groups of it, and what tests of moved groups do with them. */
abstract class StreamCases {
    static final GroupSpec LIVE = new GroupSpec("live", Ordering.NONE);
    static final GroupSpec LATE = new GroupSpec("late", Ordering.NONE, StartPosition.earliest());
    static final GroupSpec ORDERED = new GroupSpec("ordered", Ordering.KEY, StartPosition.earliest());
    static final Retention HOUR = Retention.ofAge(Duration.ofHours(1));

    private final Deque<AutoCloseable> cleanups = new ArrayDeque<>();
    RabbitFixture rabbit;
    Channel channel;

    @BeforeEach
    void connect() throws Exception {
        rabbit = new RabbitFixture();
        channel = rabbit.channel();
    }

    @AfterEach
    void disconnect() throws Exception {
        while (!cleanups.isEmpty()) {
            cleanups.pop().close();
        }
        rabbit.close();
    }

    /** Settles what comes, and hears what an operator should know. */
    static final class Worker extends DeliveryLog {
        final List<String> notices = new CopyOnWriteArrayList<>();

        @Override
        public void notice(String message) {
            notices.add(message);
        }

        List<String> ids() {
            return delivered.stream().map(IncomingMessage::id).toList();
        }
    }

    final TopicSpec topic(Retention retention, int partitions, GroupSpec... groups) {
        TopicSpec topic = new TopicSpec(
                "it-" + UUID.randomUUID(), partitions, TopicSpec.Role.APPLICATION, retention, Duration.ZERO);
        rabbit.driver.admin().declare(topic, List.of(groups));
        cleanups.push(() -> rabbit.driver.admin().deleteTopic(topic, List.of(LIVE, LATE, ORDERED)));
        return topic;
    }

    final DriverConnection driver() {
        return driver(RabbitFixture.config());
    }

    final DriverConnection driver(DriverConfig config) {
        DriverConnection driver = new RabbitMqDriverProvider().connect(config);
        cleanups.push(driver);
        return driver;
    }

    final void publish(TopicSpec topic, int from, int to, String payload) {
        PublishLog published = new PublishLog();
        try (var publisher = rabbit.driver.openPublisher(published)) {
            publisher.publish(IntStream.range(from, to)
                    .mapToObj(i ->
                            new TestMessage(topic, "m" + i).payload(payload).key("k" + i % 5))
                    .toList());
            await().atMost(Duration.ofSeconds(30)).until(() -> published.confirmed.size() == to - from);
        }
    }

    final Worker work(DriverConnection driver, TopicSpec topic, GroupSpec group) {
        Worker worker = new Worker();
        return work(driver, topic, group, worker);
    }

    final Worker work(DriverConnection driver, TopicSpec topic, GroupSpec group, Worker worker) {
        join(driver, topic, group, worker);
        return worker;
    }

    final DriverSubscription join(DriverConnection driver, TopicSpec topic, GroupSpec group, Worker worker) {
        SettlingListener listener = new SettlingListener(worker);
        DriverSubscription subscription = driver.openSubscription(
                new SubscriptionSpec(topic, group, "c-" + UUID.randomUUID(), 256, Duration.ofSeconds(30)), listener);
        listener.settleWith(subscription);
        cleanups.push(subscription);
        return subscription;
    }

    static List<String> range(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "m" + i).toList();
    }

    static void awaitExactly(Worker worker, List<String> ids) {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            List<String> seen = worker.ids();
            Set<String> missing = new LinkedHashSet<>(ids);
            seen.forEach(missing::remove);
            assertThat(missing).as("missing").isEmpty();
            assertThat(new HashSet<>(ids)).containsAll(seen);
            assertThat(seen).as("what comes twice").doesNotHaveDuplicates();
        });
    }

    final void keep(String queue, String text) throws Exception {
        channel.queueDeclare(queue, true, false, false, Queues.keepingArguments());
        channel.confirmSelect();
        channel.basicPublish(
                "",
                queue,
                new AMQP.BasicProperties.Builder().deliveryMode(2).build(),
                text.getBytes(StandardCharsets.UTF_8));
        channel.waitForConfirmsOrDie(10_000);
    }

    final void awaitGone(String queue) {
        await().atMost(Duration.ofSeconds(20)).until(() -> !exists(queue));
    }

    final boolean exists(String queue) throws Exception {
        try (Channel asking = rabbit.channel()) {
            asking.queueDeclarePassive(queue);
            return true;
        } catch (java.io.IOException e) {
            return false;
        }
    }
}
