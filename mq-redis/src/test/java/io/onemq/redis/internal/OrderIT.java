package io.onemq.redis.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.onemq.ErrorCode;
import io.onemq.MqException;
import io.onemq.Ordering;
import io.onemq.Settlement;
import io.onemq.spi.DriverConnection;
import io.onemq.spi.DriverPublisher;
import io.onemq.spi.GroupSpec;
import io.onemq.spi.IncomingMessage;
import io.onemq.spi.TopicSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import javax.net.ServerSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.StreamEntryID;

/** Groups that are ordered by key, as the server and the listener see them. */
class OrderIT {
    private static final int PARTITIONS = 8;
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration SHORT_LEASE = Duration.ofSeconds(2);
    private static final GroupSpec ORDERED = new GroupSpec("ordered", Ordering.KEY);

    private final Fixture fixture = new Fixture(PARTITIONS, Map.of("redis.claim-interval", "100ms"));

    @AfterEach
    void close() throws Exception {
        fixture.close();
    }

    private void publish(String key, String... payloads) {
        publish(List.of(payloads).stream()
                .map(text -> new TestMessage(fixture.topic, text).key(key))
                .toList());
    }

    private void publish(List<TestMessage> messages) {
        PublishLog log = new PublishLog();
        try (DriverPublisher publisher = fixture.connection.openPublisher(log)) {
            publisher.publish(messages);
            log.awaitConfirmed(messages.size());
        }
    }

    private String key(int partition, String name) {
        return fixture.stream(partition) + ":" + name + ":" + ORDERED.name();
    }

    private static int partitionOf(String key) {
        return Partitions.of(key.getBytes(UTF_8), PARTITIONS);
    }

    /** How many partitions each member owns. */
    private Map<String, Integer> shares() {
        Map<String, Integer> shares = new TreeMap<>();
        for (int i = 0; i < PARTITIONS; i++) {
            String owner = fixture.jedis.hget(key(i, "owner"), "owner");
            if (owner != null) {
                shares.merge(owner, 1, Integer::sum);
            }
        }
        return shares;
    }

    private void awaitShares(Integer... expected) {
        await().untilAsserted(() -> assertThat(shares().values()).containsExactlyInAnyOrder(expected));
    }

    private List<String> pendingOf(String consumer) {
        return fixture.jedis.xinfoConsumers2(fixture.stream(partitionOf("key")), ORDERED.name()).stream()
                .filter(info -> info.getName().equals(consumer) && info.getPending() > 0)
                .map(info -> info.getName() + " " + info.getPending())
                .toList();
    }

    @Test
    void anOwnerThatWasPausedForTooLongChangesNothing() throws Exception {
        fixture.declare(ORDERED);
        publish("key", "a", "b", "c", "d", "e");
        // It renews its leases every few seconds only, as one does that is paused.
        try (DriverConnection slow = Fixture.connect(fixture.url, Map.of("redis.claim-interval", "60s"))) {
            DeliveryLog paused = fixture.subscribe(slow, ORDERED, 5 * PARTITIONS, LEASE);
            List<IncomingMessage> held = paused.await(5);
            assertThat(paused.note(held.get(1), "first")).isEqualTo(Settlement.SETTLED);
            fixture.jedis.del(key(0, "seats"));
            for (int i = 0; i < PARTITIONS; i++) {
                fixture.jedis.hset(key(i, "owner"), "until", "0");
            }
            DeliveryLog next = fixture.subscribe(ORDERED, 5 * PARTITIONS, LEASE);
            next.await(5);
            assertThat(next.note(next.delivered.get(0), "second")).isEqualTo(Settlement.SETTLED);

            assertThat(paused.ack(held.subList(0, 1))).containsOnly(Settlement.LEASE_LOST);
            assertThat(paused.lossesAtAnswer()).isEqualTo(4);
            assertThat(paused.note(held.get(1), "third")).isEqualTo(Settlement.LEASE_LOST);
            assertThat(paused.leasesLost).containsExactlyElementsOf(held.subList(1, 5));

            assertThat(pendingOf(next.consumer())).containsExactly(next.consumer() + " 5");
            assertThat(fixture.jedis.hvals(key(partitionOf("key"), "notes")))
                    .containsExactlyInAnyOrder("first", "second");
            publish("key", "f");
            next.await(6);
            assertThat(next.payloads()).containsExactly("a", "b", "c", "d", "e", "f");
            assertThat(paused.delivered).hasSize(5);
            assertThat(next.ack(next.delivered)).containsOnly(Settlement.SETTLED);
            paused.subscription().close();
        }
    }

