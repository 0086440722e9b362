package io.onemq.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.Capability;
import io.onemq.Codec;
import io.onemq.Consumer;
import io.onemq.Delivery;
import io.onemq.ErrorCode;
import io.onemq.Message;
import io.onemq.MqClient;
import io.onemq.MqEvent;
import io.onemq.MqException;
import io.onemq.Outcome;
import io.onemq.PublishReceipt;
import io.onemq.Publisher;
import io.onemq.Settlement;
import io.onemq.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What survives the end of the broker. */
abstract class RestartContract extends ContractCases {
    private static final Duration RETRY_DELAY = Duration.ofSeconds(Integer.getInteger("mq.test.retry.seconds", 10));
    private static final Duration RETRY_POLL = Duration.ofMillis(10);

    private final Load load = new Load();
    private final CountDownLatch nacked = new CountDownLatch(1);

    RestartContract(ContractBench bench) {
        super(bench);
    }

    private BrokerControl control() {
        if (harness().control().isEmpty()) {
            cannotRun("The broker of this harness cannot be stopped");
        }
        return harness().control().orElseThrow();
    }

    /** Ends the broker at once, or in good order if what it confirmed would not survive the other. */
    private void killOrStop(BrokerControl control) {
        if (support(Capability.CRASH_DURABILITY).supported()) {
            control.kill();
        } else {
            control.stop();
        }
    }

    /** Runs before the topics are deleted, which needs the broker. */
    @AfterEach
    final void bringTheBrokerBack() {
        load.stop();
        harness().control().ifPresent(BrokerControl::start);
    }

    @Test
    @DisplayName("DUR-2: confirmed messages and settlements survive a restart of the broker")
    final void aRestartKeepsMessagesAndSettlements() {
        BrokerControl control = control();
        Topic topic = declared(WORKERS);
        List<String> settled = publish(topic, 200);
        MqClient client = connect();
        Collector<String> before = Collector.accepting();
        Consumer consumer = start(
                client.consumer(topic, WORKERS, Codec.string()).maxInFlight(500).manualAck(), before);
        before.awaitExactly(settled);
        List<CompletableFuture<Settlement>> outcomes =
                before.deliveries().stream().map(Delivery::ack).toList();
        outcomes.forEach(outcome -> assertThat(Waiting.forFuture(outcome)).isEqualTo(Settlement.SETTLED));
        consumer.close();
        List<String> waiting = publish(topic, 300);
        control.stop();
        control.start();

        collect(connect(), topic, WORKERS).awaitExactly(waiting);
    }

    @Test
    @DisplayName("FAIL-5: the attempt number and the delay survive a restart of the broker")
    final void aRestartKeepsAttempts() {
        BrokerControl control = control();
        Topic topic = declared(WORKERS);
        Duration delay = Duration.ofSeconds(2);
        Collector<String> collector = Collector.then(delivery -> {
            if (delivery.attempt() == 1) {
                assertThat(Waiting.forFuture(delivery.nack(delay))).isEqualTo(Settlement.SETTLED);
                nacked.countDown();
            }
        });
        start(consumer(topic, WORKERS), collector);
        publish(topic, "fails once");
        Waiting.forLatch("the message is nacked", nacked);
        control.stop();
        control.start();

        collector.awaitCount(2);
        collector.assertNothingMore();
        assertThat(collector.deliveries())
                .as(collector.deliveries().toString())
                .extracting(Delivery::attempt)
                .containsExactly(1, 2);
        long took = collector.arrivals().get(1).nanos()
                - collector.arrivals().get(0).nanos();
        assertThat(Duration.ofNanos(took)).isGreaterThanOrEqualTo(delay.minusMillis(1));
    }

