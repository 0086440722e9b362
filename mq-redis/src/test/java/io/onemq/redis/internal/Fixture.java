package io.onemq.redis.internal;

import io.onemq.Ordering;
import io.onemq.redis.RedisDriverProvider;
import io.onemq.spi.BrokerUrl;
import io.onemq.spi.DriverConfig;
import io.onemq.spi.DriverConnection;
import io.onemq.spi.DriverPublisher;
import io.onemq.spi.DriverSubscription;
import io.onemq.spi.GroupSpec;
import io.onemq.spi.SubscriptionSpec;
import io.onemq.spi.TopicSpec;
import io.onemq.testkit.runtime.Brokers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import redis.clients.jedis.Jedis;

/** A driver on a real server, a native client beside it, and topics that nobody else uses. */
final class Fixture implements AutoCloseable {
    final TopicSpec topic;
    final GroupSpec group = new GroupSpec("billing", Ordering.NONE);
    final GroupSpec other = new GroupSpec("audit", Ordering.NONE);
    final String url = Brokers.shared("redis").url();
    final Jedis jedis = new Jedis(url);
    final DriverConnection connection;
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    Fixture() {
        this(0, Map.of());
    }

    Fixture(int partitions, Map<String, String> options) {
        topic = new TopicSpec("t-" + UUID.randomUUID(), partitions, TopicSpec.Role.APPLICATION);
        connection = connect(url, options);
    }

    static DriverConnection connect(String url, Map<String, String> options) {
        RedisDriverProvider provider = new RedisDriverProvider();
        DriverConfig.Builder config = DriverConfig.builder(BrokerUrl.parse(url));
        Map<String, String> rest = new HashMap<>(options);
        provider.configKeys().forEach(key -> {
            String value = rest.remove(key.name());
            if (value != null) {
                config.set(key, value);
            }
        });
        if (!rest.isEmpty()) {
            throw new IllegalArgumentException("unknown options " + rest);
        }
        return provider.connect(config.build());
    }

    String stream(int partition) {
        return "{" + topic.name() + "/" + partition + "}";
    }

    String delayed(int partition) {
        return stream(partition) + ":delayed";
    }

    String members(GroupSpec of) {
        return stream(0) + ":members:" + of.name();
    }

    void declare(GroupSpec... groups) {
        connection.admin().declare(topic, List.of(groups));
    }

    DriverPublisher publisher(PublishLog log) {
        DriverPublisher publisher = connection.openPublisher(log);
        opened.push(publisher);
        return publisher;
    }

    /** Publishes texts and waits until they are confirmed. */
    void publish(String... payloads) {
        PublishLog log = new PublishLog();
        try (DriverPublisher publisher = connection.openPublisher(log)) {
            publisher.publish(List.of(payloads).stream()
                    .map(text -> new TestMessage(topic, text))
                    .toList());
            log.awaitConfirmed(payloads.length);
        }
    }

    DeliveryLog subscribe(GroupSpec to, int window, Duration lease) {
        return subscribe(connection, to, window, lease);
    }

    DeliveryLog subscribe(DriverConnection through, GroupSpec to, int window, Duration lease) {
        return subscribe(through, topic, to, window, lease);
    }

    DeliveryLog subscribe(DriverConnection through, TopicSpec from, GroupSpec to, int window, Duration lease) {
        DeliveryLog log = new DeliveryLog("c-" + UUID.randomUUID());
        DriverSubscription subscription =
                through.openSubscription(new SubscriptionSpec(from, to, log.consumer(), window, lease), log);
        log.opened(subscription);
        opened.push(subscription);
        return log;
    }

    @Override
    public void close() throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
        connection.admin().deleteTopic(topic, List.of());
        connection.close();
        jedis.close();
    }
}
