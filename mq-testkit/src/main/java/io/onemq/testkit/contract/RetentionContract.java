package io.onemq.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.Capability;
import io.onemq.Codec;
import io.onemq.ErrorCode;
import io.onemq.Group;
import io.onemq.Message;
import io.onemq.MqClient;
import io.onemq.MqEvent;
import io.onemq.MqException;
import io.onemq.Publisher;
import io.onemq.Retention;
import io.onemq.StartPosition;
import io.onemq.Topic;
import io.onemq.UnsupportedCapabilityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Messages that stay in their topic when its groups have settled them, and for how long. */
abstract class RetentionContract extends ContractCases {
    private static final Group KEEPER = Group.of("keeper");
    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final Duration LONG = Duration.ofHours(1);

    /** Where the retention drops what is not settled, a message that is fetched later than that is lost. */
    private static final Duration LONGER_THAN_A_FETCH = Duration.ofSeconds(6);

    /** How long it is watched that nothing is removed: several times as long as the shortest retention. */
    private static final Duration WINDOW = Duration.ofSeconds(4);

    /** How long nobody looks: the group that counts holds what it counts. */
    private static final Duration LOOK = Duration.ofSeconds(3);

    RetentionContract(ContractBench bench) {
        super(bench);
    }

    /**
     * Declares a topic with a retention. Where that is not offered, asserts that it is refused and that nothing is created,
     * and returns false.
     */
    private boolean declares(Topic topic) {
        if (!supports(Capability.TOPIC_RETENTION)) {
            assertRefused(topic);
            return false;
        }
        try {
            mq().admin().declare(topic);
            return true;
        } catch (UnsupportedCapabilityException e) {
            assertRefused(topic);
            notOffered(String.valueOf(e.getMessage()));
            return false;
        }
    }

    private void assertRefused(Topic topic) {
        assertRefused(Capability.TOPIC_RETENTION, () -> mq().admin().declare(topic));
        assertRefused(Capability.TOPIC_RETENTION, () -> publisher(topic));
        assertRefused(Capability.TOPIC_RETENTION, () -> start(consumer(topic, WORKERS), delivery -> {}));
        assertFails(ErrorCode.NOT_FOUND, () -> mq().admin().describe(topic));
    }

    private Topic topic(Retention retention, Group... groups) {
        return deleting(topic(groups).withRetention(retention));
    }

    private void consumeExactly(Topic topic, Group group, List<String> ids) {
        Collector<String> collector = Collector.accepting();
        try (var consumer = consumer(topic, group).start(collector)) {
            assertThat(consumer).isNotNull();
            collector.awaitExactly(ids);
        }
    }

    /** Counts what a topic has, by a group that is there for this only. */
    private long count(Topic topic) {
        Group probe = Group.of(unique("probe")).startingAt(StartPosition.earliest());
        mq().admin().declare(topic.withGroups(probe));
        try {
            return mq().admin().backlog(topic, probe).ready();
        } finally {
            mq().admin().deleteGroup(topic, probe);
        }
    }

    private void awaitAtMost(Topic topic, long most) {
        boolean removed = Waiting.holdsWithin(Waiting.DEADLINE, LOOK, () -> count(topic) <= most);
        assertThat(removed)
                .as("at most " + most + " messages are left in " + topic)
                .isTrue();
    }

    private List<MqEvent> eventsOf(MqClient.Builder builder) {
        List<MqEvent> events = new CopyOnWriteArrayList<>();
        MqClient.Builder unused = builder.onEvent(events::add);
        return events;
    }

    private MqClient.Builder builder() {
        MqClient.Builder builder = MqClient.builder(harness().url());
        harness().options().forEach(builder::option);
        return builder;
    }

    private static boolean hasNotice(List<MqEvent> events, String... texts) {
        return events.stream()
                .filter(event -> event.type() == MqEvent.Type.NOTICE)
                .anyMatch(event -> List.of(texts).stream().allMatch(event.message()::contains));
    }

    @Test
    @DisplayName("RET-1: what every group has settled stays: groups are moved back to it and created at it")
    final void settledMessagesStay() {
        Topic topic = topic(Retention.ofAge(LONG), WORKERS);
        if (!declares(topic)) {
            return;
        }
        List<String> ids = publish(topic, 30);
        consumeExactly(topic, WORKERS, ids);
        Waiting.watch(WINDOW, () -> false);

        mq().admin().seek(topic, WORKERS, StartPosition.earliest());
        consumeExactly(topic, WORKERS, ids);
        Group late = Group.of("late").startingAt(StartPosition.earliest());
        consumeExactly(deleting(topic.withGroups(late)), late, ids);
    }

    @Test
    @DisplayName("RET-2: what is settled and too old is removed, and what is published since comes")
    final void oldMessagesAreRemoved() {
        Topic topic = topic(Retention.ofAge(SHORT), WORKERS);
        if (!declares(topic)) {
            return;
        }
        consumeExactly(topic, WORKERS, publish(topic, 30));
        awaitAtMost(topic, 0);

        consumeExactly(topic, WORKERS, publish(topic, 5));
    }

    @Test
    @DisplayName("RET-2: of what is settled, as much stays as the topic keeps, and it is the newest")
    final void surplusMessagesAreRemoved() {
        Topic topic = inOnePartition(topic(Retention.ofBytes(2_000_000), WORKERS));
        if (!declares(topic)) {
            return;
        }
        surplusIsRemoved(topic);
    }

