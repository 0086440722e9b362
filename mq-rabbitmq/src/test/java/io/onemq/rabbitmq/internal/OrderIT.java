package io.onemq.rabbitmq.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Connection;
import io.onemq.Ordering;
import io.onemq.Settlement;
import io.onemq.rabbitmq.RabbitMqDriverProvider;
import io.onemq.spi.DriverConnection;
import io.onemq.spi.DriverSubscription;
import io.onemq.spi.GroupSpec;
import io.onemq.spi.IncomingMessage;
import io.onemq.spi.SubscriptionSpec;
import io.onemq.spi.TopicSpec;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OrderIT {
    private static final GroupSpec GROUP = new GroupSpec("ordered", Ordering.KEY);

    private final Deque<AutoCloseable> cleanups = new ArrayDeque<>();
    private RabbitFixture rabbit;

    @BeforeEach
    void connect() throws Exception {
        rabbit = new RabbitFixture();
    }

    @AfterEach
    void disconnect() throws Exception {
        while (!cleanups.isEmpty()) {
            cleanups.pop().close();
        }
        rabbit.close();
    }

    /** Keeps what it is told to when a partition is handed over, as an application does that is at work. */
    private static final class Member extends DeliveryLog {
        private final List<IncomingMessage> atWork = new CopyOnWriteArrayList<>();
        private final List<IncomingMessage> givenUp = new CopyOnWriteArrayList<>();

        @Override
        public Collection<? extends IncomingMessage> revoking(Collection<? extends IncomingMessage> messages) {
            List<IncomingMessage> kept = new ArrayList<>(messages);
            kept.retainAll(atWork);
            List<IncomingMessage> rest = new ArrayList<>(messages);
            rest.removeAll(kept);
            // What was given up before is asked for again until the partition is handed over.
            rest.removeAll(givenUp);
            givenUp.addAll(rest);
            return kept;
        }
    }

    private TopicSpec topic(int partitions) {
        TopicSpec topic = new TopicSpec("it-" + UUID.randomUUID(), partitions, TopicSpec.Role.APPLICATION);
        rabbit.driver.admin().declare(topic, List.of(GROUP));
        cleanups.push(() -> rabbit.driver.admin().deleteTopic(topic, List.of(GROUP)));
        return topic;
    }

    private DriverConnection driver() {
        DriverConnection driver = new RabbitMqDriverProvider().connect(RabbitFixture.config());
        cleanups.push(driver);
        return driver;
    }

    private static DriverSubscription join(DriverConnection driver, TopicSpec topic, Member member) {
        return driver.openSubscription(
                new SubscriptionSpec(topic, GROUP, "c-" + UUID.randomUUID(), 64, Duration.ofSeconds(30)), member);
    }

    private void publish(TopicSpec topic, int from, int to) {
        PublishLog published = new PublishLog();
        try (var publisher = rabbit.driver.openPublisher(published)) {
            publisher.publish(IntStream.range(from, to)
                    .mapToObj(i -> new TestMessage(topic, "m" + i).key("k" + i))
                    .toList());
            await().until(() -> published.confirmed.size() == to - from);
        }
    }

    private static List<String> ids(List<? extends IncomingMessage> messages) {
        return messages.stream().map(IncomingMessage::id).toList();
    }

    private static List<String> range(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "m" + i).toList();
    }

    private static void settle(DriverSubscription subscription, TestSettlement settlement) {
        subscription.settle(List.of(settlement));
        assertThat(settlement.outcome()).isEqualTo(Settlement.SETTLED);
    }

    @Test
    void theNextMemberTakesOverInOrderWithNotesWhenAConnectionBreaks() {
        TopicSpec topic = topic(1);
        publish(topic, 0, 20);
        for (int round = 0; round < 3; round++) {
            DriverConnection dying = driver();
            Member first = new Member();
            DriverSubscription subscription = join(dying, topic, first);
            List<IncomingMessage> all = first.await(20 - round);
            assertThat(ids(all)).containsExactlyElementsOf(range(round, 20));
            assertThat(all.get(1).note()).isEqualTo(round == 0 ? null : "before " + round);
            settle(subscription, TestSettlement.note(all.get(2), "too old"));
            settle(subscription, TestSettlement.note(all.get(2), "before " + (round + 1)));
            settle(subscription, TestSettlement.note(all.get(0), "is settled"));
            settle(subscription, TestSettlement.ack(all.get(0)));
            dying.unwrap(Connection.class).orElseThrow().abort();
            first.awaitLoss();
        }
        Member last = new Member();
        DriverSubscription subscription = join(rabbit.driver, topic, last);
        List<IncomingMessage> rest = last.await(17);
        assertThat(ids(rest)).containsExactlyElementsOf(range(3, 20));
        assertThat(rest.get(1).note()).isEqualTo("before 3");
        assertThat(rest.get(0).note()).isEqualTo("before 2");
        assertThat(rest.get(5).note()).isNull();
        subscription.close();
    }

    @Test
    void aPausedMemberHoldsNothingForLongerThanItsHandlers() {
        TopicSpec topic = topic(1);
        publish(topic, 0, 20);
        Member member = new Member();
        DriverSubscription subscription = join(rabbit.driver, topic, member);
        List<IncomingMessage> all = member.await(20);
        member.atWork.add(all.get(0));
        assertThat(subscription.pause()).as("no more is delivered at once").isFalse();
        await().until(() -> member.givenUp.size() == 19);
        settle(subscription, TestSettlement.note(all.get(0), "still here"));
        member.atWork.clear();
        await().until(() -> rabbit.driver.admin().backlog(topic, GROUP).ready() == 20);

        subscription.resume();
        List<IncomingMessage> again = member.await(40).subList(20, 40);
        assertThat(ids(again)).containsExactlyElementsOf(range(0, 20));
        assertThat(again.get(0).note()).isEqualTo("still here");
        subscription.close();
    }

    @Test
    void threeMembersShareManyPartitions() {
        TopicSpec topic = topic(32);
        List<Member> members = List.of(new Member(), new Member(), new Member());
        publish(topic, 0, 400);
        List<DriverSubscription> subscriptions = new ArrayList<>();
        for (Member member : members) {
            subscriptions.add(join(driver(), topic, member));
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            for (int i = 0; i < 3; i++) {
                subscriptions.get(i).settle(TestSettlement.acks(List.copyOf(members.get(i).delivered)));
            }
            publish(topic, 0, 32);
            return members.stream().allMatch(member -> member.delivered.size() > 100);
        });
        subscriptions.forEach(DriverSubscription::close);
    }

    @Test
    void theOthersTakeOverFromAMemberThatDiesWithoutAWord() {
        TopicSpec topic = topic(4);
        DriverConnection dying = driver();
        Member first = new Member();
        DriverSubscription lost = join(dying, topic, first);
        Member second = new Member();
        DriverSubscription survivor = join(driver(), topic, second);
        await().atMost(Duration.ofSeconds(10)).until(() -> {
            publish(topic, 0, 16);
            settleAll(lost, first);
            settleAll(survivor, second);
            return !second.delivered.isEmpty();
        });
        dying.unwrap(Connection.class).orElseThrow().abort();
        first.awaitLoss();
        int before = second.delivered.size();
        publish(topic, 100, 140);
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            settleAll(survivor, second);
            return ids(second.delivered.subList(before, second.delivered.size()))
                    .containsAll(range(100, 140));
        });
        survivor.close();
        lost.close();
    }

    private static void settleAll(DriverSubscription subscription, Member member) {
        subscription.settle(TestSettlement.acks(List.copyOf(member.delivered)));
    }

    @Test
    void aPartitionIsHandedOverWhenItsHandlersAreDone() {
        TopicSpec topic = topic(2);
        publish(topic, 0, 40);
        Member first = new Member();
        DriverSubscription old = join(driver(), topic, first);
        List<IncomingMessage> all = first.await(40);
        first.atWork.addAll(all);
        Member second = new Member();
        DriverSubscription fresh = join(driver(), topic, second);
        await().during(Duration.ofSeconds(1)).atMost(Duration.ofSeconds(30)).until(() -> second.delivered.isEmpty());
        List<IncomingMessage> held = List.of(all.get(0), all.get(39));
        first.atWork.retainAll(held);
        await().until(() -> !first.givenUp.isEmpty());
        assertThat(second.delivered).isEmpty();
        for (IncomingMessage message : held) {
            settle(old, TestSettlement.note(message, "again"));
            settle(old, TestSettlement.ack(message));
        }
        first.atWork.clear();
        List<String> expected = ids(first.givenUp);
        assertThat(ids(second.await(expected.size()))).containsExactlyElementsOf(expected);
        assertThat(second.delivered).allMatch(message -> message.note() == null);
        old.close();
        fresh.close();
    }

    @Test
    void whatIsHandedOverInGoodOrderDoesNotLookLikeACrash() {
        TopicSpec topic = topic(1);
        publish(topic, 0, 10);
        for (int round = 0; round < 6; round++) {
            Member member = new Member();
            DriverSubscription subscription = join(rabbit.driver, topic, member);
            List<IncomingMessage> all = member.await(10);
            assertThat(ids(all)).containsExactlyElementsOf(range(0, 10));
            assertThat(all).allMatch(message -> message.earlierDeliveries() <= 1);
            subscription.close();
        }
    }

    @Test
    void whatWasSettledJustBeforeTheEndDoesNotComeBack() {
        TopicSpec topic = topic(1);
        publish(topic, 0, 250);
        Member member = new Member();
        DriverSubscription subscription = join(rabbit.driver, topic, member);
        for (int settled = 0; settled < 250; settled++) {
            IncomingMessage next = member.await(settled + 1).get(settled);
            subscription.settle(List.of(TestSettlement.autoAck(next)));
        }
        subscription.close();
        assertThat(rabbit.driver.admin().backlog(topic, GROUP).ready()).isZero();
    }
}
