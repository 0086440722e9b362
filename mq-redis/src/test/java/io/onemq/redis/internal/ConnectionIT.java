package io.onemq.redis.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.onemq.ConfigurationException;
import io.onemq.ErrorCode;
import io.onemq.MqException;
import io.onemq.Outcome;
import io.onemq.Settlement;
import io.onemq.redis.RedisDriverProvider;
import io.onemq.spi.BrokerUrl;
import io.onemq.spi.CommonKeys;
import io.onemq.spi.DriverConfig;
import io.onemq.spi.DriverConnection;
import io.onemq.spi.DriverPublisher;
import io.onemq.spi.IncomingMessage;
import io.onemq.spi.TopicSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.RedisClient;

class ConnectionIT {
    private static final Duration LEASE = Duration.ofSeconds(30);

    private final Fixture fixture = new Fixture();

    @AfterEach
    void close() throws Exception {
        fixture.close();
    }

    private String urlWith(String userInfo, String database) {
        BrokerUrl.Host host = BrokerUrl.parse(fixture.url).hosts().get(0);
        return "redis://" + userInfo + host + "/" + database;
    }

    /** Kills the connections that this client has under its name. */
    private void killConnections(String clientName) {
        fixture.jedis
                .clientList()
                .lines()
                .filter(line -> line.contains(" name=" + clientName + " "))
                .forEach(line -> {
                    String id = line.substring(3, line.indexOf(' '));
                    fixture.jedis.sendCommand(Protocol.Command.CLIENT, "KILL", "ID", id);
                });
    }

    @Test
    void tellsProductAndVersion() {
        assertThat(fixture.connection.broker().name()).isIn("Redis", "Valkey");
        assertThat(fixture.connection.broker().version()).matches("\\d+\\.\\d+\\.\\d+");
        fixture.connection.ping();
    }

