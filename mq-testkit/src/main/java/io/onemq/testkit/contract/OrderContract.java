package io.onemq.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.Capability;
import io.onemq.Codec;
import io.onemq.Consumer;
import io.onemq.ConsumerBuilder;
import io.onemq.DeadLetter;
import io.onemq.Delivery;
import io.onemq.ErrorCode;
import io.onemq.Group;
import io.onemq.Message;
import io.onemq.MessageHandler;
import io.onemq.MqClient;
import io.onemq.Ordering;
import io.onemq.Publisher;
import io.onemq.RejectException;
import io.onemq.RetryPolicy;
import io.onemq.Settlement;
import io.onemq.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Groups that are ordered by key. */
abstract class OrderContract extends ContractCases {
    static final Group ORDERED = WORKERS.withOrdering(Ordering.KEY);

    private final KeyWatch watch = new KeyWatch();

    OrderContract(ContractBench bench) {
        super(bench);
    }

    /** Tells whether order is offered. If not, asserts that such groups are refused. */
    private boolean offered() {
        if (supports(Capability.KEY_ORDER)) {
            return true;
        }
        Topic topic = topic(ORDERED);
        assertRefused(Capability.KEY_ORDER, () -> mq().admin().declare(topic));
        assertRefused(Capability.KEY_ORDER, () -> start(consumer(topic, ORDERED), delivery -> {}));
        return false;
    }

    private Topic ordered(int partitions) {
        Topic topic =
                deleting(Topic.of(unique("ordered")).withPartitions(partitions).withGroups(ORDERED));
        mq().admin().declare(topic);
        return topic;
    }

    private String publish(Publisher<String> publisher, String key) {
        return publisher
                .publish(Message.of(Integer.toString(watch.next(key))).withKey(key))
                .messageId();
    }

    private void publish(Topic topic, int keys, int each) {
        Publisher<String> publisher = publisher(topic);
        List<CompletableFuture<?>> confirmations = new ArrayList<>();
        for (int i = 0; i < each; i++) {
            for (int key = 0; key < keys; key++) {
                String name = "key" + key;
                confirmations.add(publisher.publishAsync(
                        Message.of(Integer.toString(watch.next(name))).withKey(name)));
            }
        }
        confirmations.forEach(Waiting::forFuture);
    }

    private ConsumerBuilder<String> members(MqClient client, Topic topic) {
        return client.consumer(topic, ORDERED, Codec.string()).concurrency(8).retry(Policies.AT_ONCE);
    }

    @Test
    @DisplayName("ORD-1: messages of one key are handled one at a time in publish order, keys in parallel")
    final void keysAreInOrderAndInParallel() {
        if (!offered()) {
            return;
        }
        Topic topic = ordered(4);
        publish(topic, 16, 20);
        CountDownLatch two = new CountDownLatch(2);
        start(members(mq(), topic), watch.member("one", delivery -> {
            two.countDown();
            Waiting.forLatch("two keys are handled at the same time", two);
        }));

        watch.awaitAllInOrder();
        assertThat(watch.handled()).as("deliveries").isEqualTo(320);
        assertThat(watch.mostAtOnce()).as("keys at the same time").isGreaterThan(1);
    }

    @Test
    @DisplayName("ORD-2: a message that failed holds up its key until it is done, and no other key")
    final void aFailedMessageHoldsUpItsKey() {
        if (!offered()) {
            return;
        }
        Topic topic = ordered(1);
        Publisher<String> publisher = publisher(topic);
        String failing = publish(publisher, "held up");
        for (int i = 0; i < 10; i++) {
            String unused = publish(publisher, "held up");
            unused = publish(publisher, "free");
        }
        CountDownLatch others = new CountDownLatch(10);
        Collector<String> first = Collector.then(delivery -> {
            if (delivery.attempt() < 3) {
                throw new IllegalStateException("attempt " + delivery.attempt());
            }
        });
        RetryPolicy slow = RetryPolicy.fixed(3, Duration.ofSeconds(1));
        start(members(mq(), topic).retry(slow), watch.member("one", delivery -> {
            if (delivery.id().equals(failing)) {
                first.handle(delivery);
            } else if (delivery.key().orElseThrow().equals("free")) {
                assertThat(first.count()).as("attempts of the other key so far").isLessThan(3);
                others.countDown();
            }
        }));

        Waiting.forLatch("the other key is handled", others);
        watch.awaitAllInOrder();
        assertThat(first.deliveries()).extracting(Delivery::attempt).containsExactly(1, 2, 3);
        long waited = first.arrivals().get(2).nanos() - first.arrivals().get(0).nanos();
        assertThat(Duration.ofNanos(waited)).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
        assertThat(watch.handled()).as("deliveries").isEqualTo(23);
    }