    @Test
    void aNoteOfADeliveryThatSomebodyTookIsRefusedWhenItsLossWasReported() {
        fixture.declare(ORDERED);
        publish("key", "a", "b");
        DeliveryLog log = fixture.subscribe(ORDERED, 2 * PARTITIONS, LEASE);
        List<IncomingMessage> held = log.await(2);
        String position = held.get(0).position();
        StreamEntryID taken = new StreamEntryID(position.substring(position.indexOf('/') + 1));
        fixture.jedis.xack(fixture.stream(partitionOf("key")), ORDERED.name(), taken);

        assertThat(log.note(held.get(0), "noted")).isEqualTo(Settlement.LEASE_LOST);

        assertThat(log.lossesAtAnswer()).isEqualTo(1);
        assertThat(log.leasesLost).containsExactly(held.get(0));
        assertThat(log.note(held.get(1), "noted")).isEqualTo(Settlement.SETTLED);
        assertThat(log.ack(held.subList(0, 1))).containsExactly(Settlement.LEASE_LOST);
        assertThat(log.ack(held.subList(1, 2))).containsExactly(Settlement.SETTLED);
        publish("key", "c", "d");
        log.await(4);
        assertThat(log.lost).isEmpty();
    }

    @Test
    void aNoteThatFailsWithItsConnectionIsAnsweredWhenTheLossWasReported() throws Exception {
        fixture.declare(ORDERED);
        publish("key", "a");
        try (Proxy proxy = new Proxy(ServerSocketFactory.getDefault(), fixture.url);
                DriverConnection connection =
                        Fixture.connect("redis://127.0.0.1:" + proxy.port(), Map.of("redis.reply-timeout", "1s"))) {
            DeliveryLog log = fixture.subscribe(connection, ORDERED, PARTITIONS, LEASE);
            IncomingMessage held = log.await(1).get(0);
            proxy.fallSilent();

            assertThat(log.note(held, "noted")).isNotEqualTo(Settlement.SETTLED);

            assertThat(log.lossesAtAnswer()).isEqualTo(1);
            assertThat(log.lost).hasSize(1);
            log.subscription().close();
        }
    }

    @Test
    void whatACrashedOwnerHeldComesInOrderAndWithItsNotes() throws Exception {
        fixture.declare(ORDERED);
        publish("key", "a", "b", "c", "d", "e", "f");
        DeliveryLog next;
        try (Proxy proxy = new Proxy(ServerSocketFactory.getDefault(), fixture.url)) {
            DriverConnection connection = Fixture.connect("redis://127.0.0.1:" + proxy.port(), Map.of());
            DeliveryLog dead = fixture.subscribe(connection, ORDERED, 4 * PARTITIONS, SHORT_LEASE);
            List<IncomingMessage> held = dead.await(4);
            assertThat(dead.note(held.get(1), "old")).isEqualTo(Settlement.SETTLED);
            assertThat(dead.note(held.get(1), "new")).isEqualTo(Settlement.SETTLED);
            assertThat(dead.ack(List.of(held.get(0), held.get(2)))).containsOnly(Settlement.SETTLED);
            dead.await(6);
            proxy.close();
            dead.awaitLost();
            publish("key", "g");
            next = fixture.subscribe(ORDERED, PARTITIONS, SHORT_LEASE);
        }

        for (int i = 0; i < 5; i++) {
            assertThat(next.ack(List.of(next.await(i + 1).get(i)))).containsOnly(Settlement.SETTLED);
        }
        assertThat(next.payloads()).containsExactly("b", "d", "e", "f", "g");
        assertThat(next.delivered)
                .extracting(IncomingMessage::earlierDeliveries)
                .containsExactly(1, 1, 1, 1, 0);
        assertThat(next.delivered).extracting(IncomingMessage::note).containsExactly("new", null, null, null, null);
        assertThat(fixture.jedis.exists(key(partitionOf("key"), "notes"))).isFalse();
    }

