package io.onemq.redis.internal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onemq.spi.DriverPublisher;
import io.onemq.spi.IncomingMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.resps.Tuple;

class DelayIT {
    private static final Duration LEASE = Duration.ofSeconds(30);

    private final Fixture fixture = new Fixture();

    @AfterEach
    void close() throws Exception {
        fixture.close();
    }

    private static void publish(Fixture to, TestMessage message) {
        PublishLog log = new PublishLog();
        try (DriverPublisher publisher = to.connection.openPublisher(log)) {
            publisher.publish(List.of(message));
            log.awaitConfirmed(1);
        }
    }

    private static long in(Duration delay) {
        return System.currentTimeMillis() + delay.toMillis();
    }

    @Test
    void aMessageWaitsBesideTheStreamUntilItIsDue() {
        fixture.declare(fixture.group);
        byte[] binary = {0, (byte) 0xff, ':', '\r', '\n'};
        long due = in(Duration.ofSeconds(3));
        TestMessage message = new TestMessage(fixture.topic, "text")
                .key("k")
                .properties("t/x", "c", "r")
                .header("bytes", binary)
                .notBefore(due);
        PublishLog log = new PublishLog();
        fixture.publisher(log).publish(List.of(message));
        log.awaitConfirmed(1);

        assertThat(log.confirmed.get(message)).as("position").isEqualTo("null");
        assertThat(fixture.jedis.xlen(fixture.stream(0))).isZero();
        Tuple waiting = fixture.jedis
                .zrangeWithScores(fixture.delayed(0).getBytes(UTF_8), 0, -1)
                .get(0);
        assertThat((long) waiting.getScore()).isEqualTo(due);
        assertThat(new String(waiting.getBinaryElement(), ISO_8859_1))
                .matches("(?s)\\d+:[-0-9a-f]+7:payload4:text8:onemq-id36:.*5:bytes5:" + new String(binary, ISO_8859_1));

        DeliveryLog consumer = fixture.subscribe(fixture.group, 10, LEASE);
        IncomingMessage got = consumer.await(1).get(0);
        assertThat(System.currentTimeMillis()).isBetween(due - 2_000, due + 1_000);
        assertThat(got.id()).isEqualTo(message.id());
        assertThat(got.key()).isEqualTo("k");
        assertThat(got.contentType()).isEqualTo("t/x");
        assertThat(got.header("bytes")).isEqualTo(binary);
        assertThat(got.timestamp()).isEqualTo(message.timestamp());
        assertThat(fixture.jedis.exists(fixture.delayed(0))).isFalse();
    }

    @Test
    void equalMessagesAreNotOne() {
        fixture.declare(fixture.group);
        long due = in(Duration.ofSeconds(2));
        PublishLog log = new PublishLog();
        fixture.publisher(log)
                .publish(List.of(
                        new TestMessage(fixture.topic, "twice").id("same").notBefore(due),
                        new TestMessage(fixture.topic, "twice").id("same").notBefore(due)));
        log.awaitConfirmed(2);

        assertThat(fixture.jedis.zcard(fixture.delayed(0))).isEqualTo(2);
        assertThat(fixture.subscribe(fixture.group, 10, LEASE).await(2)).hasSize(2);
    }

    @Test
    void foreignProgramsDelayMessages() {
        fixture.declare(fixture.group);
        fixture.jedis.zadd(fixture.delayed(0), 1, "2:a17:payload5:hello3:foo3:bar");
        fixture.jedis.zadd(fixture.delayed(0), 2, "something else");
        fixture.jedis.zadd(fixture.delayed(0), 3, "2:a17:payload99:short");

        DeliveryLog consumer = fixture.subscribe(fixture.group, 10, LEASE);
        IncomingMessage first = consumer.await(3).get(0);
        assertThat(first.header("foo")).isEqualTo("bar".getBytes(UTF_8));
        assertThat(consumer.payloads()).containsExactly("hello", "something else", "2:a17:payload99:short");
    }

    @Test
    void manyConsumersMoveEveryEntryOnce() {
        fixture.declare(fixture.group, fixture.other);
        Map<String, Double> members = new HashMap<>();
        List<String> expected = new ArrayList<>();
        for (int i = 100; i < 800; i++) {
            members.put("3:" + i + "7:payload3:" + i, 1.0 * i);
            expected.add(Integer.toString(i));
        }
        List<DeliveryLog> consumers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            consumers.add(fixture.subscribe(fixture.group, 1000, LEASE));
        }
        DeliveryLog other = fixture.subscribe(fixture.other, 1000, LEASE);
        fixture.jedis.zadd(fixture.delayed(0), members);

