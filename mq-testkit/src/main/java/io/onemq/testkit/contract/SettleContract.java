package io.onemq.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.Codec;
import io.onemq.Consumer;
import io.onemq.Delivery;
import io.onemq.MqClient;
import io.onemq.Receiver;
import io.onemq.Settlement;
import io.onemq.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What becomes of deliveries. */
abstract class SettleContract extends ContractCases {
    private static final Set<Settlement> ANY = EnumSet.allOf(Settlement.class);
    private static final Set<Settlement> NOT_SETTLED = EnumSet.complementOf(EnumSet.of(Settlement.SETTLED));

    SettleContract(ContractBench bench) {
        super(bench);
    }

    @Test
    @DisplayName("SET-1: an acknowledged message never returns, not to a new client either")
    final void acknowledgedNeverReturns() {
        Topic topic = declared(WORKERS);
        List<String> ids = publish(topic, 50);
        MqClient first = connect();
        collect(first, topic, WORKERS).awaitExactly(ids);
        first.close();

        assertNothingLeft(connect(), topic, WORKERS);
    }

    @Test
    @DisplayName("SET-2: what a closed consumer has not settled comes to the next one with the same attempt number")
    final void unsettledOfAClosedConsumerReturns() {
        Topic topic = declared(WORKERS);
        List<String> ids = publish(topic, 20);
        MqClient first = connect("drain.timeout", "100ms");
        Collector<String> holding = Collector.accepting();
        start(first.consumer(topic, WORKERS, Codec.string()).manualAck(), holding);
        holding.awaitExactly(ids);
        List<Delivery<String>> settled = holding.deliveries().subList(0, 5);
        settled.forEach(ContractCases::ack);
        first.close();

        List<String> rest = new ArrayList<>(ids);
        settled.forEach(delivery -> rest.remove(delivery.id()));
        Collector<String> second = collect(topic, WORKERS);
        second.awaitExactly(rest);
        assertThat(second.deliveries()).allMatch(delivery -> delivery.attempt() == 1, "still the first attempt");
    }

    @Test
    @DisplayName("SET-4: only the first settlement counts, and the others report its outcome")
    final void theFirstSettlementWins() {
        Topic topic = declared(WORKERS);
        publish(topic, 3);
        Collector<String> collector = Collector.accepting();
        start(consumer(topic, WORKERS).retry(Policies.AT_ONCE).manualAck(), collector);
        collector.awaitCount(3);
        Delivery<String> twice = collector.deliveries().get(0);
        Delivery<String> ackFirst = collector.deliveries().get(1);
        Delivery<String> nackFirst = collector.deliveries().get(2);

        assertThat(Waiting.forFuture(twice.ack())).isEqualTo(Settlement.SETTLED);
        assertThat(Waiting.forFuture(twice.ack())).isEqualTo(Settlement.SETTLED);
        assertThat(Waiting.forFuture(ackFirst.ack())).isEqualTo(Settlement.SETTLED);
        assertThat(Waiting.forFuture(ackFirst.nack(Duration.ZERO))).isEqualTo(Settlement.SETTLED);
        assertThat(Waiting.forFuture(ackFirst.reject("too late"))).isEqualTo(Settlement.SETTLED);
        assertThat(Waiting.forFuture(nackFirst.nack(Duration.ZERO))).isEqualTo(Settlement.SETTLED);
        assertThat(Waiting.forFuture(nackFirst.ack())).isEqualTo(Settlement.SETTLED);

        Delivery<String> again = collector.awaitCount(4);
        assertThat(again.id()).isEqualTo(nackFirst.id());
        assertThat(again.attempt()).isEqualTo(2);
        ack(again);
        collector.assertNothingMore();
        assertNoDeadLetters(topic, WORKERS);
    }

