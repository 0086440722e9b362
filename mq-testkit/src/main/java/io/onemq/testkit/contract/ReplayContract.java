package io.onemq.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.Capability;
import io.onemq.Codec;
import io.onemq.Consumer;
import io.onemq.Delivery;
import io.onemq.ErrorCode;
import io.onemq.Group;
import io.onemq.Message;
import io.onemq.MqException;
import io.onemq.Publisher;
import io.onemq.Retention;
import io.onemq.Settlement;
import io.onemq.StartPosition;
import io.onemq.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Messages of the past: groups that start there and groups that are moved. */
abstract class ReplayContract extends ContractCases {
    /** Settles nothing, so that brokers which drop what all groups have settled keep everything. */
    private static final Group KEEPER = Group.of("keeper");

    private static final Group LATE = Group.of("late");
    private static final Duration APART = Duration.ofMillis(100);

    ReplayContract(ContractBench bench) {
        super(bench);
    }

    /** Tells whether replay is offered. If not, asserts that it is refused and that nothing is created or moved. */
    private boolean offered() {
        if (supports(Capability.REPLAY)) {
            return true;
        }
        assertNoReplay();
        return false;
    }

    /** Asserts of topics without a retention that none is replayed, and that nothing is created or moved. */
    private void assertNoReplay() {
        for (StartPosition start : List.of(
                StartPosition.earliest(), StartPosition.time(Instant.now()), StartPosition.at(List.of("0/0")))) {
            Group group = LATE.startingAt(start);
            Topic topic = topic(group);
            assertRefused(Capability.REPLAY, () -> mq().admin().declare(topic));
            assertRefused(Capability.REPLAY, () -> start(consumer(topic, group), delivery -> {}));
            assertRefused(Capability.REPLAY, () -> publisher(topic));
            assertFails(ErrorCode.NOT_FOUND, () -> mq().admin().describe(topic));
        }
        Topic topic = declared(WORKERS);
        List<String> ids = publish(topic, 5);
        assertRefused(Capability.REPLAY, () -> seek(topic, StartPosition.latest()));
        assertRefused(Capability.REPLAY, () -> seek(topic, StartPosition.earliest()));
        collect(topic, WORKERS).awaitExactly(ids);
    }

    /** A topic that is kept for as long as the case needs, where the broker keeps topics only if they ask for it. */
    private Topic kept(Topic topic) {
        return harness().groupsShareMessages() ? topic : topic.withRetention(Retention.ofAge(Duration.ofHours(1)));
    }

    private Topic declaredKept(Group... groups) {
        Topic topic = deleting(kept(topic(groups)));
        mq().admin().declare(topic);
        return topic;
    }

    private void seek(Topic topic, StartPosition position) {
        mq().admin().seek(topic, WORKERS, position);
    }

    /** Declares another group of a topic. */
    private void declareLate(Topic topic, StartPosition start) {
        mq().admin().declare(deleting(topic.withGroups(LATE.startingAt(start))));
    }

    private static List<String> joined(Collection<String> some, Collection<String> more) {
        List<String> all = new ArrayList<>(some);
        all.addAll(more);
        return all;
    }

    /** Consumes what comes until it is exactly that, asserts that it is the first attempt, and closes the consumer. */
    private List<Delivery<String>> consumeExactly(Topic topic, Group group, Collection<String> ids) {
        Collector<String> collector = Collector.accepting();
        try (Consumer consumer = consumer(topic, group).start(collector)) {
            assertThat(consumer).isNotNull();
            collector.awaitExactly(ids);
        }
        assertThat(collector.deliveries()).allMatch(delivery -> delivery.attempt() == 1, "first attempt");
        return collector.deliveries();
    }

    /** Publishes to both of two partitions, one message after the other. Returns the ids in order. */
    private List<String> publishByKey(Topic topic, int count) {
        Publisher<String> publisher = publisher(topic);
        return IntStream.range(0, count)
                .mapToObj(i -> publisher.publish(Message.of("m").withKey("key" + i % 16)))
                .map(receipt -> receipt.messageId())
                .toList();
    }

    /** Both notations have the partition in front. */
    private static String partition(Delivery<String> delivery) {
        return delivery.position().orElseThrow().split("[@/]", -1)[0];
    }

