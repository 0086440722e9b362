package io.onemq.rabbitmq.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DelayRouteTest {
    @Test
    void waitsWholeSecondsRoundedDown() {
        assertThat(DelayRoute.seconds(0, 5_000)).isZero();
        assertThat(DelayRoute.seconds(5_999, 5_000)).isZero();
        assertThat(DelayRoute.seconds(6_000, 5_000)).isEqualTo(1);
        assertThat(DelayRoute.seconds(10_900, 5_000)).isEqualTo(5);
        assertThat(DelayRoute.seconds(1_000, 5_000)).isZero();
        assertThat(DelayRoute.seconds(Long.MAX_VALUE, 5_000)).isEqualTo((1 << 20) - 1);
    }

    @Test
    void startsAtTheHighestLevelThatItNeeds() {
        assertThat(DelayRoute.exchange(1)).isEqualTo("onemq.delay.0");
        assertThat(DelayRoute.exchange(5)).isEqualTo("onemq.delay.2");
        assertThat(DelayRoute.exchange(604_800)).isEqualTo("onemq.delay.19");
    }

    @Test
    void namesLevelsAndTarget() {
        assertThat(DelayRoute.routingKey(5, false, DelayRoute.target("orders.v2", "")))
                .isEqualTo("0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.1.0.1.all.orders.v2");
        assertThat(DelayRoute.target("orders", "3")).isEqualTo("p3.orders");
        assertThat(DelayRoute.targetPattern("all.orders")).isEqualTo("*.".repeat(20) + "all.orders");
        assertThat(DelayRoute.routingKey(5, true, "all.orders"))
                .isEqualTo("0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.2.0.2.all.orders");
        assertThat(DelayRoute.waits(19)).isEqualTo("1.#");
        assertThat(DelayRoute.waitsHigh(18)).isEqualTo("*.2.#");
        assertThat(DelayRoute.passes(17)).isEqualTo("*.*.0.#");
    }

    @Test
    void fitsIntoARoutingKey() {
        String longest = "t".repeat(100) + "." + "g".repeat(64) + ".retry";
        assertThat(DelayRoute.routingKey(1, false, DelayRoute.target(longest, "1000000")))
                .hasSizeLessThanOrEqualTo(255);
    }
}
