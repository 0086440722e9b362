package io.onemq.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.Codec;
import io.onemq.Group;
import io.onemq.Message;
import io.onemq.MqClient;
import io.onemq.Publisher;
import io.onemq.Settlement;
import io.onemq.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Who gets which message. */
abstract class GroupContract extends ContractCases {
    private static final Group AUDIT = Group.of("audit");

    GroupContract(ContractBench bench) {
        super(bench);
    }

    @Test
    @DisplayName("GRP-1: members of two clients share the messages of a group, each comes once")
    final void membersShareTheMessages() {
        Topic topic = declared(WORKERS);
        Collector<String> all = Collector.accepting();
        MqClient other = connect();
        start(consumer(topic, WORKERS).concurrency(2), all);
        start(other.consumer(topic, WORKERS, Codec.string()), all);
        start(other.consumer(topic, WORKERS, Codec.string()), all);

        all.awaitExactly(publish(topic, 1000));
    }

    @Test
    @DisplayName("GRP-2: every member gets work when there is enough")
    final void everyMemberGetsWork() {
        Topic topic = declared(WORKERS);
        CountDownLatch both = new CountDownLatch(2);
        List<Collector<String>> members = List.of(member(both), member(both));
        members.forEach(member -> start(consumer(topic, WORKERS).maxInFlight(2), member));
        AtomicBoolean enough = new AtomicBoolean();
        List<String> ids = new ArrayList<>();
        Publisher<String> publisher = publisher(topic);
        // How soon the second member gets its share differs between brokers, so messages keep coming until it has.
        CompletableFuture<Boolean> flow = Waiting.inThread(() -> {
            for (int i = 0; !enough.get(); i++) {
                ids.add(publisher.publish(Message.of("m").withKey("key" + i)).messageId());
            }
            return true;
        });
        boolean shared = Waiting.holdsInTime(() -> both.getCount() == 0);
        enough.set(true);
        Waiting.forFuture(flow);

        assertThat(shared)
                .as("both members got something of %d messages", ids.size())
                .isTrue();
        Waiting.until(
                "all messages are handled",
                () -> members.get(0).count() + members.get(1).count() >= ids.size());
    }

    private static Collector<String> member(CountDownLatch both) {
        AtomicBoolean first = new AtomicBoolean(true);
        return Collector.then(delivery -> {
            if (first.getAndSet(false)) {
                both.countDown();
            }
        });
    }

    @Test
    @DisplayName("GRP-3: every group gets every message")
    final void everyGroupGetsEveryMessage() {
        Topic topic = declared(WORKERS, AUDIT);
        Collector<String> workers = collect(topic, WORKERS);
        Collector<String> audit = collect(topic, AUDIT);
        List<String> ids = publish(topic, 200);

        workers.awaitExactly(ids);
        audit.awaitExactly(ids);
    }

    @Test
    @DisplayName("GRP-4: a declared group gets what was published before a consumer came")
    final void aDeclaredGroupMissesNothing() {
        Topic topic = declared(WORKERS);
        List<String> ids = publish(topic, 100);

        collect(connect(), topic, WORKERS).awaitExactly(ids);
    }

    @Test
    @DisplayName("GRP-4: a group that is declared while messages flow gets what is published from then on")
    final void aGroupIsDeclaredWhileMessagesFlow() {
        Topic topic = declared(WORKERS);
        Topic more = deleting(topic.withGroups(AUDIT));
        Publisher<String> publisher = publisher(topic);
        AtomicBoolean declaring = new AtomicBoolean();
        AtomicBoolean declared = new AtomicBoolean();
        List<String> before = Collections.synchronizedList(new ArrayList<>());
        CompletableFuture<List<String>> flow = Waiting.inThread(() -> {
            List<String> after = new ArrayList<>();
            while (after.size() < 100) {
                boolean since = declared.get();
                String id = publisher.publish("m").messageId();
                if (since) {
                    after.add(id);
                } else if (!declaring.get()) {
                    before.add(id);
                }
            }
            return after;
        });
        Waiting.until("messages flow", () -> before.size() >= 20);
        declaring.set(true);
        mq().admin().declare(more);
        declared.set(true);
        List<String> after = Waiting.forFuture(flow);

        Collector<String> audit = collect(topic, AUDIT);
        audit.awaitAll(after);
        assertThat(audit.ids()).doesNotContainAnyElementsOf(before).doesNotHaveDuplicates();
    }

    @Test
    @DisplayName("GRP-5: a group starts at its declaration: nothing from before, everything from then on")
    final void aGroupStartsAtItsDeclaration() {
        Topic topic = declared(WORKERS);
        List<String> before = publish(topic, 20);
        mq().admin().declare(deleting(topic.withGroups(AUDIT)));
        List<String> after = publish(topic, 20);

        collect(topic, AUDIT).awaitExactly(after);
        List<String> all = new ArrayList<>(before);
        all.addAll(after);
        collect(topic, WORKERS).awaitExactly(all);
    }

    @Test
    @DisplayName("GRP-6: a retry comes to the group that failed and to no other")
    final void retriesStayInTheirGroup() {
        Topic topic = declared(WORKERS, AUDIT);
        Collector<String> failing = Collector.then(delivery -> {
            if (delivery.attempt() < 3) {
                CompletableFuture<Settlement> unused = delivery.nack(Duration.ZERO);
            }
        });
        start(consumer(topic, WORKERS), failing);
        Collector<String> audit = collect(topic, AUDIT);
        List<String> ids = publish(topic, 10);
        failing.awaitCount(30);

        audit.awaitExactly(ids);
        assertThat(audit.deliveries()).allMatch(delivery -> delivery.attempt() == 1, "first attempt");
        assertThat(failing.count()).isEqualTo(30);
    }

    @Test
    @DisplayName("GRP-17: a publisher that opens a topic first declares its groups, and so does a consumer")
    final void eitherSideDeclaresTheGroups() {
        Topic byPublisher = topic(WORKERS);
        String first = publisher(byPublisher).publish("before any consumer").messageId();
        collect(byPublisher, WORKERS).awaitExactly(List.of(first));

        Topic byConsumer = topic(WORKERS, AUDIT);
        Collector<String> workers = collect(byConsumer, WORKERS);
        String second = publish(Topic.of(byConsumer.name()), "groups come from the consumer");
        workers.awaitExactly(List.of(second));
        collect(byConsumer, AUDIT).awaitExactly(List.of(second));
    }
}
