package io.onemq.redis.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onemq.Settlement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.resps.StreamConsumerInfo;

class ReapIT {
    private final Fixture fixture = new Fixture();

    @BeforeEach
    void declare() {
        fixture.declare(fixture.group);
    }

    @AfterEach
    void close() throws Exception {
        fixture.close();
    }

    private List<StreamConsumerInfo> consumers() {
        return fixture.jedis.xinfoConsumers2(fixture.stream(0), fixture.group.name());
    }

    private void reap(long idleMillis) {
        fixture.jedis.eval(
                Bytes.text(Script.REAP.source()),
                2,
                fixture.stream(0),
                fixture.members(fixture.group),
                fixture.group.name(),
                "c-me",
                String.valueOf(idleMillis));
    }

    @Test
    void removesOnlyNamesOfThisLibraryThatHoldNothingAndAreSilent() {
        fixture.publish("a");
        fixture.jedis.sendCommand(
                Protocol.Command.XREADGROUP,
                "GROUP",
                fixture.group.name(),
                "c-holds",
                "STREAMS",
                fixture.stream(0),
                ">");
        fixture.jedis.xgroupCreateConsumer(fixture.stream(0), fixture.group.name(), "c-dead");
        fixture.jedis.xgroupCreateConsumer(fixture.stream(0), fixture.group.name(), "foreign");
        fixture.jedis.hset(
                fixture.members(fixture.group), Map.of("c-dead", "1:1", "c-holds", "1:1", "c-never-seen", "1:1"));

        reap(60_000);
        assertThat(consumers()).hasSize(3);
        await().until(() -> consumers().stream().allMatch(c -> c.getIdle() > 20));
        reap(20);

        assertThat(consumers()).extracting(StreamConsumerInfo::getName).containsExactlyInAnyOrder("c-holds", "foreign");
        assertThat(fixture.jedis.hkeys(fixture.members(fixture.group))).containsExactly("c-holds");
    }

    @Test
    void aMemberThatWasTakenForDeadWorksOn() {
        DeliveryLog log = fixture.subscribe(fixture.group, 10, Duration.ofSeconds(30));
        fixture.jedis.xgroupDelConsumer(fixture.stream(0), fixture.group.name(), log.consumer());
        fixture.jedis.hdel(fixture.members(fixture.group), log.consumer());

        fixture.publish("a", "b");

        assertThat(log.ack(log.await(2))).containsOnly(Settlement.SETTLED);
        assertThat(fixture.jedis.hexists(fixture.members(fixture.group), log.consumer()))
                .isTrue();
    }
}