    @Test
    @DisplayName("ORD-3: a message that has no further attempt is a dead letter, and its key goes on")
    final void aDeadLetterFreesItsKey() {
        if (!offered()) {
            return;
        }
        Topic topic = ordered(1);
        Publisher<String> publisher = publisher(topic);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            ids.add(publish(publisher, "key"));
        }
        start(members(mq(), topic), watch.member("one", delivery -> {
            if (delivery.id().equals(ids.get(0))) {
                throw new IllegalStateException("fails always");
            } else if (delivery.id().equals(ids.get(1))) {
                throw new RejectException("not for us");
            }
        }));

        watch.awaitAllInOrder();
        Collector<String> dead = collectDeadLetters(topic, WORKERS);
        dead.awaitExactly(ids.subList(0, 2));
        List<DeadLetter> causes = dead.deliveries().stream()
                .map(letter -> letter.deadLetter().orElseThrow())
                .toList();
        assertThat(causes)
                .extracting(DeadLetter::reason)
                .containsExactlyInAnyOrder(DeadLetter.Reason.EXHAUSTED, DeadLetter.Reason.REJECTED);
        assertThat(causes).extracting(DeadLetter::attempts).containsExactlyInAnyOrder(3, 1);
        assertThat(watch.handled()).as("deliveries").isEqualTo(6);
    }

    @Test
    @DisplayName("ORD-4: failed attempts are counted through the end of a consumer, and the key stays in order")
    final void attemptsAreCountedThroughMembers() {
        if (!offered()) {
            return;
        }
        Topic topic = ordered(1);
        Publisher<String> publisher = publisher(topic);
        String failing = publish(publisher, "key");
        String unused = publish(publisher, "key");
        unused = publish(publisher, "key");
        Duration delay = Duration.ofSeconds(2);
        Collector<String> attempts = Collector.accepting();
        for (int member = 1; member <= 3; member++) {
            int number = member;
            CountDownLatch failed = new CountDownLatch(1);
            Consumer consumer = start(members(connect(), topic), watch.member("member " + member, delivery -> {
                if (delivery.id().equals(failing)) {
                    attempts.handle(delivery);
                    if (number < 3) {
                        assertThat(Waiting.forFuture(delivery.nack(delay))).isEqualTo(Settlement.SETTLED);
                        failed.countDown();
                    }
                }
            }));
            if (member < 3) {
                Waiting.forLatch("attempt " + member + " failed", failed);
                consumer.close();
            }
        }

        watch.awaitAllInOrder();
        assertThat(attempts.deliveries()).extracting(Delivery::attempt).containsExactly(1, 2, 3);
        long waited =
                attempts.arrivals().get(2).nanos() - attempts.arrivals().get(0).nanos();
        assertThat(Duration.ofNanos(waited)).isGreaterThanOrEqualTo(delay.multipliedBy(2));
    }

    @Test
    @DisplayName("ORD-5: a released message stays the next one of its key, with the same attempt number")
    final void aReleasedMessageStaysFirst() {
        if (!offered()) {
            return;
        }
        Topic topic = ordered(1);
        Publisher<String> publisher = publisher(topic);
        String released = publish(publisher, "key");
        String unused = publish(publisher, "key");
        Collector<String> first = Collector.accepting();
        start(members(mq(), topic), watch.member("one", delivery -> {
            if (delivery.id().equals(released)) {
                first.handle(delivery);
                if (first.count() <= 3) {
                    watch.end(delivery);
                    assertThat(Waiting.forFuture(delivery.release())).isEqualTo(Settlement.SETTLED);
                }
            }
        }));

        watch.awaitAllInOrder();
        assertThat(first.deliveries()).extracting(Delivery::attempt).containsExactly(1, 1, 1, 1);
        assertThat(watch.handled()).as("deliveries").isEqualTo(5);
    }

    @Test
    @DisplayName("ORD-6: members share the keys, and order holds while they come and go")
    final void orderHoldsWhileMembersComeAndGo() {
        if (!offered()) {
            return;
        }
        Topic topic = ordered(8);
        publish(topic, 32, 10);
        Consumer first = start(members(connect(), topic), watch.member("first", OrderContract::work));
        Waiting.until("the first member is at work", () -> watch.handledBy("first") > 20);
        start(members(connect(), topic), watch.member("second", OrderContract::work));
        publish(topic, 32, 10);
        Waiting.until("the second member is at work", () -> watch.handledBy("second") > 0);
        first.close();
        publish(topic, 32, 5);

        watch.awaitAllInOrder();
    }

    private static void work(Delivery<String> delivery) throws InterruptedException {
        // Long enough for a partition that is handed over in the middle to be seen.
        TimeUnit.MILLISECONDS.sleep(20);
    }

    @Test
    @DisplayName("ORD-7: a delay that would hold up a key for more than five minutes is refused")
    final void longDelaysAreRefused() {
        if (!offered()) {
            return;
        }
        Topic topic = ordered(1);
        RetryPolicy tooLong =
                RetryPolicy.defaults().on(IllegalStateException.class, RetryPolicy.fixed(2, Duration.ofMinutes(6)));
        assertFails(ErrorCode.CONFIGURATION, () -> start(members(mq(), topic).retry(tooLong), delivery -> {}));
        String unused = publish(publisher(topic), "key");
        Collector<String> collector = Collector.then(
                delivery -> assertFails(ErrorCode.CONFIGURATION, () -> delivery.nack(Duration.ofMinutes(6))));
        start(members(mq(), topic), collector);
        collector.awaitCount(1);
        collector.assertNothingMore();
    }

    @Test
    @DisplayName("ORD-8: the ordering belongs to the group: another one is a conflict")
    final void theOrderingIsFixed() {
        if (!offered()) {
            return;
        }
        Topic topic = ordered(4);
        Topic other = Topic.of(topic.name()).withPartitions(4).withGroups(WORKERS);
        assertFails(ErrorCode.CONFLICT, () -> mq().admin().declare(other));
        assertFails(
                ErrorCode.CONFLICT, () -> start(mq().consumer(topic.withGroups(), WORKERS, Codec.string()), d -> {}));
        mq().admin().declare(topic);
    }

    @Test
    @DisplayName(
            "ORD-12: what is lost while its handler runs holds up its key in that consumer until the handler returns")
    final void aRunningHandlerHoldsUpItsKey() {
        if (!offered()) {
            return;
        }
        Topic topic = ordered(1);
        Publisher<String> publisher = publisher(topic);
        String running = publish(publisher, "busy");
        String other = publish(publisher, "other");
        String unused = publish(publisher, "busy");
        Collector<String> first = Collector.accepting();
        Collector<String> others = Collector.accepting();
        CountDownLatch taken = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        CompletableFuture<Settlement> late = new CompletableFuture<>();
        String name = unique("holder");
        MqClient holder = connectHolder(name);
        CountDownLatch returned = new CountDownLatch(1);
        MessageHandler<String> one = watch.member("one", delivery -> {
            if (delivery.id().equals(other)) {
                others.handle(delivery);
                Waiting.forLatch("leases are taken", taken);
            } else if (delivery.id().equals(running)) {
                first.handle(delivery);
                if (first.count() == 1) {
                    Waiting.forLatch("the handler may go on", release);
                    late.complete(Waiting.forFuture(delivery.ack()));
                }
            }
        });
        start(members(holder, topic), delivery -> {
            one.handle(delivery);
            if (late.isDone()) {
                returned.countDown();
            }
        });
        first.awaitCount(1);
        others.awaitCount(1);
        takeLeases(holder, name);
        taken.countDown();
        if (harness().clientReturns()) {
            // What lies behind the message that is handled has come again, so that has come again too.
            others.awaitCount(2);
        }
        Waiting.watch(() -> first.count() > 1);
        assertThat(first.count()).as("handlers of the message that is handled").isEqualTo(1);
        release.countDown();
        assertThat(Waiting.forFuture(late)).isEqualTo(Settlement.LEASE_LOST);
        if (!harness().clientReturns()) {
            // Another member gets it at once, and the watch must have seen the first one return.
            Waiting.forLatch("the handler returned", returned);
            start(members(mq(), topic), watch.member("next", first));
        }
        watch.awaitAllInOrder();
        first.awaitCount(2);
    }
}
