package io.onemq.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.Capability;
import io.onemq.Codec;
import io.onemq.Consumer;
import io.onemq.ConsumerBuilder;
import io.onemq.DeadLetter;
import io.onemq.DeadLetters;
import io.onemq.Delivery;
import io.onemq.Message;
import io.onemq.MqClient;
import io.onemq.Publisher;
import io.onemq.RetryPolicy;
import io.onemq.Settlement;
import io.onemq.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What survives consumers that die without a goodbye. */
abstract class CrashContract extends ContractCases {

    CrashContract(ContractBench bench) {
        super(bench);
    }

    /** Some brokers go by the lease to see that a consumer is dead. What the harness says takes precedence. */
    private Map<String, String> shortLease() {
        Map<String, String> options = new HashMap<>(Map.of("consume.lease", "3s"));
        options.putAll(harness().options());
        return options;
    }

    private List<String> runUntilCrash(Topic topic, int haltAfter) {
        CrashPlan plan = new CrashPlan(harness().url(), shortLease(), topic, WORKERS, haltAfter, () -> false);
        List<String> taken = harness().runUntilCrash(plan);
        assertThat(taken).as("messages that the consumer took before its end").hasSize(haltAfter);
        return taken;
    }

    /** What the dead consumer had acknowledged may come once more, if the end came before the flush. */
    private static void assertNothingTwice(Collector<String> next, List<String> ids) {
        Waiting.watch(() -> !Tally.of(ids, next.ids()).duplicated().isEmpty());
        Tally tally = Tally.of(ids, next.ids());
        assertThat(tally.duplicated()).as("what came twice").isEmpty();
        assertThat(tally.unexpected()).as("what was never published").isEmpty();
    }

    @Test
    @DisplayName("SET-3: what a dead consumer held comes to the next one with the same attempt number")
    final void unsettledOfADeadConsumerReturns() {
        Topic topic = declared(WORKERS);
        List<String> ids = publish(topic, 20);
        List<String> taken = runUntilCrash(topic, 5);
        String unfinished = taken.get(4);

        Collector<String> next = collect(connect(shortLease()), topic, WORKERS);
        List<String> rest = new ArrayList<>(ids);
        rest.removeAll(taken.subList(0, 4));
        next.awaitAll(rest);
        assertNothingTwice(next, ids);
        assertThat(next.ids())
                .as("the message in whose middle the consumer died")
                .contains(unfinished);
        assertThat(next.deliveries()).allMatch(delivery -> delivery.attempt() == 1, "still the first attempt");
    }

    @Test
    @DisplayName("FAIL-5: a retry whose time a dead consumer was waiting for comes to the next one")
    final void waitingRetriesOfADeadConsumerReturn() {
        Topic topic = declared(WORKERS);
        Publisher<String> publisher = publisher(topic);
        // One key, so that both retries are read from one place, in their order.
        String later = publishKeyed(publisher, CrashingConsumer.RETRIED_LATER);
        String atOnce = publishKeyed(publisher, CrashingConsumer.RETRIED_AT_ONCE);
        List<String> ids = new ArrayList<>(List.of(later, atOnce));
        for (int i = 0; i < 5; i++) {
            ids.add(publishKeyed(publisher, "message " + i));
        }
        List<String> taken = runUntilCrash(topic, ids.size() - 1);
        assertThat(taken).contains(atOnce).doesNotContain(later);
        String unfinished = taken.get(taken.size() - 1);

        Collector<String> next = collect(connect(shortLease()), topic, WORKERS);
        next.awaitAll(List.of(later, unfinished));
        assertNothingTwice(next, ids);
        List<Delivery<String>> retried = next.deliveries().stream()
                .filter(delivery -> delivery.id().equals(later))
                .toList();
        assertThat(retried).extracting(Delivery::attempt).containsExactly(2);
    }

    private static String publishKeyed(Publisher<String> publisher, String payload) {
        return publisher.publish(Message.of(payload).withKey("key")).messageId();
    }

