package io.onemq.redis.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onemq.Settlement;
import io.onemq.spi.GroupBacklog;
import io.onemq.spi.IncomingMessage;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.params.XClaimParams;
import redis.clients.jedis.resps.StreamConsumerInfo;

class SettleIT {
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofSeconds(1);

    private final Fixture fixture = new Fixture();

    @BeforeEach
    void declare() {
        fixture.declare(fixture.group);
    }

    @AfterEach
    void close() throws Exception {
        fixture.close();
    }

    private long pending() {
        return fixture.jedis.xpending(fixture.stream(0), fixture.group.name()).getTotal();
    }

    private List<String> consumers() {
        return fixture.jedis.xinfoConsumers2(fixture.stream(0), fixture.group.name()).stream()
                .map(StreamConsumerInfo::getName)
                .toList();
    }

    @Test
    void acknowledgesInAnyOrder() {
        fixture.publish("a", "b", "c");
        DeliveryLog log = fixture.subscribe(fixture.group, 10, LEASE);
        List<IncomingMessage> got = log.await(3);

        assertThat(log.ack(List.of(got.get(2), got.get(0)))).containsOnly(Settlement.SETTLED);

        assertThat(pending()).isEqualTo(1);
        assertThat(log.ack(List.of(got.get(1)))).containsExactly(Settlement.SETTLED);
        assertThat(pending()).isZero();
    }

    @Test
    void settlesADeliveryOnlyOnce() {
        fixture.publish("a");
        DeliveryLog log = fixture.subscribe(fixture.group, 10, LEASE);
        List<IncomingMessage> got = log.await(1);

        assertThat(log.ack(got)).containsExactly(Settlement.SETTLED);
        assertThat(log.ack(got)).containsExactly(Settlement.LEASE_LOST);
    }

    @Test
    void neverHoldsMoreThanTheWindow() {
        fixture.publish("a", "b", "c", "d", "e");
        DeliveryLog log = fixture.subscribe(fixture.group, 2, LEASE);
        log.await(2);

        await().during(Duration.ofMillis(700)).until(() -> log.delivered.size() == 2);
        log.ack(log.delivered);
        log.await(4);
        await().during(Duration.ofMillis(300)).until(() -> log.delivered.size() == 4);
    }

    @Test
    void aReleasedDeliveryComesBackAndDoesNotCount() {
        fixture.publish("a");
        DeliveryLog log = fixture.subscribe(fixture.group, 10, LEASE);
        IncomingMessage first = log.await(1).get(0);

        assertThat(log.release(List.of(first))).containsExactly(Settlement.SETTLED);

        IncomingMessage second = log.await(2).get(1);
        assertThat(second.position()).isEqualTo(first.position());
        assertThat(second.earlierDeliveries()).isZero();
        assertThat(log.ack(List.of(first))).containsExactly(Settlement.LEASE_LOST);
        assertThat(log.ack(List.of(second))).containsExactly(Settlement.SETTLED);
        assertThat(pending()).isZero();
    }

    @Test
    void releasedDeliveriesAreReadyAndNotInFlight() {
        fixture.publish("a", "b", "c");
        DeliveryLog log = fixture.subscribe(fixture.group, 2, LEASE);
        log.await(2);
        assertThat(fixture.connection.admin().backlog(fixture.topic, fixture.group))
                .isEqualTo(new GroupBacklog(1, OptionalLong.of(2)));

        log.subscription().close();

        assertThat(fixture.connection.admin().backlog(fixture.topic, fixture.group))
                .isEqualTo(new GroupBacklog(3, OptionalLong.of(0)));
    }

    @Test
    void closingHandsBackWhatIsUnsettledAndLeavesNoName() {
        fixture.publish("a", "b");
        DeliveryLog one = fixture.subscribe(fixture.group, 10, LEASE);
        one.await(2);
        one.subscription().close();
        assertThat(consumers()).containsExactly("onemq-released");

        DeliveryLog two = fixture.subscribe(fixture.group, 10, LEASE);
        two.await(2);
        assertThat(two.payloads()).containsExactlyInAnyOrder("a", "b");
        assertThat(consumers()).containsExactly(two.consumer());

        two.ack(two.delivered);
        two.subscription().close();
        assertThat(consumers()).isEmpty();
        assertThat(fixture.jedis.exists(fixture.members(fixture.group))).isFalse();
    }

    @Test
    void stoppingEndsDeliveriesButNotSettlements() {
        fixture.publish("a");
        DeliveryLog log = fixture.subscribe(fixture.group, 10, LEASE);
        List<IncomingMessage> got = log.await(1);

        log.subscription().stop();
        fixture.publish("b");

        DeliveryLog next = fixture.subscribe(fixture.group, 10, LEASE);
        next.await(1);
        assertThat(next.payloads()).containsExactly("b");
        assertThat(log.delivered).hasSize(1);
        assertThat(log.ack(got)).containsExactly(Settlement.SETTLED);
    }

