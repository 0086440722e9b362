package io.onemq.redis.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onemq.Settlement;
import io.onemq.spi.IncomingMessage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PartitionedIT {
    private static final Duration LEASE = Duration.ofSeconds(30);

    private final Fixture fixture = new Fixture(8, Map.of());

    @BeforeEach
    void declare() {
        fixture.declare(fixture.group);
    }

    @AfterEach
    void close() throws Exception {
        fixture.close();
    }

    private void publish(int count) {
        fixture.publish(IntStream.range(0, count).mapToObj(i -> "m" + i).toArray(String[]::new));
    }

    @Test
    void aWindowBelowTheNumberOfPartitionsIsKept() {
        publish(24);
        DeliveryLog log = fixture.subscribe(fixture.group, 3, LEASE);

        int done = 0;
        while (done < 24) {
            int before = done;
            await().until(() -> log.delivered.size() == Math.min(24, before + 3));
            await().during(Duration.ofMillis(60)).until(() -> log.delivered.size() <= before + 3);
            List<IncomingMessage> batch = List.copyOf(log.delivered.subList(done, log.delivered.size()));
            assertThat(log.ack(batch)).containsOnly(Settlement.SETTLED);
            done += batch.size();
        }
        publish(1);
        log.await(25);
    }

    @Test
    void settlesReleasesAndTrimsEveryPartition() {
        DeliveryLog one = fixture.subscribe(fixture.group, 100, LEASE);
        publish(80);
        List<IncomingMessage> got = one.await(80);
        assertThat(got.stream().map(m -> m.position().substring(0, 1)).distinct())
                .hasSize(8);

        assertThat(one.release(got.subList(0, 40))).containsOnly(Settlement.SETTLED);
        one.await(120);
        assertThat(one.ack(one.delivered.subList(40, 120))).containsOnly(Settlement.SETTLED);
        one.subscription().close();

        for (int partition = 0; partition < 8; partition++) {
            assertThat(fixture.jedis.xlen(fixture.stream(partition))).isZero();
            assertThat(fixture.jedis.xinfoConsumers2(fixture.stream(partition), fixture.group.name()))
                    .isEmpty();
        }
    }
}