    @Test
    @DisplayName("DUR-5: consumers that die twice in the middle of 10,000 messages lose nothing")
    final void dyingConsumersLoseNothing() {
        Topic topic = declared(WORKERS);
        List<String> ids = publish(topic, 10_000);
        List<String> first = runUntilCrash(topic, 2_500);
        List<String> second = runUntilCrash(topic, 2_500);
        Collector<String> last = collect(connect(shortLease()), topic, WORKERS);
        Waiting.until("the last consumer has the rest", () -> {
            List<String> all = union(first, second, last.ids());
            return Tally.of(ids, all).isComplete();
        });
        last.assertNothingMore();

        Tally tally = Tally.of(ids, union(first, second, last.ids()));
        assertThat(tally.unexpected()).isEmpty();
        assertThat(last.deliveries()).extracting(Delivery::attempt).containsOnly(1);
        assertThat(last.ids())
                .as("the messages in whose middle a consumer died")
                .contains(second.get(2_499));
        assertThat(last.ids().size() + second.size())
                .as("what was acknowledged long before the end stays away")
                .isLessThan(8_000);
    }

    @Test
    @DisplayName("FAIL-24: a message that kills its consumers is a dead letter after two more starts than attempts")
    final void aMessageThatKillsItsConsumersIsDeadLettered() {
        Topic topic = declared(WORKERS);
        joinOnce(topic, WORKERS);
        List<String> ids = new ArrayList<>(publish(topic, 15));
        String killer = publish(topic, CrashingConsumer.KILLS);
        ids.addAll(publish(topic, 15));
        List<String> handled = new ArrayList<>();
        DeadLetters letters = mq().deadLetters(topic, WORKERS);
        // Where the broker counts one end of a consumer twice, it is dead earlier.
        for (int start = 1; start <= CrashingConsumer.ATTEMPTS + 2 && !hasAny(letters); start++) {
            CrashPlan plan = new CrashPlan(
                    harness().url(), shortLease(), topic, WORKERS, Integer.MAX_VALUE, () -> hasAny(letters));
            handled.addAll(harness().runUntilCrash(plan));
        }
        int starts = Collections.frequency(handled, killer);
        assertThat(starts)
                .as("starts of the message that kills")
                .isBetween(
                        CrashingConsumer.ATTEMPTS + (harness().countsEndsExactly() ? 2 : 0),
                        CrashingConsumer.ATTEMPTS + 2);
        handled.removeIf(killer::equals);

        Collector<String> last = Collector.accepting();
        start(attempts(connect(shortLease()).consumer(topic, WORKERS, Codec.string())), last);
        Collector<String> dead = collectDeadLetters(topic, WORKERS);
        dead.awaitExactly(List.of(killer));
        Waiting.until("the last consumer has the rest", () -> {
            handled.addAll(last.ids());
            return Tally.of(ids, handled).isComplete();
        });
        assertThat(last.ids()).doesNotContain(killer);
        DeadLetter cause = dead.deliveries().get(0).deadLetter().orElseThrow();
        assertThat(cause.reason()).isEqualTo(DeadLetter.Reason.CRASHED);
        assertThat(cause.attempts()).isEqualTo(CrashingConsumer.ATTEMPTS);
        assertThat(cause.topic()).isEqualTo(topic.name());
        assertThat(cause.group()).isEqualTo(WORKERS.name());
    }

    private boolean hasAny(DeadLetters letters) {
        return support(Capability.BACKLOG).supported()
                ? letters.count() > 0
                : !letters.browse(1).isEmpty();
    }

    private static ConsumerBuilder<String> attempts(ConsumerBuilder<String> builder) {
        return builder.retry(RetryPolicy.fixed(CrashingConsumer.ATTEMPTS, Duration.ZERO));
    }

    @Test
    @DisplayName("FAIL-25: what consumers hand back is no dead letter, even if others died with it before")
    final void whatIsHandedBackIsNoDeadLetter() {
        Topic topic = declared(WORKERS);
        String id = publish(topic, "suspicious, but innocent");
        runUntilCrash(topic, 1);
        runUntilCrash(topic, 1);
        AtomicInteger handled = new AtomicInteger();
        Delivery<String> first = keepAndClose(topic, handled);
        Delivery<String> second = keepAndClose(topic, handled);

        Collector<String> next = Collector.accepting();
        // Where an end counts twice, the second consumer may have handled it alone already, and have died with it.
        int attempts = harness().countsEndsExactly() ? 1 : CrashingConsumer.ATTEMPTS;
        start(
                connect(shortLease())
                        .consumer(topic, WORKERS, Codec.string())
                        .retry(RetryPolicy.fixed(attempts, Duration.ZERO)),
                next);
        next.awaitExactly(List.of(id));
        assertThat(next.deliveries()).extracting(Delivery::attempt).containsExactly(1);
        for (Delivery<String> kept : List.of(first, second)) {
            assertThat(Waiting.forFuture(kept.ack())).isEqualTo(Settlement.LEASE_LOST);
        }
        assertNoDeadLetters(topic, WORKERS);
    }

