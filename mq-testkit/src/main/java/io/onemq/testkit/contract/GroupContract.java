package io.onemq.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.Codec;
import io.onemq.Group;
import io.onemq.Message;
import io.onemq.MqClient;
import io.onemq.PublishReceipt;
import io.onemq.Publisher;
import io.onemq.Settlement;
import io.onemq.Topic;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Who gets which message. */
abstract class GroupContract extends ContractCases {
    private static final Group AUDIT = Group.of("audit");

    /** How many messages are unconfirmed at most, so that those behind a declaration are not far behind. */
    private static final int WINDOW = 200;

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
    @DisplayName("GRP-18: more members than partitions all get work, or as many as there are partitions")
    final void moreMembersThanPartitions() {
        Topic topic = deleting(Topic.of(unique("crowd")).withPartitions(2).withGroups(WORKERS));
        mq().admin().declare(topic);
        List<Collector<String>> members = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Collector<String> member = Collector.then(delivery -> Waiting.moment());
            members.add(member);
            start(consumer(topic, WORKERS).maxInFlight(2), member);
        }
        int working = harness().partitionsAreShared() ? members.size() : 2;
        Publisher<String> publisher = publisher(topic);
        Set<String> ids = new HashSet<>();
        // How soon the members have their parts differs between brokers, so messages keep coming until they have.
        Waiting.until(
                working + " of " + members.size() + " members work",
                () -> handleRound(publisher, ids, members) == working);

        assertThat(handled(members)).isEqualTo(ids);
    }

    /** Lets the members handle some messages, and tells how many members got any of them. */
    private static long handleRound(Publisher<String> publisher, Set<String> ids, List<Collector<String>> members) {
        List<Integer> before = members.stream().map(Collector::count).toList();
        List<CompletableFuture<String>> round = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            round.add(publisher.publishAsync(Message.of("m").withKey("key" + i)).thenApply(PublishReceipt::messageId));
        }
        round.forEach(id -> ids.add(Waiting.forFuture(id)));
        Waiting.until("all messages are handled", () -> handled(members).containsAll(ids));
        return IntStream.range(0, members.size())
                .filter(i -> members.get(i).count() > before.get(i))
                .count();
    }

    private static Set<String> handled(List<Collector<String>> members) {
        return members.stream().flatMap(member -> member.ids().stream()).collect(Collectors.toSet());
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
        CompletableFuture<List<String>> flow = Waiting.inThread(() -> publishUntil(declared, 1_000, publisher, id -> {
            if (!declaring.get()) {
                before.add(id);
            }
        }));
        Waiting.until("messages flow", () -> before.size() >= 1_000);
        declaring.set(true);
        mq().admin().declare(more);
        declared.set(true);
        List<String> after = Waiting.forFuture(flow);

        Collector<String> audit = collect(topic, AUDIT);
        audit.awaitAll(after);
        assertThat(audit.ids()).doesNotContainAnyElementsOf(before).doesNotHaveDuplicates();
    }

    /** Publishes as fast as it can. Returns the ids of those that were published after an event, a number of them. */
    private static List<String> publishUntil(
            AtomicBoolean event, int count, Publisher<String> publisher, Consumer<String> confirmed) {
        Deque<CompletableFuture<?>> window = new ArrayDeque<>();
        List<CompletableFuture<String>> after = new ArrayList<>();
        while (after.size() < count) {
            boolean since = event.get();
            CompletableFuture<String> id = publisher
                    .publishAsync(Message.of("m"))
                    .thenApply(receipt -> {
                        confirmed.accept(receipt.messageId());
                        return receipt.messageId();
                    });
            window.addLast(id);
            if (since) {
                after.add(id);
            }
            if (window.size() == WINDOW) {
                Waiting.forFuture(window.removeFirst());
            }
        }
        return after.stream().map(Waiting::forFuture).toList();
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