    @Test
    @DisplayName("FAIL-23: a retry is on time after the broker was killed and started while it waited")
    final void retriesAreOnTimeAfterAKill() {
        BrokerControl control = control();
        Topic topic = declared(WORKERS);
        Duration delay = RETRY_DELAY;
        Collector<String> collector = Collector.then(delivery -> {
            if (delivery.attempt() == 1) {
                assertThat(Waiting.forFuture(delivery.nack(delay))).isEqualTo(Settlement.SETTLED);
                nacked.countDown();
            }
        });
        start(consumer(topic, WORKERS), collector);
        String id = publish(topic, "fails once");
        Waiting.forLatch("the message is nacked", nacked);
        killOrStop(control);
        control.start();
        long back = System.nanoTime();

        // The kill may bring the first attempt back, which then fails again.
        assertThat(Waiting.holdsWithin(
                        delay.plus(Waiting.DEADLINE),
                        RETRY_POLL,
                        () -> !secondAttempts(collector).isEmpty()))
                .as("the second attempt came")
                .isTrue();
        Collector.Arrival<String> second = secondAttempts(collector).get(0);
        assertThat(second.delivery().id()).isEqualTo(id);
        assertOnTime(delay, collector.arrivals().get(0).nanos(), back, second.nanos());
    }

    private static List<Collector.Arrival<String>> secondAttempts(Collector<String> collector) {
        return collector.arrivals().stream()
                .filter(arrival -> arrival.delivery().attempt() == 2)
                .toList();
    }

    /** A broker that was away until shortly before the time makes the message late by what its clients need to return. */
    private static void assertOnTime(Duration delay, long start, long back, long arrived) {
        Duration returned = Duration.ofNanos(back - start).plus(Waiting.tolerance(Duration.ofSeconds(5)));
        Duration late = returned.compareTo(delay) > 0 ? returned.minus(delay) : Duration.ZERO;
        Duration latest = delay.plus(late).plus(delay.dividedBy(10)).plus(Waiting.tolerance(Duration.ofSeconds(1)));
        assertThat(Duration.ofNanos(arrived - start)).isBetween(delay.minusMillis(1), latest);
    }

    @Test
    @DisplayName("TIME-5: a message with a delay is on time after the broker was killed and started while it waited")
    final void delayedMessagesAreOnTimeAfterAKill() {
        BrokerControl control = control();
        if (!supports(Capability.DELAYED_PUBLISH)) {
            return;
        }
        Topic topic = declared(WORKERS);
        Duration delay = Duration.ofSeconds(10);
        Collector<String> collector = collect(topic, WORKERS);
        Publisher<String> publisher = publisher(topic);
        long start = System.nanoTime();
        String id =
                publisher.publish(Message.builder("waits").delay(delay).build()).messageId();
        control.kill();
        control.start();
        long back = System.nanoTime();

        collector.awaitAll(List.of(id));
        assertOnTime(delay, start, back, collector.arrivals().get(0).nanos());
    }

    @Test
    @DisplayName("DUR-3: confirmed messages survive the sudden death of the broker")
    final void aKillKeepsConfirmedMessages() {
        BrokerControl control = control();
        if (!supports(Capability.CRASH_DURABILITY)) {
            return;
        }
        Topic topic = declared(WORKERS);
        List<String> ids = publish(topic, 500);
        control.kill();
        control.start();

        collect(connect(), topic, WORKERS).awaitAll(ids);
    }

    @Test
    @DisplayName("DUP-8: what was published across restarts and kills is stored once, and is a duplicate afterwards")
    final void anOutageStoresNothingTwice() {
        BrokerControl control = control();
        if (!supports(Capability.PUBLISH_DEDUP)) {
            return;
        }
        Topic topic = topic(WORKERS).withDeduplication(Duration.ofHours(1));
        load.start(publisher(connect(), topic));
        for (Runnable outage : List.<Runnable>of(control::stop, control::kill, control::kill, control::kill)) {
            int confirmed = load.confirmed();
            Waiting.until("messages flow", () -> load.confirmed() >= confirmed + 500);
            outage.run();
            control.start();
        }
        List<String> ids = load.finish();
        Publisher<String> again = publisher(connect(), topic);
        List<CompletableFuture<PublishReceipt>> repeated = ids.stream()
                .map(id -> again.publishAsync(Message.of("again").withId(id)))
                .toList();

        assertThat(repeated)
                .allSatisfy(future ->
                        assertThat(Waiting.forFuture(future).duplicate()).isTrue());
        collect(connect(), topic, WORKERS).awaitExactly(ids);
    }

