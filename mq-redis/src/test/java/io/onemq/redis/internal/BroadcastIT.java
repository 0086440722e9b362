package io.onemq.redis.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onemq.spi.DriverSubscription;
import io.onemq.spi.SubscriptionSpec;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a broadcast consumer holds back in a stream, and for how long. */
class BroadcastIT {
    private static final Duration LEASE = Duration.ofSeconds(30);

    private final Fixture fixture = new Fixture();

    @AfterEach
    void close() throws Exception {
        fixture.close();
    }

    private String readers() {
        return fixture.stream(0) + ":readers";
    }

    private long length() {
        return fixture.jedis.xlen(fixture.stream(0));
    }

    private DeliveryLog watch(int window) {
        DeliveryLog log = new DeliveryLog("c-" + UUID.randomUUID());
        DriverSubscription subscription = fixture.connection.openBroadcast(
                new SubscriptionSpec(fixture.topic, fixture.group, log.consumer(), window, LEASE), log);
        log.opened(subscription);
        return log;
    }

    private void publishAndSettle(String... payloads) {
        DeliveryLog group = fixture.subscribe(fixture.group, 10, LEASE);
        fixture.publish(payloads);
        group.ack(group.await(payloads.length));
        // The last thing that it does is to trim.
        group.subscription().close();
    }

    @Test
    void whatItHasReadIsRemoved() {
        fixture.declare(fixture.group);
        DeliveryLog log = watch(10);
        publishAndSettle("a", "b", "c");
        log.await(3);

        await().until(() -> length() == 0);
        assertThat(fixture.jedis.pttl(readers())).isBetween(1L, LEASE.toMillis());
        log.subscription().close();
        assertThat(fixture.jedis.exists(readers())).isFalse();
    }

    @Test
    void oneThatLivesHoldsTheStreamAndADeadOneDoesNot() {
        fixture.declare(fixture.group);
        fixture.jedis.eval(Bytes.text(Script.WATCH.source()), 2, fixture.stream(0), readers(), "c-1", "60000", "");
        publishAndSettle("a", "b");
        assertThat(length()).isEqualTo(2);
        assertThat(fixture.jedis.pttl(readers())).isBetween(1L, 60_000L);

        fixture.jedis.hset(readers(), "c-1", "0-0 1");
        publishAndSettle("c");

        assertThat(length()).isZero();
        assertThat(fixture.jedis.exists(readers())).isFalse();
    }

    @Test
    void oneThatWasForgottenIsLost() {
        fixture.declare(fixture.group);
        DeliveryLog log = watch(10);
        fixture.jedis.del(readers());

        assertThat(log.awaitLost()).hasMessageContaining("registration");
        log.subscription().close();
    }
}
