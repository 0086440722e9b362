package io.onemq.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.Backlog;
import io.onemq.Capability;
import io.onemq.Codec;
import io.onemq.ErrorCode;
import io.onemq.Group;
import io.onemq.MqClient;
import io.onemq.MqException;
import io.onemq.Topic;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What exists on the broker and how it is administered. */
abstract class TopologyContract extends ContractCases {
    private static final Group AUDIT = Group.of("audit");

    TopologyContract(ContractBench bench) {
        super(bench);
    }

    @Test
    @DisplayName("GRP-7: declaring again changes nothing and loses nothing")
    final void declaringIsIdempotent() {
        Topic topic = declared(WORKERS);
        List<String> ids = new ArrayList<>(publish(topic, 10));
        mq().admin().declare(topic);
        ids.addAll(publish(topic, 10));
        connect().admin().declare(topic);

        collect(topic, WORKERS).awaitExactly(ids);
    }

    @Test
    @DisplayName("GRP-8: a topic keeps its number of partitions, and another number is a conflict")
    final void partitionsAreFixed() {
        Topic plain = topic(WORKERS);
        Topic topic = plain.withPartitions(3);
        if (!supports(Capability.PARTITIONS)) {
            assertRefused(Capability.PARTITIONS, () -> mq().admin().declare(topic));
            assertFails(ErrorCode.NOT_FOUND, () -> mq().admin().describe(plain));
            return;
        }
        mq().admin().declare(deleting(topic));
        assertThat(mq().admin().describe(topic).partitions()).hasValue(3);

        MqException conflict =
                assertFails(ErrorCode.CONFLICT, () -> mq().admin().declare(topic.withPartitions(4)));
        assertThat(conflict).hasMessageContaining(topic.name());
        assertThat(conflict.retryable()).isFalse();
        List<String> ids = publish(topic, 30);
        collect(topic, WORKERS).awaitExactly(ids);
    }

    @Test
    @DisplayName("GRP-9: describing tells the groups of a topic, or that there is no such topic")
    final void describeTellsWhatExists() {
        Topic topic = declared(WORKERS);
        Topic asked = topic.withGroups(AUDIT);

        assertThat(mq().admin().describe(asked).name()).isEqualTo(topic.name());
        assertThat(mq().admin().describe(asked).groups()).containsExactly(WORKERS.name());
        mq().admin().declare(deleting(asked));
        assertThat(mq().admin().describe(asked).groups()).containsExactlyInAnyOrder(WORKERS.name(), AUDIT.name());
        assertNotFound(Topic.of(unique("missing")));
    }

    private void assertNotFound(Topic topic) {
        MqException failure =
                assertFails(ErrorCode.NOT_FOUND, () -> mq().admin().describe(topic));
        assertThat(failure).hasMessageContaining(topic.name());
        assertThat(failure.retryable()).isFalse();
    }

    @Test
    @DisplayName("GRP-10: a deleted group loses what it had, the others keep theirs, and it can start anew")
    final void deletingAGroup() {
        Topic topic = declared(WORKERS, AUDIT);
        List<String> first = publish(topic, 10);
        mq().admin().deleteGroup(topic, WORKERS);
        mq().admin().deleteGroup(topic, WORKERS);
        assertThat(mq().admin().describe(topic).groups()).containsExactly(AUDIT.name());

        mq().admin().declare(topic);
        List<String> second = publish(topic, 10);
        collect(topic, WORKERS).awaitExactly(second);
        List<String> all = new ArrayList<>(first);
        all.addAll(second);
        collect(topic, AUDIT).awaitExactly(all);
    }

    @Test
    @DisplayName("GRP-11: a deleted topic is gone with its messages, and deleting it again does nothing")
    final void deletingATopic() {
        Topic topic = declared(WORKERS);
        publish(topic, 10);
        mq().admin().delete(topic);
        mq().admin().delete(topic);
        assertNotFound(topic);

        mq().admin().declare(topic);
        List<String> ids = publish(topic, 5);
        collect(topic, WORKERS).awaitExactly(ids);
    }

    @Test
    @DisplayName("GRP-12: the backlog counts what a group has not settled")
    final void theBacklogCounts() {
        Topic topic = declared(WORKERS, AUDIT);
        if (!supports(Capability.BACKLOG)) {
            assertRefused(Capability.BACKLOG, () -> mq().admin().backlog(topic, WORKERS));
            return;
        }
        List<String> ids = publish(topic, 25);
        Waiting.until("25 messages are ready", () -> backlog(topic, WORKERS).ready() == 25);
        collect(topic, WORKERS).awaitExactly(ids);
        Waiting.until("nothing is left", () -> unsettled(topic, WORKERS) == 0);

        assertThat(backlog(topic, AUDIT).ready())
                .as("the backlog of another group")
                .isEqualTo(25);
        assertFails(ErrorCode.NOT_FOUND, () -> mq().admin().backlog(topic, Group.of("missing")));
        assertFails(ErrorCode.NOT_FOUND, () -> mq().admin().backlog(Topic.of(unique("missing")), WORKERS));
    }

