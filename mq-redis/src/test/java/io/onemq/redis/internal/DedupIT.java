package io.onemq.redis.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onemq.ErrorCode;
import io.onemq.PublishException;
import io.onemq.spi.DriverPublisher;
import io.onemq.spi.HeaderVisitor;
import io.onemq.spi.OutgoingMessage;
import io.onemq.spi.TopicSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.StreamEntryID;

class DedupIT {
    private static final Duration WINDOW = Duration.ofDays(1);

    private final Fixture fixture = new Fixture();
    private final TopicSpec topic = new TopicSpec(fixture.topic.name(), 0, TopicSpec.Role.APPLICATION, null, WINDOW);
    private final PublishLog log = new PublishLog();

    DedupIT() {
        fixture.connection.admin().declare(topic, List.of(fixture.group));
    }

    @AfterEach
    void close() throws Exception {
        fixture.jedis.configSet("maxmemory", "0");
        fixture.close();
    }

    private TestMessage message(String id) {
        return new TestMessage(topic, "payload of " + id).id(id);
    }

    private Map<String, String> ids(int bit) {
        return fixture.jedis.hgetAll(fixture.stream(0) + ":ids:" + bit);
    }

    private void publish(DriverPublisher publisher, OutgoingMessage message) {
        int reported = log.confirmed.size() + log.duplicates.size();
        publisher.publish(List.of(message));
        await().until(() -> log.confirmed.size() + log.duplicates.size() > reported);
    }

    @Test
    void keepsIdsBesideTheStreamForABoundedTime() {
        TestMessage message = message("order-1");
        publish(fixture.publisher(log), message);

        String entry = fixture.jedis
                .xrange(fixture.stream(0), (StreamEntryID) null, null, 1)
                .get(0)
                .getID()
                .toString();
        long turn = Long.parseLong(entry.substring(0, entry.indexOf('-'))) / WINDOW.toMillis();
        assertThat(log.confirmed).containsEntry(message, "0/" + entry);
        assertThat(ids((int) (turn % 2))).isEqualTo(Map.of("", Long.toString(turn), "order-1", entry));
        assertThat(ids((int) ((turn + 1) % 2))).isEmpty();
        assertThat(fixture.jedis.pexpireTime(fixture.stream(0) + ":ids:" + turn % 2))
                .isEqualTo((turn + 2) * WINDOW.toMillis() + 60_000);
        assertThat(fixture.jedis.hget(fixture.stream(0) + ":topic", "deduplication"))
                .isEqualTo("86400000");
    }

    @Test
    void deletesTheIdsWithTheTopic() {
        publish(fixture.publisher(log), message("order-1"));
        fixture.connection.admin().deleteTopic(topic, List.of());

        assertThat(fixture.jedis.keys("{" + topic.name() + "/*")).isEmpty();
    }

    @Test
    void forgetsAWholeTurnAtATime() {
        DriverPublisher publisher = fixture.publisher(log);
        publish(publisher, message("order-1"));
        long turn = Long.parseLong(ids(0).getOrDefault("", ids(1).get("")));
        String current = fixture.stream(0) + ":ids:" + turn % 2;
        // As if it had been written two turns ago.
        fixture.jedis.hset(current, "", Long.toString(turn - 2));
        publish(publisher, message("order-2"));

        assertThat(fixture.jedis.hkeys(current)).containsExactlyInAnyOrder("", "order-2");
    }

    @Test
    void findsWhatTheTurnBeforeHasAndNotWhatIsOlder() {
        DriverPublisher publisher = fixture.publisher(log);
        long now = System.currentTimeMillis();
        for (int bit = 0; bit < 2; bit++) {
            String key = fixture.stream(0) + ":ids:" + bit;
            fixture.jedis.hset(
                    key,
                    Map.of(
                            "recent" + bit,
                            (now - WINDOW.toMillis() / 2) + "-3",
                            "old" + bit,
                            (now - WINDOW.toMillis() - 1) + "-3"));
            long turn = now / WINDOW.toMillis();
            fixture.jedis.hset(key, "", Long.toString(turn % 2 == bit ? turn : turn - 1));
        }
        List<TestMessage> recent = List.of(message("recent0"), message("recent1"));
        List<TestMessage> old = List.of(message("old0"), message("old1"));
        recent.forEach(message -> publish(publisher, message));
        old.forEach(message -> publish(publisher, message));

        assertThat(log.duplicates.keySet()).containsExactlyInAnyOrderElementsOf(recent);
        assertThat(log.confirmed.keySet()).containsExactlyInAnyOrderElementsOf(old);
        assertThat(fixture.jedis.xlen(fixture.stream(0))).isEqualTo(2);
    }