        other.await(700);
        await().until(() ->
                consumers.stream().mapToInt(log -> log.delivered.size()).sum() >= 700);
        assertThat(other.payloads()).containsExactlyInAnyOrderElementsOf(expected);
        List<String> all =
                consumers.stream().flatMap(log -> log.payloads().stream()).toList();
        assertThat(all).hasSize(700);
        assertThat(new HashSet<>(all)).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(fixture.jedis.exists(fixture.delayed(0))).isFalse();
    }

    @Test
    void aGroupThatIsDeclaredAfterTheTimeDoesNotGetIt() {
        fixture.declare(fixture.group);
        fixture.jedis.zadd(fixture.delayed(0), 1, "1:a7:payload5:hello");
        fixture.declare(fixture.other);

        assertThat(fixture.connection
                        .admin()
                        .backlog(fixture.topic, fixture.group)
                        .ready())
                .isEqualTo(1);
        assertThat(fixture.connection
                        .admin()
                        .backlog(fixture.topic, fixture.other)
                        .ready())
                .isZero();
    }

    @Test
    void whatWaitsIsNeitherBacklogNorPurgedAndEndsWithItsTopic() {
        fixture.declare(fixture.group);
        fixture.publish("ready");
        publish(fixture, new TestMessage(fixture.topic, "waits").notBefore(in(Duration.ofHours(1))));
        fixture.jedis.zadd(fixture.delayed(0), 1, "1:a7:payload3:due");
        var admin = fixture.connection.admin();

        assertThat(admin.backlog(fixture.topic, fixture.group).ready()).isEqualTo(2);
        assertThat(admin.purge(fixture.topic, fixture.group)).isEqualTo(2);
        assertThat(fixture.jedis.zcard(fixture.delayed(0))).isEqualTo(1);
        admin.deleteTopic(fixture.topic, List.of());
        assertThat(fixture.jedis.keys("{" + fixture.topic.name() + "/*")).isEmpty();
    }

    @Test
    void whatCannotBeOneValueGoesToTheStreamAtOnce() throws Exception {
        fixture.declare(fixture.group);
        TestMessage many = new TestMessage(fixture.topic, "many").notBefore(in(Duration.ofHours(1)));
        for (int i = 0; i < 3_001; i++) {
            many.header("h" + i, new byte[0]);
        }
        publish(fixture, many);
        assertThat(fixture.jedis.xlen(fixture.stream(0))).isEqualTo(1);

        try (Fixture small = new Fixture(0, Map.of("redis.max-message-size", "1KiB"))) {
            small.declare(small.group);
            publish(small, new TestMessage(small.topic, new byte[1024]).notBefore(in(Duration.ofHours(1))));
            assertThat(small.jedis.xlen(small.stream(0))).isEqualTo(1);
        }
    }

    @Test
    void asManyHeadersAsMayWaitArriveWithTheirMessage() {
        fixture.declare(fixture.group);
        TestMessage many = new TestMessage(fixture.topic, "many").notBefore(in(Duration.ofSeconds(2)));
        for (int i = 0; i < 3_000; i++) {
            many.header("h" + i, new byte[] {1});
        }
        publish(fixture, many);
        assertThat(fixture.jedis.zcard(fixture.delayed(0))).isEqualTo(1);

        DeliveryLog consumer = fixture.subscribe(fixture.group, 10, LEASE);
        assertThat(consumer.await(1).get(0).header("h2999")).containsExactly(1);
    }

    @Test
    void aFullServerStillDeliversWhatComesDue() {
        fixture.declare(fixture.group);
        publish(fixture, new TestMessage(fixture.topic, "waits").notBefore(in(Duration.ofSeconds(2))));
        DeliveryLog consumer = fixture.subscribe(fixture.group, 10, LEASE);
        fixture.jedis.configSet("maxmemory", "1");
        try {
            consumer.await(1);
            assertThat(consumer.lost).isEmpty();
        } finally {
            fixture.jedis.configSet("maxmemory", "0");
        }
    }

    @Test
    void everyPartitionHasItsOwn() throws Exception {
        try (Fixture three = new Fixture(3, Map.of())) {
            three.declare(three.group);
            long due = in(Duration.ofSeconds(2));
            for (int i = 0; i < 3; i++) {
                publish(three, new TestMessage(three.topic, "m" + i).notBefore(due));
            }
            long waiting = 0;
            for (int i = 0; i < 3; i++) {
                waiting += three.jedis.zcard(three.delayed(i));
            }
            assertThat(waiting).isEqualTo(3);
            DeliveryLog consumer = three.subscribe(three.group, 10, LEASE);
            consumer.await(3);
            assertThat(consumer.payloads()).containsExactlyInAnyOrder("m0", "m1", "m2");
        }
    }
}