    @Test
    @DisplayName("SET-5: deliveries are acknowledged in reverse order from other threads")
    final void anyOrderFromAnyThread() {
        Topic topic = declared(WORKERS);
        List<String> ids = publish(topic, 60);
        MqClient client = connect("drain.timeout", "100ms");
        Collector<String> collector = Collector.accepting();
        start(client.consumer(topic, WORKERS, Codec.string()).manualAck(), collector);
        collector.awaitExactly(ids);
        List<Delivery<String>> reversed = new ArrayList<>(collector.deliveries());
        Collections.reverse(reversed);
        Delivery<String> kept = reversed.remove(30);

        Stream.of(reversed.subList(40, 59), reversed.subList(20, 40), reversed.subList(0, 20))
                .map(part ->
                        Waiting.inThread(() -> part.stream().map(Delivery::ack).toList()))
                .flatMap(part -> Waiting.forFuture(part).stream())
                .forEach(outcome -> assertThat(Waiting.forFuture(outcome)).isEqualTo(Settlement.SETTLED));
        client.close();
        collect(topic, WORKERS).awaitExactly(List.of(kept.id()));
    }

    @Test
    @DisplayName("SET-6: acknowledgements reach the broker within the flush interval")
    final void acknowledgementsAreFlushedByTime() {
        assertFlushed("ack.flush-interval", "200ms", "ack.flush-size", "100000");
    }

    @Test
    @DisplayName("SET-6: acknowledgements reach the broker when enough have come together")
    final void acknowledgementsAreFlushedBySize() {
        assertFlushed("ack.flush-interval", "1h", "ack.flush-size", "5");
    }

    /** Acknowledges without asking for an outcome, then takes the leases away: what was not sent would come again. */
    private void assertFlushed(String... options) {
        Topic topic = declared(WORKERS);
        String name = unique("flushing");
        MqClient client = connectHolder(name, options);
        Collector<String> collector = collect(client, topic, WORKERS);
        List<String> ids = publish(topic, 20);
        collector.awaitExactly(ids);

        takeLeases(client, name);
        start(consumer(topic, WORKERS), collector);
        // It shows that a member is at work again, and may come to two of them, because they come and go just now.
        String last = publish(topic, "published last");
        Waiting.until("what was published last has come", () -> collector.ids().contains(last));
        Waiting.watch(() -> again(collector, ids.size(), last).findAny().isPresent());
        assertThat(again(collector, ids.size(), last))
                .as("messages that came again")
                .isEmpty();
    }

    @Test
    @DisplayName("SET-8: closing a consumer sends the acknowledgements that wait")
    final void closeFlushesAcknowledgements() {
        Topic topic = declared(WORKERS);
        MqClient client = connect("ack.flush-interval", "1h", "ack.flush-size", "100000");
        Collector<String> collector = Collector.accepting();
        Consumer consumer = start(client.consumer(topic, WORKERS, Codec.string()), collector);
        collector.awaitExactly(publish(topic, 10));
        consumer.close();

        assertNothingLeft(topic, WORKERS);
    }

    @Test
    @DisplayName("SET-9: a late settlement reports the lost lease and does not touch the next delivery")
    final void aLateSettlementIsFenced() {
        Topic topic = declared(WORKERS);
        List<String> ids = publish(topic, 2);
        String name = unique("holder");
        MqClient holder = connectHolder(name);
        Collector<String> collector = Collector.accepting();
        start(
                holder.consumer(topic, WORKERS, Codec.string())
                        .retry(Policies.AT_ONCE)
                        .manualAck(),
                collector);
        collector.awaitExactly(ids);
        List<Delivery<String>> late = collector.deliveries();
        takeLeases(holder, name);
        // A holder that comes back is the next one itself: another member could take over what it holds once more.
        if (!harness().clientReturns()) {
            start(consumer(topic, WORKERS).retry(Policies.AT_ONCE).manualAck(), collector);
        }
        collector.awaitCount(4);
        assertThat(Waiting.forFuture(late.get(0).ack())).isEqualTo(Settlement.LEASE_LOST);
        assertThat(Waiting.forFuture(late.get(1).release())).isEqualTo(Settlement.LEASE_LOST);
        collector.assertNothingMore();

        List<Delivery<String>> next = collector.deliveries().subList(2, 4);
        assertExact(ids, next.stream().map(Delivery::id).toList());
        next.forEach(delivery ->
                assertThat(Waiting.forFuture(delivery.nack(Duration.ZERO))).isEqualTo(Settlement.SETTLED));
        collector.awaitCount(6);
        List<Delivery<String>> retried = collector.deliveries().subList(4, 6);
        assertThat(retried).allMatch(delivery -> delivery.attempt() == 2, "failed by the next holder only");
        retried.forEach(ContractCases::ack);
        collector.assertNothingMore();
    }