    @Test
    void anIdThatTheServerRefusedIsFree() {
        DriverPublisher publisher = fixture.publisher(log);
        publish(publisher, message("order-1"));
        fixture.jedis.configSet("maxmemory", "1");
        TestMessage refused = message("order-2");
        TestMessage later = message("order-3").notBefore(System.currentTimeMillis() + 60_000);
        publisher.publish(List.of(refused, later));
        await().until(() -> log.failed.size() == 2);
        fixture.jedis.configSet("maxmemory", "0");

        assertThat(log.failed.values()).extracting(PublishException::code).containsOnly(ErrorCode.REFUSED);
        publish(publisher, message("order-2"));
        publish(publisher, message("order-3"));
        assertThat(log.duplicates).isEmpty();
        assertThat(fixture.jedis.xlen(fixture.stream(0))).isEqualTo(3);
        assertThat(log.lost).isEmpty();
    }

    @Test
    void forgottenScriptsEndThePublisherSoThatTheOrderIsKept() {
        DriverPublisher publisher = fixture.publisher(log);
        publish(publisher, message("order-1"));
        fixture.jedis.scriptFlush();
        publisher.publish(List.of(message("order-2"), message("order-3")));

        assertThat(log.awaitLost().retryable()).isTrue();
        assertThat(fixture.jedis.xlen(fixture.stream(0))).isEqualTo(1);
        PublishLog again = new PublishLog();
        fixture.publisher(again).publish(List.of(message("order-1"), message("order-2"), message("order-3")));
        again.awaitConfirmed(2);
        assertThat(again.duplicates).hasSize(1);
    }

    @Test
    void waitingMessagesAreRememberedWithoutAPosition() {
        DriverPublisher publisher = fixture.publisher(log);
        long due = System.currentTimeMillis() + 60_000;
        publish(publisher, message("order-1").notBefore(due));
        TestMessage again = message("order-1").notBefore(due);
        TestMessage now = message("order-1");
        publish(publisher, again);
        publish(publisher, now);

        assertThat(log.duplicates).containsEntry(again, "null").containsEntry(now, "null");
        assertThat(fixture.jedis.zcard(fixture.delayed(0))).isEqualTo(1);
        assertThat(fixture.jedis.xlen(fixture.stream(0))).isZero();
    }

    @Test
    void aMessageThatComesDueWhileItsBatchIsWrittenIsWrittenAsItWasMeasured() {
        long due = System.currentTimeMillis() + DueEntries.LOOK_MILLIS + 500;
        TestMessage delayed = message("delayed").notBefore(due).header("a", new byte[] {1});
        TestMessage slow = new TestMessage(topic, "payload of slow") {
            @Override
            public void forEachHeader(HeaderVisitor visitor) {
                await().pollInterval(Duration.ofMillis(10))
                        .until(() -> System.currentTimeMillis() >= due - DueEntries.LOOK_MILLIS);
                super.forEachHeader(visitor);
            }
        };
        slow.id("slow").header("b", new byte[] {2}).header("c", new byte[] {3});
        TestMessage behind = message("behind");
        fixture.publisher(log).publish(List.of(delayed, slow, behind));

        log.awaitConfirmed(3);
        assertThat(log.confirmed.get(behind)).startsWith("0/");
        assertThat(fixture.jedis.zcard(fixture.delayed(0)) + fixture.jedis.xlen(fixture.stream(0)))
                .isEqualTo(3);
        assertThat(log.lost).isEmpty();
    }

    @Test
    void aMessageWithMoreHeadersThanAScriptCanHandOverIsRefused() {
        TestMessage most = message("most");
        TestMessage tooMany = message("too-many");
        for (int i = 0; i < 3_000; i++) {
            most.header("header-" + i, new byte[] {1});
            tooMany.header("header-" + i, new byte[] {1});
        }
        tooMany.header("one-more", new byte[] {1});
        List<OutgoingMessage> batch = new ArrayList<>(List.of(tooMany, most));
        fixture.publisher(log).publish(batch);

        log.awaitConfirmed(1);
        assertThat(log.confirmed).containsKey(most);
        assertThat(log.failed.get(tooMany).code()).isEqualTo(ErrorCode.TOO_LARGE);
        assertThat(log.failed.get(tooMany)).hasMessageContaining("3000");
    }

    @Test
    void privateTopicsAreNotDeduplicated() {
        TopicSpec letters = new TopicSpec(topic.name(), 0, TopicSpec.Role.DEAD_LETTER, null, WINDOW);
        DriverPublisher publisher = fixture.publisher(log);
        publisher.publish(
                List.of(new TestMessage(letters, "a").id("order-1"), new TestMessage(letters, "b").id("order-1")));

        log.awaitConfirmed(2);
        assertThat(fixture.jedis.xlen(fixture.stream(0))).isEqualTo(2);
    }
}