    @Test
    @DisplayName("RET-2: a topic that drops what is not settled keeps as much as it should")
    final void surplusMessagesAreDropped() {
        Topic topic = inOnePartition(topic(Retention.ofBytes(2_000_000).droppingUnsettled(), WORKERS));
        if (!declares(topic)) {
            return;
        }
        surplusIsRemoved(topic);
    }

    /** Partitions keep their share each. */
    private Topic inOnePartition(Topic topic) {
        return support(Capability.PARTITIONS).supported() ? deleting(topic.withPartitions(1)) : topic;
    }

    /** Publishes five times as much as a topic keeps. */
    private void surplusIsRemoved(Topic topic) {
        Publisher<String> publisher = publisher(topic);
        String payload = "x".repeat(100_000);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            ids.add(publisher.publish(Message.of(payload)).messageId());
        }
        consumeAll(topic, ids);
        awaitAtMost(topic, 60);

        assertThat(count(topic)).isGreaterThanOrEqualTo(15);
        Group late = Group.of("late").startingAt(StartPosition.earliest());
        Collector<String> collector = collect(deleting(topic.withGroups(late)), late);
        collector.awaitAll(ids.subList(90, 100));
        assertThat(ids.subList(100 - collector.count(), 100)).containsExactlyInAnyOrderElementsOf(collector.ids());
    }

    private void consumeAll(Topic topic, List<String> ids) {
        if (topic.retention().orElseThrow().dropsUnsettled()) {
            return;
        }
        consumeExactly(topic, WORKERS, ids);
    }

    @Test
    @DisplayName(
            "RET-3: what a group has not settled is not removed, however old it is, until the group has settled it")
    final void unsettledMessagesStay() {
        Topic topic = topic(Retention.ofAge(SHORT), WORKERS, KEEPER);
        if (!declares(topic)) {
            return;
        }
        List<String> ids = publish(topic, 30);
        consumeExactly(topic, WORKERS, ids);
        if (harness().groupsShareMessages()) {
            Waiting.watch(WINDOW, () -> count(topic) < 30);
            assertThat(count(topic)).isEqualTo(30);
        } else {
            Waiting.watch(WINDOW, () -> false);
        }

        consumeExactly(topic, KEEPER, ids);
        awaitAtMost(topic, 0);
    }

    @Test
    @DisplayName("RET-4: a topic may drop what a group has not settled; the group is told and goes on with the rest")
    final void unsettledMessagesAreDropped() {
        Topic topic = topic(Retention.ofAge(LONGER_THAN_A_FETCH).droppingUnsettled(), WORKERS);
        if (!declares(topic)) {
            return;
        }
        List<String> dropped = publish(topic, 30);
        awaitAtMost(topic, 0);
        MqClient.Builder builder = builder();
        List<MqEvent> events = eventsOf(builder);
        MqClient client = closing(builder.connect());
        Collector<String> collector = Collector.accepting();
        start(client.consumer(topic, WORKERS, Codec.string()), collector);
        Waiting.until("the loss is told", () -> hasNotice(events, topic.name(), WORKERS.name()));

        List<String> rest = publishUntilOneArrives(topic, collector);
        rest.addAll(publish(topic, 10));
        collector.awaitAll(rest.subList(rest.size() - 10, rest.size()));
        collector.assertNothingMore();
        assertThat(collector.ids()).doesNotHaveDuplicates().isSubsetOf(rest).doesNotContainAnyElementsOf(dropped);
    }

    /** What is published until a reader has found its way past the loss may be lost as well. */
    private List<String> publishUntilOneArrives(Topic topic, Collector<String> collector) {
        List<String> ids = new ArrayList<>();
        boolean arrived = Waiting.holdsWithin(Waiting.DEADLINE, Duration.ofSeconds(1), () -> {
            ids.add(publish(topic, "one of the rest"));
            return collector.count() > 0;
        });
        assertThat(arrived).as("the consumer goes on with the rest").isTrue();
        return ids;
    }

    @Test
    @DisplayName("RET-5: another retention replaces the one that there is, with an event, or is a conflict")
    final void aRetentionIsChanged() {
        Retention first = Retention.ofAge(LONG);
        Topic topic = topic(first, WORKERS);
        if (!declares(topic)) {
            return;
        }
        Topic without = deleting(Topic.of(topic.name()).withGroups(WORKERS));
        mq().admin().declare(without);
        assertThat(mq().admin().describe(without).retention()).contains(first);
        MqClient.Builder builder = builder();
        List<MqEvent> events = eventsOf(builder);
        MqClient client = closing(builder.connect());
        client.admin().declare(topic);
        assertThat(events).isEmpty();
        Retention second = Retention.ofAge(LONG.multipliedBy(2));
        Topic changed = topic.withRetention(second);
        assertFails(ErrorCode.CONFLICT, () -> connect("topology", "validate").publisher(changed, Codec.string()));

        try {
            client.admin().declare(changed);
        } catch (MqException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT);
            assertThat(mq().admin().describe(without).retention()).contains(first);
            return;
        }
        assertThat(hasNotice(events, topic.name(), first.toString(), second.toString()))
                .as("an event tells of the change: " + events)
                .isTrue();
        assertThat(mq().admin().describe(without).retention()).contains(second);
    }
}