    @Test
    void anExpiredLeaseGoesToAnotherMemberAndTheLateAckIsFenced() {
        fixture.publish("a", "b");
        DeliveryLog slow = fixture.subscribe(fixture.group, 10, SHORT);
        List<IncomingMessage> held = slow.await(2);
        DeliveryLog fast = fixture.subscribe(fixture.group, 10, SHORT);

        List<IncomingMessage> taken = fast.await(2);
        assertThat(taken).allSatisfy(m -> assertThat(m.earlierDeliveries()).isEqualTo(1));

        assertThat(slow.ack(List.of(held.get(0)))).containsExactly(Settlement.LEASE_LOST);
        assertThat(pending()).isEqualTo(2);
        assertThat(slow.release(List.of(held.get(1)))).containsExactly(Settlement.LEASE_LOST);
        assertThat(fast.ack(taken)).containsOnly(Settlement.SETTLED);
        assertThat(pending()).isZero();
    }

    @Test
    void aRenewedLeaseIsKeptAndALostOneReported() {
        fixture.publish("a", "b");
        DeliveryLog owner = fixture.subscribe(fixture.group, 10, SHORT);
        List<IncomingMessage> held = owner.await(2);
        DeliveryLog other = fixture.subscribe(fixture.group, 10, SHORT);
        IncomingMessage kept = held.get(0);

        await().pollInterval(Duration.ofMillis(200)).until(() -> {
            owner.subscription().renew(List.of(kept));
            return other.delivered.size() == 1;
        });
        owner.subscription().renew(held);

        await().until(() -> !owner.leasesLost.isEmpty());
        assertThat(owner.leasesLost).containsExactly(held.get(1));
        assertThat(owner.ack(List.of(kept))).containsExactly(Settlement.SETTLED);
        assertThat(owner.ack(List.of(held.get(1)))).containsExactly(Settlement.LEASE_LOST);
        assertThat(other.delivered.get(0).position()).isEqualTo(held.get(1).position());
        // The one that lost an entry acknowledges in bulk again what it got afterwards.
        fixture.publish("c", "d", "e");
        await().until(() -> owner.delivered.size() + other.delivered.size() == 6);
        owner.ack(owner.delivered.subList(2, owner.delivered.size()));
        other.ack(other.delivered);
        assertThat(pending()).isZero();
    }

    @Test
    void aLongerLeaseOfAnotherMemberIsRespected() {
        fixture.publish("a");
        DeliveryLog slow = fixture.subscribe(fixture.group, 10, LEASE);
        slow.await(1);

        DeliveryLog hasty = fixture.subscribe(fixture.group, 10, Duration.ofMillis(200));

        await().during(Duration.ofSeconds(1)).until(hasty.delivered::isEmpty);
        assertThat(slow.ack(slow.delivered)).containsExactly(Settlement.SETTLED);
    }

    @Test
    void aForeignProgramThatClaimsAndClearsTheTokenFencesTheOwner() {
        fixture.publish("a", "b");
        DeliveryLog log = fixture.subscribe(fixture.group, 10, LEASE);
        List<IncomingMessage> held = log.await(2);
        StreamEntryID id = new StreamEntryID(held.get(0).position().substring(2));

        fixture.jedis.xclaim(fixture.stream(0), fixture.group.name(), "foreign", 0, XClaimParams.xClaimParams(), id);
        fixture.jedis.hdel(fixture.members(fixture.group), log.consumer());

        assertThat(log.ack(held)).containsExactly(Settlement.LEASE_LOST, Settlement.SETTLED);
        assertThat(pending()).isEqualTo(1);
    }

    @Test
    void reportsPendingEntriesThatSomebodyDeleted() {
        fixture.publish("a", "b");
        DeliveryLog dead = fixture.subscribe(fixture.group, 10, SHORT);
        IncomingMessage deleted = dead.await(2).get(0);
        fixture.jedis.xdel(
                fixture.stream(0), new StreamEntryID(deleted.position().substring(2)));

        DeliveryLog log = fixture.subscribe(fixture.group, 10, SHORT);
        log.await(1);

        assertThat(log.payloads()).containsExactly("b");
        assertThat(log.notices)
                .singleElement()
                .asString()
                .contains(fixture.topic.name())
                .contains(deleted.position());
        log.ack(log.delivered);
        assertThat(pending()).isZero();
    }

    @Test
    void worksOnWhenTheServerForgetsTheScripts() {
        DeliveryLog log = fixture.subscribe(fixture.group, 10, LEASE);
        fixture.jedis.scriptFlush();
        fixture.publish("a", "b");

        assertThat(log.ack(log.await(2))).containsOnly(Settlement.SETTLED);
        assertThat(pending()).isZero();
    }
}
