package io.onemq.rabbitmq.internal;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.onemq.Ordering;
import io.onemq.rabbitmq.RabbitMqDriverProvider;
import io.onemq.spi.BrokerUrl;
import io.onemq.spi.DriverConfig;
import io.onemq.spi.DriverConnection;
import io.onemq.spi.DriverSubscription;
import io.onemq.spi.GroupSpec;
import io.onemq.spi.SubscriptionSpec;
import io.onemq.spi.TopicSpec;
import io.onemq.testkit.runtime.Brokers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;

/** A driver connection and a native one to the broker of the tests, with topics that are removed afterwards. */
final class RabbitFixture implements AutoCloseable {
    final DriverConnection driver;
    final Connection nativeConnection;
    private final Deque<AutoCloseable> cleanups = new ArrayDeque<>();

    RabbitFixture() throws Exception {
        this(config());
    }

    RabbitFixture(DriverConfig config) throws Exception {
        driver = new RabbitMqDriverProvider().connect(config);
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(url());
        factory.setAutomaticRecoveryEnabled(false);
        nativeConnection = factory.newConnection();
    }

    static String url() {
        return Brokers.shared("rabbitmq").url();
    }

    static DriverConfig config() {
        return DriverConfig.builder(BrokerUrl.parse(url())).build();
    }

    static GroupSpec group(String name) {
        return new GroupSpec(name, Ordering.NONE);
    }

    /** A new topic, declared with groups. */
    TopicSpec topic(int partitions, String... groups) {
        TopicSpec topic = new TopicSpec("it-" + UUID.randomUUID(), partitions, TopicSpec.Role.APPLICATION);
        List<GroupSpec> specs =
                List.of(groups).stream().map(RabbitFixture::group).toList();
        driver.admin().declare(topic, specs);
        cleanups.push(() -> driver.admin().deleteTopic(topic, specs));
        return topic;
    }

    DriverSubscription subscribe(TopicSpec topic, String group, int window, DeliveryLog log) {
        String name = "c-" + UUID.randomUUID();
        return driver.openSubscription(
                new SubscriptionSpec(topic, group(group), name, window, Duration.ofSeconds(30)), log);
    }

    Channel channel() throws Exception {
        return nativeConnection.createChannel();
    }

    @Override
    public void close() throws Exception {
        while (!cleanups.isEmpty()) {
            cleanups.pop().close();
        }
        driver.close();
        nativeConnection.close();
    }
}
