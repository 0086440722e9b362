package io.onemq.redis.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onemq.spi.IncomingMessage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.StreamEntryID;

class TrimIT {
    private static final Duration LEASE = Duration.ofSeconds(30);

    private final Fixture fixture = new Fixture();

    @AfterEach
    void close() throws Exception {
        fixture.close();
    }

    private long length() {
        return fixture.jedis.xlen(fixture.stream(0));
    }

    @Test
    void removesWhatEveryGroupHasSettled() {
        fixture.declare(fixture.group, fixture.other);
        fixture.publish("a", "b", "c");
        DeliveryLog one = fixture.subscribe(fixture.group, 10, LEASE);
        one.ack(one.await(3));
        await().during(Duration.ofMillis(400)).until(() -> length() == 3);

        DeliveryLog two = fixture.subscribe(fixture.other, 10, LEASE);
        List<IncomingMessage> held = two.await(3);
        two.ack(List.of(held.get(0), held.get(2)));

        await().until(() -> length() == 2);
        assertThat(fixture.jedis.xrange(fixture.stream(0), (StreamEntryID) null, null, 1))
                .singleElement()
                .satisfies(entry ->
                        assertThat("0/" + entry.getID()).isEqualTo(held.get(1).position()));
        two.ack(List.of(held.get(1)));
        await().until(() -> length() == 0);
    }

    @Test
    void keepsWhatAForeignGroupHasNotRead() {
        fixture.declare(fixture.group);
        fixture.jedis.xgroupCreate(fixture.stream(0), "foreign", new StreamEntryID("0-0"), false);
        fixture.publish("a", "b");
        DeliveryLog log = fixture.subscribe(fixture.group, 10, LEASE);

        log.ack(log.await(2));
        log.subscription().close();

        assertThat(length()).isEqualTo(2);
        fixture.jedis.xgroupDestroy(fixture.stream(0), "foreign");
        fixture.subscribe(fixture.group, 10, LEASE);
        await().until(() -> length() == 0);
    }

    @Test
    void keepsEverythingWithoutGroups() {
        fixture.declare();
        fixture.publish("a", "b");

        fixture.jedis.eval(
                Bytes.text(Script.TRIM.source()),
                3,
                fixture.stream(0),
                fixture.stream(0) + ":readers",
                fixture.stream(0) + ":retention",
                "1000",
                "",
                "");

        assertThat(length()).isEqualTo(2);
    }

    @Test
    void removesALongBacklogInParts() {
        fixture.declare(fixture.group, fixture.other);
        var pipeline = fixture.jedis.pipelined();
        for (int i = 0; i < 30_000; i++) {
            pipeline.xadd(fixture.stream(0), StreamEntryID.NEW_ENTRY, Map.of("payload", "x"));
        }
        pipeline.sync();
        fixture.connection.admin().purge(fixture.topic, fixture.group);
        assertThat(length()).isEqualTo(30_000);

        fixture.connection.admin().deleteGroup(fixture.topic, fixture.other);

        assertThat(length()).isZero();
        assertThat(fixture.connection.admin().describe(fixture.topic, List.of()).groups())
                .containsExactly(fixture.group.name());
    }
}