    /** Releases the message, altogether five times, then keeps it and is closed in good order. */
    private Delivery<String> keepAndClose(Topic topic, AtomicInteger handled) {
        CountDownLatch keeps = new CountDownLatch(1);
        Collector<String> releasing = Collector.then(delivery -> {
            if (handled.incrementAndGet() <= 5) {
                CompletableFuture<Settlement> unused = delivery.release();
            } else {
                keeps.countDown();
            }
        });
        Map<String, String> options = shortLease();
        options.put("drain.timeout", "1s");
        Consumer keeping = start(
                connect(options)
                        .consumer(topic, WORKERS, Codec.string())
                        .retry(RetryPolicy.fixed(CrashingConsumer.ATTEMPTS + 1, Duration.ZERO))
                        .manualAck(),
                releasing);
        Waiting.forLatch("the message is kept after some releases", keeps);
        keeping.close();
        List<Delivery<String>> all = releasing.deliveries();
        return all.get(all.size() - 1);
    }

    @Test
    @DisplayName("ORD-9: what a dead member held comes to the next one in the order of its keys")
    final void orderSurvivesTheEndOfAMember() {
        if (!supports(Capability.KEY_ORDER)) {
            return;
        }
        Topic topic = ordered();
        List<String> ids = new ArrayList<>();
        Publisher<String> publisher = publisher(topic);
        KeyWatch watch = new KeyWatch();
        for (int i = 0; i < 60; i++) {
            String key = "key" + i % 6;
            ids.add(publisher
                    .publish(Message.of(Integer.toString(watch.next(key))).withKey(key))
                    .messageId());
        }
        CrashPlan plan = new CrashPlan(harness().url(), shortLease(), topic, OrderContract.ORDERED, 20, () -> false);
        List<String> taken = harness().runUntilCrash(plan);
        assertThat(taken).as("what the member handled before its end").hasSize(20);

        Collector<String> rest = Collector.accepting();
        MqClient next = connect(shortLease());
        start(
                attempts(next.consumer(topic, OrderContract.ORDERED, Codec.string())
                        .concurrency(4)),
                watch.again("next", rest));
        Waiting.until(
                "the next member has the rest",
                () -> Tally.of(ids, union(taken, rest.ids(), List.of())).isComplete());
        watch.assertInOrder();
        assertThat(rest.ids()).as("the message in whose middle the member died").contains(taken.get(19));
        assertThat(rest.deliveries()).extracting(Delivery::attempt).containsOnly(1);
    }

    @Test
    @DisplayName("ORD-10: a message that kills its consumers is a dead letter in the end, and its key goes on in order")
    final void aMessageThatKillsItsConsumersFreesItsKey() {
        if (!supports(Capability.KEY_ORDER)) {
            return;
        }
        Topic topic = ordered();
        String killer = publishKeyed(publisher(topic), CrashingConsumer.KILLS);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(publishKeyed(publisher(topic), "behind it " + i));
        }
        for (int start = 1; start <= CrashingConsumer.ATTEMPTS + 2; start++) {
            CrashPlan plan = new CrashPlan(
                    harness().url(), shortLease(), topic, OrderContract.ORDERED, Integer.MAX_VALUE, () -> false);
            assertThat(harness().runUntilCrash(plan))
                    .as("messages handled by consumer " + start)
                    .containsExactly(killer);
        }

        Collector<String> last = Collector.accepting();
        MqClient client = connect(shortLease());
        start(attempts(client.consumer(topic, OrderContract.ORDERED, Codec.string())), last);
        last.awaitExactly(ids);
        assertThat(last.ids()).as("in the order of the key").isEqualTo(ids);
        Collector<String> dead = collectDeadLetters(topic, WORKERS);
        dead.awaitExactly(List.of(killer));
        DeadLetter cause = dead.deliveries().get(0).deadLetter().orElseThrow();
        assertThat(cause.reason()).isEqualTo(DeadLetter.Reason.CRASHED);
        assertThat(cause.attempts()).isEqualTo(CrashingConsumer.ATTEMPTS);
    }

    private Topic ordered() {
        Topic topic = deleting(Topic.of(unique("ordered")).withPartitions(2).withGroups(OrderContract.ORDERED));
        mq().admin().declare(topic);
        return topic;
    }

    private static List<String> union(List<String> first, List<String> second, List<String> third) {
        List<String> all = new ArrayList<>(first);
        all.addAll(second);
        all.addAll(third);
        return all;
    }
}