    private Backlog backlog(Topic topic, Group group) {
        return mq().admin().backlog(topic, group);
    }

    private long unsettled(Topic topic, Group group) {
        Backlog backlog = backlog(topic, group);
        return backlog.ready() + backlog.inFlight().orElse(0);
    }

    @Test
    @DisplayName("GRP-12: what a consumer holds is in flight, where the broker shows it")
    final void theBacklogShowsWhatIsHeld() {
        Topic topic = declared(WORKERS);
        if (!supports(Capability.BACKLOG)) {
            return;
        }
        Collector<String> collector = Collector.accepting();
        MqClient client = connect("drain.timeout", "100ms");
        start(client.consumer(topic, WORKERS, Codec.string()).maxInFlight(4).manualAck(), collector);
        publish(topic, 10);
        collector.awaitCount(4);

        Waiting.until("the backlog shows what is held", () -> {
            Backlog backlog = backlog(topic, WORKERS);
            return backlog.inFlight().isEmpty() || (backlog.inFlight().getAsLong() == 4 && backlog.ready() == 6);
        });
    }

    @Test
    @DisplayName("GRP-13: purging drops what waits in one group and nothing else")
    final void purgingDropsWhatWaits() {
        Topic topic = declared(WORKERS, AUDIT);
        List<String> before = publish(topic, 10);
        if (!supports(Capability.PURGE)) {
            assertRefused(Capability.PURGE, () -> mq().admin().purge(topic, WORKERS));
            collect(topic, WORKERS).awaitExactly(before);
            return;
        }
        mq().admin()
                .purge(topic, WORKERS)
                .ifPresent(dropped -> assertThat(dropped).isEqualTo(10));
        List<String> after = publish(topic, 10);

        collect(topic, WORKERS).awaitExactly(after);
        List<String> all = new ArrayList<>(before);
        all.addAll(after);
        collect(topic, AUDIT).awaitExactly(all);
    }

    @Test
    @DisplayName("GRP-14: with topology=validate nothing is created, and what is missing is named")
    final void validateCreatesNothing() {
        MqClient client = connect("topology", "validate");
        Topic missing = topic(WORKERS);
        MqException failure = assertFails(ErrorCode.NOT_FOUND, () -> client.publisher(missing, Codec.string()));
        assertThat(failure).hasMessageContaining(missing.name());
        assertFails(
                ErrorCode.NOT_FOUND,
                () -> client.consumer(missing, WORKERS, Codec.string()).start(delivery -> {}));
        assertNotFound(missing);

        Topic topic = declared(WORKERS);
        failure = assertFails(ErrorCode.NOT_FOUND, () -> client.publisher(topic.withGroups(AUDIT), Codec.string()));
        assertThat(failure).hasMessageContaining(AUDIT.name());
        // Its private topics exist once somebody has consumed.
        joinOnce(topic, WORKERS);
        String id = publisher(client, topic).publish("to what exists").messageId();
        collect(client, topic, WORKERS).awaitExactly(List.of(id));
    }

    @Test
    @DisplayName("GRP-15: with topology=none nothing is created or checked, and explicit declarations work")
    final void noneLeavesTopologyAlone() {
        MqClient client = connect("topology", "none");
        Topic topic = topic(WORKERS);
        client.publisher(topic, Codec.string()).close();
        assertNotFound(topic);

        client.admin().declare(topic);
        String id = publisher(client, topic).publish("declared by hand").messageId();
        collect(topic, WORKERS).awaitExactly(List.of(id));
    }

    @Test
    @DisplayName("GRP-16: names with other characters or lengths are refused")
    final void namesAreChecked() {
        for (String name : List.of("", "a b", "a/b", "caf\u00e9", "a:b", "..", "x".repeat(101))) {
            assertFails(ErrorCode.INVALID_NAME, () -> Topic.of(name));
        }
        for (String name : List.of("", "a b", "a.b", "a/b", "x".repeat(65))) {
            assertFails(ErrorCode.INVALID_NAME, () -> Group.of(name));
        }
    }

    @Test
    @DisplayName("GRP-16: the longest names work, with their retries and dead letters")
    final void theLongestNamesWork() {
        Group group = Group.of("G_-" + "g".repeat(61));
        String start = unique("A._-");
        Topic topic =
                deleting(Topic.of(start + "t".repeat(100 - start.length())).withGroups(group));
        Collector<String> failing = Collector.then(delivery -> {
            throw new IllegalStateException("on purpose");
        });
        start(consumer(topic, group).retry(Policies.AT_ONCE), failing);
        String id = publish(topic, "never works");

        collectDeadLetters(topic, group).awaitExactly(List.of(id));
        assertThat(failing.count()).isEqualTo(3);
    }
}