    @Test
    void whatIsGivenUpInGoodOrderCountsAsNoReturn() {
        fixture.declare(ORDERED);
        publish("key", "a", "b", "c");
        DeliveryLog first = fixture.subscribe(ORDERED, 4 * PARTITIONS, LEASE);
        List<IncomingMessage> held = first.await(3);
        assertThat(first.note(held.get(0), "noted")).isEqualTo(Settlement.SETTLED);

        first.subscription().close();
        DeliveryLog second = fixture.subscribe(ORDERED, PARTITIONS, LEASE);
        for (int i = 0; i < 3; i++) {
            IncomingMessage message = second.await(i + 1).get(i);
            assertThat(message.earlierDeliveries()).isZero();
            assertThat(second.ack(List.of(message))).containsOnly(Settlement.SETTLED);
        }

        assertThat(second.payloads()).containsExactly("a", "b", "c");
        assertThat(second.delivered).extracting(IncomingMessage::note).containsExactly("noted", null, null);
    }

    @Test
    void membersOwnAsManyPartitionsAsEachOtherOrOneMore() {
        fixture.declare(ORDERED);
        DeliveryLog first = fixture.subscribe(ORDERED, 100, LEASE);
        awaitShares(8);
        DeliveryLog second = fixture.subscribe(ORDERED, 100, LEASE);
        awaitShares(4, 4);
        DeliveryLog third = fixture.subscribe(ORDERED, 100, LEASE);
        awaitShares(3, 3, 2);

        first.subscription().close();
        awaitShares(4, 4);
        assertThat(shares().keySet()).containsExactlyInAnyOrder(second.consumer(), third.consumer());
        List<DeliveryLog> more = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            more.add(fixture.subscribe(ORDERED, 100, LEASE));
        }
        awaitShares(1, 1, 1, 1, 1, 1, 1, 1);
        second.subscription().close();
        more.forEach(member -> member.subscription().close());
        awaitShares(8);
    }

    @Test
    void aPartitionIsHandedOverWhenNothingOfItIsInHandAnyMore() {
        fixture.declare(ORDERED);
        DeliveryLog first = fixture.subscribe(ORDERED, 64 * PARTITIONS, LEASE);
        publish(IntStream.range(0, 64)
                .mapToObj(i -> new TestMessage(fixture.topic, "message").key("key" + i))
                .toList());
        List<IncomingMessage> held = first.await(64);
        DeliveryLog second = fixture.subscribe(ORDERED, 100, LEASE);

        await().during(Duration.ofSeconds(1)).until(() -> shares().equals(Map.of(first.consumer(), 8)));
        assertThat(first.ack(held)).containsOnly(Settlement.SETTLED);
        awaitShares(4, 4);
        assertThat(first.leasesLost).isEmpty();
        assertThat(second.delivered).isEmpty();
    }

    @Test
    void aMemberThatDiedLeavesItsShareToTheOthers() throws Exception {
        fixture.declare(ORDERED);
        try (Proxy proxy = new Proxy(ServerSocketFactory.getDefault(), fixture.url)) {
            DriverConnection connection = Fixture.connect("redis://127.0.0.1:" + proxy.port(), Map.of());
            DeliveryLog dying = fixture.subscribe(connection, ORDERED, 100, SHORT_LEASE);
            DeliveryLog living = fixture.subscribe(ORDERED, 100, SHORT_LEASE);
            awaitShares(4, 4);
            proxy.close();
            dying.awaitLost();

            await().until(() -> shares().equals(Map.of(living.consumer(), 8)));
        }
    }

    @Test
    void aStreamThatIsHeldUpTakesItsShareOfTheWindowOnly() {
        fixture.declare(ORDERED);
        String[] many = new String[50];
        Arrays.fill(many, "held up");
        publish("key", many);
        DeliveryLog log = fixture.subscribe(ORDERED, 3 * PARTITIONS, LEASE);
        log.await(3);
        String other = "other";
        assertThat(partitionOf(other)).isNotEqualTo(partitionOf("key"));

        publish(other, "free");

        await().until(() -> log.payloads().contains("free"));
        assertThat(log.delivered).hasSize(4);
    }

    @Test
    void aWindowBelowTheNumberOfPartitionsIsKept() {
        fixture.declare(ORDERED);
        DeliveryLog log = fixture.subscribe(ORDERED, 3, LEASE);
        publish(IntStream.range(0, 24)
                .mapToObj(i -> new TestMessage(fixture.topic, "message").key("key" + i))
                .toList());

        int done = 0;
        while (done < 24) {
            int before = done;
            await().until(() -> log.delivered.size() > before);
            await().during(Duration.ofMillis(60)).until(() -> log.delivered.size() <= before + 3);
            List<IncomingMessage> batch = List.copyOf(log.delivered.subList(done, log.delivered.size()));
            assertThat(log.ack(batch)).containsOnly(Settlement.SETTLED);
            done += batch.size();
        }
    }

    @Test
    void aPurgeAndADeletionLeaveNothingBehind() {
        fixture.declare(ORDERED);
        publish("key", "a", "b");
        DeliveryLog log = fixture.subscribe(ORDERED, 100, LEASE);
        assertThat(log.note(log.await(2).get(0), "noted")).isEqualTo(Settlement.SETTLED);
        log.subscription().close();
        assertThat(fixture.jedis.exists(key(partitionOf("key"), "notes"))).isTrue();
        assertThat(fixture.connection.admin().backlog(fixture.topic, ORDERED).ready())
                .isEqualTo(2);

        assertThat(fixture.connection.admin().purge(fixture.topic, ORDERED)).isEqualTo(2);

        assertThat(fixture.jedis.exists(key(partitionOf("key"), "notes"))).isFalse();
        assertThat(fixture.jedis.xlen(fixture.stream(partitionOf("key")))).isZero();
        fixture.connection.admin().deleteGroup(fixture.topic, ORDERED);
        assertThat(fixture.jedis.keys("*" + fixture.topic.name() + "*ordered*")).isEmpty();
    }

    @Test
    void membersOfAGroupThatIsDeletedLearnOfIt() {
        fixture.declare(ORDERED);
        DeliveryLog log = fixture.subscribe(ORDERED, 100, LEASE);

        fixture.connection.admin().deleteGroup(fixture.topic, ORDERED);

        assertThat(log.awaitLost().code()).isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    void aGroupKeepsItsOrdering() {
        GroupSpec unordered = new GroupSpec(ORDERED.name(), Ordering.NONE);
        fixture.declare(ORDERED);
        assertConflict(() -> fixture.declare(unordered));
        assertConflict(() -> fixture.connection.admin().validate(fixture.topic, List.of(unordered)));
        assertConflict(() -> fixture.subscribe(unordered, 10, LEASE));

        TopicSpec topic = fixture.topic;
        for (int i = 0; i < PARTITIONS; i++) {
            fixture.jedis.xgroupCreate(fixture.stream(i), "foreign", StreamEntryID.XGROUP_LAST_ENTRY, true);
        }
        GroupSpec foreign = new GroupSpec("foreign", Ordering.KEY);
        assertConflict(() -> fixture.connection.admin().declare(topic, List.of(foreign)));
        assertConflict(() -> fixture.subscribe(foreign, 10, LEASE));
    }

    private static void assertConflict(Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        MqException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
    }
}