    private static List<String> idsOf(List<Delivery<String>> deliveries, Predicate<Delivery<String>> which) {
        return deliveries.stream().filter(which).map(Delivery::id).toList();
    }

    private static Delivery<String> byId(List<Delivery<String>> deliveries, String id) {
        return deliveries.stream()
                .filter(delivery -> delivery.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    /** A time with some distance from what happened before and happens after. */
    private static Instant between() {
        Instant before = Instant.now();
        Waiting.until("the clock moves on", () -> Instant.now().isAfter(before.plus(APART)));
        Instant time = Instant.now();
        Waiting.until("the clock moves on", () -> Instant.now().isAfter(time.plus(APART)));
        return time;
    }

    @Test
    @DisplayName("REP-1: a group that starts at the earliest gets all that is there and all that comes")
    final void aGroupStartsAtTheEarliest() {
        if (!offered()) {
            return;
        }
        Topic topic = declaredKept(KEEPER);
        List<String> before = publish(topic, 50);
        declareLate(topic, StartPosition.earliest());
        List<String> after = publish(topic, 50);

        consumeExactly(topic, LATE, joined(before, after));
    }

    @Test
    @DisplayName("REP-1: a group that starts at a time gets what was stored since")
    final void aGroupStartsAtATime() {
        if (!offered()) {
            return;
        }
        Topic topic = declaredKept(KEEPER);
        List<String> first = publish(topic, 20);
        Instant time = between();
        List<String> second = publish(topic, 20);
        declareLate(topic, StartPosition.time(time));
        Group ever = Group.of("ever").startingAt(StartPosition.time(Instant.EPOCH));
        Group soon =
                Group.of("soon").startingAt(StartPosition.time(Instant.now().plusSeconds(3600)));
        Topic all = deleting(topic.withGroups(LATE, ever, soon));
        mq().admin().declare(all);
        List<String> third = publish(topic, 20);

        consumeExactly(topic, LATE, joined(second, third));
        consumeExactly(all, ever, joined(first, joined(second, third)));
        // Nothing was stored at that time, so it means the end, and not that later messages are left out until then.
        consumeExactly(all, soon, third);
    }

    @Test
    @DisplayName("REP-1: a group that starts at a position gets its partition from there on, the others from their end")
    final void aGroupStartsAtAPosition() {
        if (!offered()) {
            return;
        }
        Topic topic = deleting(kept(topic(KEEPER, WORKERS).withPartitions(2)));
        mq().admin().declare(topic);
        List<String> before = publishByKey(topic, 40);
        List<Delivery<String>> seen = consumeExactly(topic, WORKERS, before);
        Delivery<String> from = byId(seen, before.get(20));
        Delivery<String> later = byId(
                seen,
                idsOf(seen, delivery -> partition(delivery).equals(partition(from))).stream()
                        .max((a, b) -> before.indexOf(a) - before.indexOf(b))
                        .orElseThrow());
        declareLate(
                topic,
                StartPosition.at(
                        List.of(later.position().orElseThrow(), from.position().orElseThrow())));
        List<String> after = publishByKey(topic, 40);

        List<String> expected = idsOf(
                seen, delivery -> partition(delivery).equals(partition(from)) && before.indexOf(delivery.id()) >= 20);
        assertThat(expected).hasSizeBetween(2, 19);
        consumeExactly(topic, LATE, joined(expected, after));
    }

    @Test
    @DisplayName("REP-2: a group that exists keeps where it is, whatever start it is declared with")
    final void aGroupKeepsWhereItIs() {
        if (!offered()) {
            return;
        }
        Topic topic = declaredKept(KEEPER, WORKERS);
        List<String> handled = publish(topic, 20);
        consumeExactly(topic, WORKERS, handled);
        List<String> waiting = publish(topic, 20);
        mq().admin().declare(topic.withGroups(WORKERS.startingAt(StartPosition.earliest())));
        mq().admin().declare(topic.withGroups(WORKERS.startingAt(StartPosition.time(Instant.now()))));
        mq().admin().declare(topic);

        Group again = WORKERS.startingAt(StartPosition.earliest());
        consumeExactly(topic, again, waiting);
    }

    @Test
    @DisplayName("REP-3: a group that is moved back gets what it had settled again, as attempt 1, and once")
    final void aGroupIsMovedBack() {
        if (!offered()) {
            return;
        }
        Topic topic = declaredKept(KEEPER, WORKERS);
        List<String> first = publish(topic, 30);
        consumeExactly(topic, WORKERS, first);
        Instant time = between();
        List<String> second = publish(topic, 30);
        consumeExactly(topic, WORKERS, second);

        seek(topic, StartPosition.earliest());
        List<String> third = publish(topic, 10);
        consumeExactly(topic, WORKERS, joined(first, joined(second, third)));
        seek(topic, StartPosition.time(time));
        consumeExactly(topic, WORKERS, joined(second, third));
        consumeExactly(topic, WORKERS, List.of());
    }

    @Test
    @DisplayName("REP-3: a group that is moved ahead skips what it had not settled, also what consumers had held")
    final void aGroupIsMovedAhead() {
        if (!offered()) {
            return;
        }
        Topic topic = declaredKept(KEEPER, WORKERS);
        List<String> before = publish(topic, 30);
        holdSome(topic);
        seek(topic, StartPosition.latest());
        List<String> after = publish(topic, 10);

        consumeExactly(topic, WORKERS, after);
        // What was settled out of order comes again, too.
        seek(topic, StartPosition.earliest());
        consumeExactly(topic, WORKERS, joined(before, after));
    }

    /** Takes messages, settles every other one, and hands the rest back by its end. */
    private void holdSome(Topic topic) {
        Collector<String> collector = Collector.accepting();
        try (Consumer holder = connect("drain.timeout", "100ms")
                .consumer(topic, WORKERS, Codec.string())
                .maxInFlight(10)
                .manualAck()
                .start(collector)) {
            assertThat(holder).isNotNull();
            collector.awaitCount(6);
            List<Delivery<String>> held = collector.deliveries();
            IntStream.range(0, 6)
                    .filter(i -> i % 2 == 1)
                    .mapToObj(held::get)
                    .map(Delivery::ack)
                    .map(Waiting::forFuture)
                    .forEach(outcome -> assertThat(outcome).isEqualTo(Settlement.SETTLED));
        }
    }

    @Test
    @DisplayName("REP-3: a group that is moved to a position stays where it is in the other partitions")
    final void aGroupIsMovedInOnePartition() {
        if (!offered()) {
            return;
        }
        Topic topic = deleting(kept(topic(KEEPER, WORKERS).withPartitions(2)));
        mq().admin().declare(topic);
        List<String> before = publishByKey(topic, 40);
        List<Delivery<String>> seen = consumeExactly(topic, WORKERS, before);
        List<String> waiting = publishByKey(topic, 40);
        Delivery<String> from = byId(seen, before.get(20));
        seek(topic, StartPosition.at(List.of(from.position().orElseThrow())));

        List<String> expected = idsOf(
                seen, delivery -> partition(delivery).equals(partition(from)) && before.indexOf(delivery.id()) >= 20);
        assertThat(expected).hasSizeBetween(2, 19);
        consumeExactly(topic, WORKERS, joined(expected, waiting));
    }

    @Test
    @DisplayName("REP-4: when a group is moved, another one gets nothing twice and misses nothing")
    final void otherGroupsAreNotAffected() {
        if (!offered()) {
            return;
        }
        Topic topic = declaredKept(KEEPER, WORKERS, LATE);
        Collector<String> late = collect(topic, LATE);
        List<String> first = publish(topic, 20);
        consumeExactly(topic, WORKERS, first);
        late.awaitExactly(first);
        seek(topic, StartPosition.earliest());
        consumeExactly(topic, WORKERS, first);
        List<String> second = publish(topic, 20);
        seek(topic, StartPosition.latest());

        late.awaitExactly(joined(first, second));
        consumeExactly(topic, WORKERS, List.of());
        consumeExactly(topic, KEEPER, joined(first, second));
    }

    @Test
    @DisplayName("REP-5: a group with a consumer is not moved, and the refusal says what to do")
    final void aGroupWithMembersIsNotMoved() {
        if (!offered()) {
            return;
        }
        Topic topic = declaredKept(KEEPER, WORKERS);
        Collector<String> collector = Collector.accepting();
        Consumer consumer = start(consumer(topic, WORKERS), collector);
        List<String> first = publish(topic, 20);
        collector.awaitExactly(first);
        for (StartPosition position : List.of(StartPosition.earliest(), StartPosition.latest())) {
            MqException conflict = assertFails(ErrorCode.CONFLICT, () -> seek(topic, position));
            assertThat(conflict.retryable()).isFalse();
            assertThat(conflict).hasMessageContaining(WORKERS.name()).hasMessageContaining("close its consumers");
        }
        collector.awaitExactly(joined(first, publish(topic, 20)));

        consumer.close();
        seek(topic, StartPosition.latest());
        assertFails(ErrorCode.NOT_FOUND, () -> mq().admin().seek(topic, Group.of("missing"), StartPosition.earliest()));
        assertFails(ErrorCode.NOT_FOUND, () -> seek(kept(Topic.of(unique("missing"))), StartPosition.earliest()));
    }

    @Test
    @DisplayName("REP-6: what is no position, or one behind the end, is refused, and nothing is created or moved")
    final void positionsAreChecked() {
        if (!offered()) {
            return;
        }
        Topic topic = deleting(kept(topic(KEEPER, WORKERS).withPartitions(1)));
        mq().admin().declare(topic);
        List<String> ids = publish(topic, 5);
        List<Delivery<String>> seen = consumeExactly(topic, WORKERS, ids);
        String last = byId(seen, ids.get(4)).position().orElseThrow();
        StartPosition nonsense = StartPosition.at(List.of(last, "nonsense"));
        StartPosition behind = StartPosition.at(List.of(last + "9"));

        assertFails(ErrorCode.CONFIGURATION, () -> declareLate(topic, nonsense));
        assertFails(ErrorCode.NOT_FOUND, () -> declareLate(topic, behind));
        assertFails(ErrorCode.CONFIGURATION, () -> seek(topic, nonsense));
        assertFails(ErrorCode.NOT_FOUND, () -> seek(topic, behind));
        assertFails(ErrorCode.CONFIGURATION, () -> StartPosition.at(List.of()));
        assertThat(mq().admin().describe(topic.withGroups(LATE)).groups()).doesNotContain(LATE.name());
        consumeExactly(topic, WORKERS, publish(topic, 5));
    }

    @Test
    @DisplayName("REP-7: the retries and the dead letters of a group that is moved stay as they are")
    final void retriesAndDeadLettersStay() {
        if (!offered()) {
            return;
        }
        Topic topic = declaredKept(KEEPER, WORKERS);
        Collector<String> failing = Collector.then(delivery -> {
            CompletableFuture<Settlement> unused = delivery.payload().equals("retried")
                    ? delivery.nack(Duration.ofSeconds(5))
                    : delivery.reject("on purpose");
        });
        Consumer consumer = start(consumer(topic, WORKERS), failing);
        String retried = publish(topic, "retried");
        String dead = publish(topic, "dead");
        failing.awaitAll(List.of(retried, dead));
        consumer.close();
        long attempts = failing.ids().stream().filter(retried::equals).count();
        seek(topic, StartPosition.latest());
        collectDeadLetters(topic, WORKERS).awaitExactly(List.of(dead));

        Collector<String> collector = Collector.accepting();
        try (Consumer again = consumer(topic, WORKERS).start(collector)) {
            assertThat(again).isNotNull();
            collector.awaitExactly(List.of(retried));
            assertThat(collector.deliveries().get(0).attempt()).isEqualTo(attempts + 1);
        }
        seek(topic, StartPosition.earliest());
        consumeExactly(topic, WORKERS, List.of(retried, dead));
    }

    @Test
    @DisplayName(
            "REP-8: where only topics with a retention are replayed, one without is refused, and the refusal says so")
    final void aTopicWithoutRetentionIsReplayedOrRefused() {
        if (!offered()) {
            return;
        }
        if (!harness().groupsShareMessages()) {
            assertNoReplay();
            Topic topic = declared(WORKERS);
            assertThat(assertFails(ErrorCode.UNSUPPORTED, () -> seek(topic, StartPosition.earliest())))
                    .hasMessageContaining("withRetention");
            return;
        }
        Topic topic = declared(KEEPER, WORKERS);
        List<String> ids = publish(topic, 5);
        consumeExactly(topic, WORKERS, ids);
        seek(topic, StartPosition.earliest());
        consumeExactly(topic, WORKERS, ids);
    }
}