    @Test
    @DisplayName("DUR-4: publishers and consumers resume unaided after a restart and a kill, and lose nothing")
    final void bothSidesResume() {
        BrokerControl control = control();
        List<MqEvent.Type> events = new CopyOnWriteArrayList<>();
        MqClient.Builder builder = MqClient.builder(harness().url()).onEvent(event -> events.add(event.type()));
        harness().options().forEach(builder::option);
        MqClient client = closing(builder.connect());
        Topic topic = declared(WORKERS);
        Collector<String> collector = collect(client, topic, WORKERS);
        load.start(publisher(client, topic));
        Waiting.until("messages flow", () -> collector.count() >= 200);
        control.stop();
        control.start();
        awaitFlow(collector, "after the restart");
        killOrStop(control);
        control.start();
        awaitFlow(collector, "after the kill");

        List<String> confirmed = load.finish();
        collector.awaitAll(confirmed);
        // Where a native client reconnects by itself, the driver learns that a little later than messages flow.
        Waiting.until(
                "the client tells that it was disconnected and is connected again",
                () -> events.containsAll(List.of(MqEvent.Type.DISCONNECTED, MqEvent.Type.RECONNECTED)));
    }

    @Test
    @DisplayName(
            "BRO-6: a broadcast consumer resumes unaided after a kill, and what it missed lies in a gap that it tells of")
    final void aBroadcastTellsOfItsGap() {
        BrokerControl control = control();
        List<MqEvent.Type> events = new CopyOnWriteArrayList<>();
        MqClient.Builder builder = MqClient.builder(harness().url()).onEvent(event -> events.add(event.type()));
        harness().options().forEach(builder::option);
        MqClient client = closing(builder.connect());
        Topic topic = declared(WORKERS);
        Collector<String> collector = Collector.accepting();
        closing(client.broadcast(topic, Codec.string()).start(collector));
        List<String> before = publish(topic, 100);
        collector.awaitExactly(before);
        killOrStop(control);
        control.start();
        // A client of its own, which has nothing to send again.
        Publisher<String> publisher = publisher(connect(), topic);
        List<String> after = new ArrayList<>();
        Waiting.until("it sees messages again", () -> {
            after.add(publisher.publish("after the kill").messageId());
            return collector.count() > before.size();
        });
        int first = after.size();
        for (int i = 0; i < 100; i++) {
            after.add(publisher.publish("later").messageId());
        }

        Waiting.until("what it missed is what came first", () -> {
            List<String> missed = missed(after, collector);
            return missed.size() < first && missed.equals(after.subList(0, missed.size()));
        });
        Waiting.until(
                "the client tells that it was disconnected and is connected again",
                () -> events.containsAll(List.of(MqEvent.Type.DISCONNECTED, MqEvent.Type.RECONNECTED)));
        Waiting.until(
                "a gap of " + missed(after, collector).size() + " messages is told",
                () -> missed(after, collector).isEmpty() || events.contains(MqEvent.Type.GAP));
    }

    private static List<String> missed(List<String> published, Collector<String> collector) {
        List<String> missed = new ArrayList<>(published);
        missed.removeAll(collector.ids());
        return missed;
    }

    private void awaitFlow(Collector<String> collector, String when) {
        int confirmed = load.confirmed();
        Waiting.until(
                "the publisher goes on " + when + " and " + confirmed + " confirmations",
                () -> load.confirmed() >= confirmed + 200);
        int received = collector.count();
        Waiting.until(
                "the consumer goes on " + when + " and " + received + " deliveries",
                () -> collector.count() >= received + 200);
    }