    @Test
    void refusesWrongCredentialsWithoutShowingThem() {
        assertThatThrownBy(() -> Fixture.connect(urlWith("ann:s3cret@", ""), Map.of()))
                .isInstanceOfSatisfying(MqException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.AUTHENTICATION);
                    assertThat(e.retryable()).isFalse();
                    assertThat(e).hasMessageNotContaining("s3cret");
                });
    }

    @Test
    void cannotReachAPortWhereNobodyListens() {
        assertThatThrownBy(() -> Fixture.connect("redis://127.0.0.1:1", Map.of()))
                .isInstanceOfSatisfying(MqException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.CONNECTION);
                    assertThat(e.retryable()).isTrue();
                });
    }

    @Test
    void refusesADatabaseThatDoesNotExist() {
        assertThatThrownBy(() -> Fixture.connect(urlWith("", "99999"), Map.of()))
                .isInstanceOfSatisfying(
                        MqException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION));
    }

    @Test
    void aPermissionThatIsMissingFailsTheMessageOnly() {
        String user = "u" + UUID.randomUUID().toString().replace("-", "");
        fixture.jedis.aclSetUser(user, "on", ">pw", "~{t-*", "+@all", "-xadd");
        try (DriverConnection limited = Fixture.connect(urlWith(user + ":pw@", ""), Map.of())) {
            PublishLog log = new PublishLog();
            TestMessage message = new TestMessage(fixture.topic, "a");
            limited.openPublisher(log).publish(List.of(message));

            await().until(() -> !log.failed.isEmpty());

            assertThat(log.failed.get(message).code()).isEqualTo(ErrorCode.AUTHORIZATION);
            assertThat(log.lost).isEmpty();
        } finally {
            fixture.jedis.aclDelUser(user);
        }
    }

    @Test
    void worksWithThePermissionsThatThePageNames() {
        String user = "u" + UUID.randomUUID().toString().replace("-", "");
        fixture.jedis.aclSetUser(
                user,
                "on",
                ">pw",
                "~{t-*",
                "+@stream",
                "+@sortedset",
                "+@scripting",
                "+@hash",
                "+@connection",
                "+@keyspace",
                "+time");
        fixture.declare(fixture.group);
        try (DriverConnection limited = Fixture.connect(urlWith(user + ":pw@", ""), Map.of())) {
            DeliveryLog log = fixture.subscribe(limited, fixture.group, 10, LEASE);
            fixture.publish("a");

            assertThat(log.ack(log.await(1))).containsExactly(Settlement.SETTLED);
            log.subscription().close();
            PublishLog published = new PublishLog();
            limited.openPublisher(published).publish(List.of(new TestMessage(fixture.topic, "b")));
            published.awaitConfirmed(1);
            assertThat(limited.admin().purge(fixture.topic, fixture.group)).isEqualTo(1);
            limited.admin().deleteTopic(fixture.topic, List.of());
        } finally {
            fixture.jedis.aclDelUser(user);
        }
    }

    @Test
    void aFullServerRefusesMessagesAndStillDeliversThem() {
        fixture.declare(fixture.group);
        fixture.publish("a", "b");
        DeliveryLog first = fixture.subscribe(fixture.group, 2, LEASE);
        first.await(2);
        PublishLog log = new PublishLog();
        DriverPublisher publisher = fixture.publisher(log);
        TestMessage refused = new TestMessage(fixture.topic, "c");
        fixture.jedis.configSet("maxmemory", "1");
        try {
            publisher.publish(List.of(refused));
            await().until(() -> !log.failed.isEmpty());
            assertThat(log.failed.get(refused).code()).isEqualTo(ErrorCode.REFUSED);
            assertThat(log.failed.get(refused).retryable()).isTrue();
            assertThat(log.failed.get(refused).outcome()).isEqualTo(Outcome.NOT_SENT);

            first.subscription().close();
            DeliveryLog second = fixture.subscribe(fixture.group, 2, LEASE);
            List<IncomingMessage> got = second.await(2);
            assertThat(second.ack(got)).containsOnly(Settlement.SETTLED);
        } finally {
            fixture.jedis.configSet("maxmemory", "0");
        }
        TestMessage taken = new TestMessage(fixture.topic, "d");
        publisher.publish(List.of(taken));
        log.awaitConfirmed(1);
    }

    @Test
    void refusesAServerThatEvictsTopics() {
        fixture.jedis.configSet("maxmemory", "1gb");
        fixture.jedis.configSet("maxmemory-policy", "allkeys-lru");
        try {
            assertThatThrownBy(() -> Fixture.connect(fixture.url, Map.of()))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("allkeys-lru")
                    .hasMessageContaining("redis.allow-eviction");
            Fixture.connect(fixture.url, Map.of("redis.allow-eviction", "true")).close();
        } finally {
            fixture.jedis.configSet("maxmemory-policy", "noeviction");
            fixture.jedis.configSet("maxmemory", "0");
        }
    }

    @Test
    void refusesAMessageThatIsTooLargeBeforeItIsSent() {
        try (DriverConnection limited = Fixture.connect(fixture.url, Map.of("redis.max-message-size", "1KiB"))) {
            PublishLog log = new PublishLog();
            DriverPublisher publisher = limited.openPublisher(log);
            TestMessage largest = new TestMessage(fixture.topic, new byte[1024]);
            TestMessage payload = new TestMessage(fixture.topic, new byte[1025]);
            TestMessage header = new TestMessage(fixture.topic, "a").header("h", new byte[1025]);

            publisher.publish(List.of(payload, largest, header));

            log.awaitConfirmed(1);
            assertThat(log.confirmed).containsOnlyKeys(largest);
            assertThat(log.failed).containsOnlyKeys(payload, header);
            assertThat(log.failed.values()).allSatisfy(e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_LARGE));
        }
    }

    @Test
    void theServersOwnLimitAppliesToo() {
        fixture.jedis.configSet("proto-max-bulk-len", "1mb");
        try (DriverConnection limited = Fixture.connect(fixture.url, Map.of())) {
            PublishLog log = new PublishLog();
            DriverPublisher publisher = limited.openPublisher(log);
            TestMessage largest = new TestMessage(fixture.topic, new byte[1 << 20]);
            TestMessage tooLarge = new TestMessage(fixture.topic, new byte[(1 << 20) + 1]);

            publisher.publish(List.of(tooLarge, largest));

            log.awaitConfirmed(1);
            assertThat(log.confirmed).containsOnlyKeys(largest);
            assertThat(log.failed).containsOnlyKeys(tooLarge);
        } finally {
            fixture.jedis.configSet("proto-max-bulk-len", "512mb");
        }
    }

    @Test
    void aCutConnectionLosesPublisherAndSubscriptionAndTheNextOnesGoOnAtOnce() {
        String name = "cut-" + UUID.randomUUID();
        fixture.declare(fixture.group);
        fixture.publish("a");
        DriverConnection cut = named(fixture.url, name);
        try (cut) {
            PublishLog published = new PublishLog();
            DriverPublisher publisher = cut.openPublisher(published);
            publisher.publish(List.of(new TestMessage(fixture.topic, "b")));
            published.awaitConfirmed(1);
            DeliveryLog log = fixture.subscribe(cut, fixture.group, 10, LEASE);
            List<IncomingMessage> held = log.await(2);

            killConnections(name);

            assertThat(log.awaitLost().code()).isEqualTo(ErrorCode.CONNECTION);
            assertThat(log.ack(held)).containsOnly(Settlement.LEASE_LOST);
            publisher.publish(List.of(new TestMessage(fixture.topic, "c")));
            assertThat(published.awaitLost().code()).isEqualTo(ErrorCode.CONNECTION);
            DeliveryLog next = fixture.subscribe(cut, fixture.group, 10, LEASE);
            next.await(2);
            assertThat(next.payloads()).contains("a", "b");
            cut.ping();
        }
    }

    /** The engine knows which of them ended under a handler of a process that lives. */
    @Test
    void whatIsHandledApartCountsTheEndOfItsConnection() {
        String name = "cut-" + UUID.randomUUID();
        TopicSpec isolated = new TopicSpec(fixture.topic.name(), 0, TopicSpec.Role.ISOLATED);
        fixture.declare(fixture.group);
        fixture.publish("a");
        try (DriverConnection cut = named(fixture.url, name)) {
            for (int round = 0; round < 3; round++) {
                DeliveryLog log = fixture.subscribe(cut, isolated, fixture.group, 1, LEASE);
                assertThat(log.await(1).get(0).earlierDeliveries()).isEqualTo(round);
                killConnections(name);
                log.awaitLost();
            }
        }
    }

    private static DriverConnection named(String url, String clientName) {
        return new RedisDriverProvider()
                .connect(DriverConfig.builder(BrokerUrl.parse(url))
                        .set(CommonKeys.CLIENT_NAME, clientName)
                        .build());
    }

    @Test
    void givesTheNativeClient() {
        RedisClient client = fixture.connection.unwrap(RedisClient.class).orElseThrow();

        assertThat(client.ping()).isEqualTo("PONG");
        assertThat(fixture.connection.unwrap(RedisClient.class)).containsSame(client);
        assertThat(fixture.connection.unwrap(String.class)).isEmpty();
    }
}