    @Test
    @DisplayName("SET-9: while leases get lost, what is reported as settled stays away and what is not comes again")
    final void outcomesAreTrueWhileLeasesGetLost() {
        Topic topic = declared(WORKERS);
        List<String> ids = publish(topic, 60);
        String name = unique("holder");
        MqClient holder = connectHolder(name);
        Set<String> seen = ConcurrentHashMap.newKeySet();
        // What comes again is settled, for a member that holds something may get nothing else meanwhile.
        Collector<String> collector = Collector.then(delivery -> {
            if (!seen.add(delivery.id())) {
                CompletableFuture<Settlement> unused = delivery.ack();
            }
        });
        start(holder.consumer(topic, WORKERS, Codec.string()).manualAck(), collector);
        collector.awaitExactly(ids);
        List<Delivery<String>> held = collector.deliveries();
        List<CompletableFuture<Settlement>> outcomes = new ArrayList<>();
        held.subList(0, 30).forEach(delivery -> outcomes.add(delivery.ack()));
        takeLeases(holder, name);
        held.subList(30, 60).forEach(delivery -> outcomes.add(delivery.ack()));
        Map<Settlement, Set<String>> byOutcome = new EnumMap<>(Settlement.class);
        for (int i = 0; i < held.size(); i++) {
            byOutcome
                    .computeIfAbsent(Waiting.forFuture(outcomes.get(i)), outcome -> new HashSet<>())
                    .add(held.get(i).id());
        }

        start(consumer(topic, WORKERS).manualAck(), collector);
        Set<String> lost = byOutcome.getOrDefault(Settlement.LEASE_LOST, Set.of());
        boolean complete = Waiting.holdsInTime(() -> again(collector).containsAll(lost));
        assertThat(complete)
                .as("what was lost has come again: %s; came: %s", lost, again(collector))
                .isTrue();
        Set<String> settled = byOutcome.getOrDefault(Settlement.SETTLED, Set.of());
        // What has an unknown outcome may come again or stay away.
        Waiting.watch(() -> again(collector).stream().anyMatch(settled::contains));
        assertThat(again(collector)).as("messages that came again").noneMatch(settled::contains);
        collector.deliveries().forEach(ContractCases::ack);
    }

    private static Stream<String> again(Collector<String> collector, int first, String last) {
        return collector.ids().stream().skip(first).filter(id -> !id.equals(last));
    }

    private static List<String> again(Collector<String> collector) {
        List<String> ids = collector.ids();
        return ids.subList(60, ids.size());
    }

