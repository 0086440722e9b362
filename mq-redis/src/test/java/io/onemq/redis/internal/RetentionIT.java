package io.onemq.redis.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onemq.Retention;
import io.onemq.spi.TopicSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RetentionIT {
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Retention SECOND = Retention.ofAge(Duration.ofSeconds(1));

    private final Fixture fixture = new Fixture();

    @AfterEach
    void close() throws Exception {
        fixture.close();
    }

    private TopicSpec declare(Retention retention) {
        TopicSpec topic = new TopicSpec(fixture.topic.name(), 0, TopicSpec.Role.APPLICATION, retention);
        assertThat(fixture.connection.admin().declare(topic, List.of(fixture.group)))
                .isEmpty();
        return topic;
    }

    private long length() {
        return fixture.jedis.xlen(fixture.stream(0));
    }

    private void awaitRemoval(TopicSpec topic, long left) {
        await().pollDelay(Duration.ofMillis(100)).until(() -> {
            fixture.connection.admin().removeBeyondRetention(topic);
            return length() == left;
        });
    }

    @Test
    void keepsWhatIsSettledUntilItIsOldAndWhatIsPendingForGood() {
        TopicSpec topic = declare(SECOND);
        fixture.publish("a", "b", "c");
        DeliveryLog log = fixture.subscribe(fixture.group, 10, LEASE);
        var held = log.await(3);
        log.ack(List.of(held.get(0), held.get(2)));
        await().during(Duration.ofMillis(400)).until(() -> length() == 3);

        awaitRemoval(topic, 2);
        log.ack(List.of(held.get(1)));
        awaitRemoval(topic, 0);
    }

    @Test
    void tellsHowManyUnreadEntriesWereDroppedAndWhere() {
        TopicSpec topic = declare(SECOND.droppingUnsettled());
        fixture.publish("a", "b");
        DeliveryLog first = fixture.subscribe(fixture.group, 10, LEASE);
        first.ack(first.await(2));
        first.subscription().close();
        fixture.publish("c", "d", "e");
        String oldest = fixture.jedis.xrange(fixture.stream(0), "-", "+").stream()
                .filter(entry -> entry.getFields().containsValue("c"))
                .findFirst()
                .orElseThrow()
                .getID()
                .toString();
        awaitRemoval(topic, 0);
        fixture.publish("f");

        DeliveryLog second = fixture.subscribe(fixture.group, 10, LEASE);
        second.ack(second.await(1));
        await().untilAsserted(() -> assertThat(second.notices)
                .singleElement()
                .asString()
                .contains("lost 3 messages", oldest, fixture.topic.name(), fixture.group.name()));
        assertThat(fixture.connection.admin().backlog(topic, fixture.group).ready())
                .isZero();
        second.subscription().close();
        // It was told, so the next consumer is not.
        DeliveryLog third = fixture.subscribe(fixture.group, 10, LEASE);
        await().during(Duration.ofMillis(400)).until(() -> third.notices.isEmpty());
    }

    @Test
    void countsBytesAsTheServerDoes() {
        TopicSpec topic = declare(Retention.ofBytes(100_000));
        String payload = "x".repeat(1_000);
        for (int i = 0; i < 10; i++) {
            fixture.publish(payload, payload, payload, payload, payload, payload, payload, payload, payload, payload);
        }
        fixture.publish("x".repeat(200_000));
        fixture.connection.admin().removeBeyondRetention(topic);
        assertThat(length()).as("nothing is settled").isEqualTo(101);
        DeliveryLog log = fixture.subscribe(fixture.group, 200, LEASE);
        log.ack(log.await(101));

        await().untilAsserted(() ->
                assertThat(fixture.jedis.memoryUsage(fixture.stream(0))).isLessThan(240_000));
        assertThat(length()).as("the newest is there").isPositive();
    }

    @Test
    void tellsTheRetentionThatItReplaces() {
        declare(SECOND);
        TopicSpec changed = new TopicSpec(
                fixture.topic.name(),
                0,
                TopicSpec.Role.APPLICATION,
                Retention.ofBytes(5_000).withAge(LEASE));

        assertThat(fixture.connection.admin().declare(changed, List.of())).contains(SECOND);
        assertThat(fixture.connection.admin().describe(changed, List.of()).retention())
                .isEqualTo(changed.retention());
        assertThat(fixture.jedis.hgetAll(fixture.stream(0) + ":retention"))
                .isEqualTo(Map.of("age", "30000", "bytes", "5000", "drops", "0"));
    }
}