    @Test
    @DisplayName("PUB-11: while the broker is away nothing is confirmed, and the failure says what is known")
    final void nothingIsConfirmedWithoutABroker() {
        BrokerControl control = control();
        Topic topic = declared(WORKERS);
        MqClient client = connect("publish.delivery-timeout", "1s", "publish.timeout", "3s");
        Publisher<String> publisher = publisher(client, topic);
        String before = publisher.publish("before").messageId();
        control.stop();
        List<String> perhaps = new ArrayList<>(List.of(before));
        for (int i = 0; i < 5; i++) {
            String id = unique("while-away");
            MqException failure = Waiting.forFailure(publisher.publishAsync(
                    Message.of("while the broker is away").withId(id)));
            if (failure == null) {
                throw new AssertionError("A publish was confirmed while the broker was away");
            }
            assertThat(failure.retryable()).as(failure.toString()).isTrue();
            if (failure.outcome() == Outcome.UNKNOWN) {
                perhaps.add(id);
            }
        }
        assertFails(ErrorCode.TIMEOUT, () -> publisher.publish("blocking"));
        control.start();
        Waiting.until("publishing works again", () -> {
            MqException failure = Waiting.forFailure(
                    publisher.publishAsync(Message.of("after").withId("after")));
            return failure == null;
        });

        Collector<String> collector = collect(connect(), topic, WORKERS);
        collector.awaitAll(List.of(before, "after"));
        assertThat(collector.deliveries())
                .filteredOn(delivery -> delivery.payload().equals("while the broker is away"))
                .as("messages that were said not to be sent")
                .allMatch(delivery -> perhaps.contains(delivery.id()));
    }

    @Test
    @DisplayName("SET-7: settling does not block while the broker is away, and nothing is lost by it")
    final void settlingNeverBlocks() {
        BrokerControl control = control();
        Topic topic = declared(WORKERS);
        List<String> ids = publish(topic, 50);
        MqClient client = connect("drain.timeout", "1s");
        AtomicInteger handled = new AtomicInteger();
        Collector<String> collector = Collector.then(delivery -> {
            // What comes again is settled at once, for some of it may be handled one at a time.
            if (handled.incrementAndGet() > 50) {
                ack(delivery);
            }
        });
        start(client.consumer(topic, WORKERS, Codec.string()).manualAck(), collector);
        collector.awaitAll(ids);
        List<Delivery<String>> held = collector.deliveries().subList(0, 50);
        control.stop();
        long start = System.nanoTime();
        List<CompletableFuture<Settlement>> outcomes = new ArrayList<>();
        held.subList(0, 40).forEach(delivery -> outcomes.add(delivery.ack()));
        held.subList(40, 50).forEach(delivery -> outcomes.add(delivery.nack(Duration.ZERO)));
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        control.start();

        assertThat(took).isLessThan(Waiting.tolerance(Duration.ofSeconds(1)));
        Set<Settlement> seen = EnumSet.noneOf(Settlement.class);
        List<String> unsettled = new ArrayList<>();
        for (int i = 0; i < held.size(); i++) {
            Settlement outcome = Waiting.forFuture(outcomes.get(i));
            seen.add(outcome);
            if (outcome != Settlement.SETTLED || i >= 40) {
                unsettled.add(held.get(i).id());
            }
        }
        Waiting.until(
                "what was not settled has come again: " + seen,
                () -> Tally.of(unsettled, collector.ids().stream().skip(50).toList())
                        .isComplete());
    }

    @Test
    @DisplayName("LIF-1: a client that starts before its broker waits for it")
    final void aClientWaitsForItsBroker() {
        BrokerControl control = control();
        control.stop();
        CompletableFuture<MqClient> connecting = Waiting.inThread(() -> connect());
        Waiting.watch(connecting::isDone);
        assertThat(connecting).as("connecting while there is no broker").isNotDone();
        control.start();

        assertThat(Waiting.forFuture(connecting).health().up()).isTrue();
    }

    @Test
    @DisplayName("LIF-5: health is down while the broker is away and up when it is back")
    final void healthFollowsTheBroker() {
        BrokerControl control = control();
        MqClient client = connect("connect.timeout", "2s");
        assertThat(client.health().up()).isTrue();
        control.stop();
        Waiting.until("health is down", () -> !client.health().up());
        control.start();
        Waiting.until("health is up", () -> client.health().up());
    }
}