    @Test
    @DisplayName("SET-9: what is settled before, while and after its consumer is closed has an outcome, which is true")
    final void outcomesAreTrueWhileTheConsumerIsClosed() {
        Topic topic = declared(WORKERS);
        List<String> ids = publish(topic, 60);
        MqClient client = connect("drain.timeout", "100ms");
        Collector<String> collector = Collector.accepting();
        Consumer consumer =
                start(client.consumer(topic, WORKERS, Codec.string()).manualAck(), collector);
        collector.awaitExactly(ids);
        List<Delivery<String>> held = collector.deliveries();

        List<CompletableFuture<Settlement>> outcomes = new ArrayList<>(settle(held.subList(0, 20)));
        CompletableFuture<List<CompletableFuture<Settlement>>> meanwhile =
                Waiting.inThread(() -> settle(held.subList(20, 40)));
        consumer.close();
        outcomes.addAll(Waiting.forFuture(meanwhile));
        outcomes.addAll(settle(held.subList(40, 60)));

        Set<String> wanted = new HashSet<>();
        Set<String> unwanted = new HashSet<>();
        for (int i = 0; i < held.size(); i++) {
            Settlement outcome = Waiting.forFuture(outcomes.get(i));
            String first = held.get(i).id() + " 1";
            String second = held.get(i).id() + " 2";
            if (outcome == Settlement.LEASE_LOST) {
                wanted.add(first);
            } else if (outcome == Settlement.SETTLED) {
                unwanted.add(first);
                (isNacked(held.get(i)) ? wanted : unwanted).add(second);
            }
            assertThat(outcome).as("outcome after the close").isIn(i < 40 ? ANY : NOT_SETTLED);
        }
        Collector<String> next = collect(topic, WORKERS);
        boolean complete = Waiting.holdsInTime(() -> attempts(next).containsAll(wanted));
        List<String> came = attempts(next);
        assertThat(complete)
                .as("what was lost or nacked has come again: %s; came: %s", wanted, came)
                .isTrue();
        Waiting.watch(() -> attempts(next).stream().anyMatch(unwanted::contains));
        assertThat(attempts(next)).as("messages that came again").doesNotContainAnyElementsOf(unwanted);
    }

    /** Settles with pauses, half of them with a nack. */
    private static List<CompletableFuture<Settlement>> settle(List<Delivery<String>> deliveries) {
        List<CompletableFuture<Settlement>> outcomes = new ArrayList<>();
        for (Delivery<String> delivery : deliveries) {
            outcomes.add(isNacked(delivery) ? delivery.nack(Duration.ZERO) : delivery.ack());
            Waiting.watch(Duration.ofMillis(10), () -> false);
        }
        return outcomes;
    }

    private static boolean isNacked(Delivery<String> delivery) {
        return Integer.parseInt(delivery.payload()) % 2 == 0;
    }

    private static List<String> attempts(Collector<String> collector) {
        return collector.deliveries().stream()
                .map(delivery -> delivery.id() + " " + delivery.attempt())
                .toList();
    }

    @Test
    @DisplayName("SET-10: a released message comes back with the same attempt number")
    final void releasedMessagesComeBack() {
        Topic topic = declared(WORKERS);
        Set<String> released = ConcurrentHashMap.newKeySet();
        Collector<String> collector = Collector.then(delivery -> {
            if (released.add(delivery.id())) {
                CompletableFuture<Settlement> unused = delivery.release();
            }
        });
        start(consumer(topic, WORKERS), collector);
        List<String> ids = publish(topic, 10);
        collector.awaitCount(20);
        collector.assertNothingMore();

        List<String> twice = new ArrayList<>(collector.ids());
        ids.forEach(twice::remove);
        assertExact(ids, twice);
        assertThat(collector.deliveries()).allMatch(delivery -> delivery.attempt() == 1, "still the first attempt");
    }

    @Test
    @DisplayName("SET-10: a message that one member releases can go to another")
    final void releasedMessagesGoToOthers() {
        Topic topic = declared(WORKERS);
        String id = publish(topic, "for somebody else");
        Receiver<String> first = closing(mq().receiver(topic, WORKERS, Codec.string()));
        Delivery<String> delivery = first.receive(Waiting.DEADLINE).orElseThrow();
        assertThat(Waiting.forFuture(delivery.release())).isEqualTo(Settlement.SETTLED);
        first.close();

        Collector<String> second = collect(topic, WORKERS);
        second.awaitExactly(List.of(id));
        assertThat(second.deliveries().get(0).attempt()).isEqualTo(1);
    }
}
