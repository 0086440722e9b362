package io.onemq.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.BroadcastBuilder;
import io.onemq.Capability;
import io.onemq.Codec;
import io.onemq.Consumer;
import io.onemq.Delivery;
import io.onemq.ErrorCode;
import io.onemq.Group;
import io.onemq.Message;
import io.onemq.MessageHandler;
import io.onemq.MqClient;
import io.onemq.MqEvent;
import io.onemq.MqException;
import io.onemq.Publisher;
import io.onemq.RejectException;
import io.onemq.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Consumers that see what is published while they are attached. */
abstract class BroadcastContract extends ContractCases {
    private static final Group AUDIT = Group.of("audit");

    BroadcastContract(ContractBench bench) {
        super(bench);
    }

    private BroadcastBuilder<String> broadcast(Topic topic) {
        return mq().broadcast(topic, Codec.string());
    }

    private Consumer watch(BroadcastBuilder<String> builder, MessageHandler<String> handler) {
        return closing(builder.start(handler));
    }

    private Collector<String> watch(Topic topic) {
        Collector<String> collector = Collector.accepting();
        watch(broadcast(topic), collector);
        return collector;
    }

    @Test
    @DisplayName(
            "BRO-1: each sees what is confirmed after its start, of every partition, once, and nothing from before")
    final void everythingFromTheStartOnIsSeen() {
        Topic topic = topic(WORKERS);
        if (support(Capability.PARTITIONS).supported()) {
            topic = deleting(topic.withPartitions(3));
        }
        mq().admin().declare(topic);
        // It is connected already, so that it publishes right after the start.
        Publisher<String> publisher = publisher(topic);
        publishMany(publisher);
        Collector<String> first = watch(topic);
        List<String> one = publishMany(publisher);
        first.awaitAll(one);
        Collector<String> second = watch(topic);
        List<String> two = publishMany(publisher);

        second.awaitExactly(two);
        first.awaitAll(two);
        assertExact(List.of(one, two).stream().flatMap(List::stream).toList(), first.ids());
    }

    private static List<String> publishMany(Publisher<String> publisher) {
        return publisher.publishAll(Collections.nCopies(50, Message.of("one of many"))).stream()
                .map(result -> result.receipt().orElseThrow().messageId())
                .toList();
    }

    @Test
    @DisplayName("PAU-6: a paused broadcast consumer sees after its pause what was published during it")
    final void aPausedBroadcastMissesNothing() {
        Topic topic = declared(WORKERS);
        Collector<String> collector = Collector.accepting();
        Consumer consumer = watch(broadcast(topic), collector);
        List<String> ids = new ArrayList<>(publish(topic, 20));
        consumer.pause();
        ids.addAll(publish(topic, 20));
        Waiting.watch(() -> collector.count() > 20);
        assertThat(collector.count()).as("deliveries during the pause").isLessThanOrEqualTo(20);
        consumer.resume();
        collector.awaitExactly(ids);
    }

    @Test
    @DisplayName("BRO-1: a message with a delay is seen when its time has come")
    final void delayedMessagesAreSeen() {
        Topic topic = declared(WORKERS);
        if (!supports(Capability.DELAYED_PUBLISH)) {
            return;
        }
        Collector<String> collector = watch(topic);
        String id = publish(
                topic, Message.builder("later").delay(Duration.ofSeconds(1)).build());

        collector.awaitExactly(List.of(id));
    }

    @Test
    @DisplayName("BRO-2: what a broadcast consumer does changes nothing for the groups, nor does its end")
    final void groupsAreNotAffected() {
        Topic topic = declared(WORKERS, AUDIT);
        CountDownLatch release = new CountDownLatch(1);
        Collector<String> slow = Collector.then(delivery -> release.await());
        Consumer consumer = watch(broadcast(topic).maxInFlight(2), slow);
        List<String> ids = publish(topic, 40);
        collect(topic, WORKERS).awaitExactly(ids);
        assertThat(mq().admin().describe(topic).groups()).containsExactlyInAnyOrder("workers", "audit");
        if (support(Capability.BACKLOG).supported()) {
            assertThat(mq().admin().backlog(topic, AUDIT).ready()).isEqualTo(40);
        }
        release.countDown();
        consumer.close();

        collect(topic, AUDIT).awaitExactly(ids);
        assertThat(mq().admin().describe(topic).groups()).containsExactlyInAnyOrder("workers", "audit");
    }

    @Test
    @DisplayName("BRO-3: a message whose handler fails is given up with an event, and the consumer goes on")
    final void whatFailsIsGivenUp() {
        List<MqEvent> events = new CopyOnWriteArrayList<>();
        MqClient.Builder builder = MqClient.builder(harness().url()).onEvent(events::add);
        harness().options().forEach(builder::option);
        MqClient client = closing(builder.connect());
        Topic topic = declared(WORKERS);
        Collector<String> collector = Collector.then(BroadcastContract::failAsTold);
        closing(client.broadcast(topic, new PickyCodec()).start(collector));
        Publisher<String> publisher = publisher(topic);
        for (String payload : List.of("throw", "reject", "nack", "release", PickyCodec.UNREADABLE)) {
            publisher.publish(payload);
        }
        String last = publisher.publish("last").messageId();
        Waiting.until("the last message", () -> collector.ids().contains(last));

        Waiting.until("5 messages are given up", () -> discarded(events, topic) == 5);
        collector.assertNothingMore();
        assertThat(collector.payloads()).containsExactlyInAnyOrder("throw", "reject", "nack", "release", "last");
        assertThat(discarded(events, topic)).isEqualTo(5);
        if (support(Capability.BACKLOG).supported()) {
            assertThat(mq().admin().backlog(topic, WORKERS).ready()).isEqualTo(6);
        }
    }

    private static void failAsTold(Delivery<String> delivery) {
        switch (delivery.payload()) {
            case "throw" -> throw new IllegalStateException("as told");
            case "reject" -> throw new RejectException("as told");
            case "nack" -> {
                CompletableFuture<?> unused = delivery.nack(Duration.ZERO);
            }
            case "release" -> {
                CompletableFuture<?> unused = delivery.release();
            }
            default -> {}
        }
    }

    private static long discarded(List<MqEvent> events, Topic topic) {
        return events.stream()
                .filter(event -> event.type() == MqEvent.Type.DISCARDED)
                .filter(event -> event.message().contains(topic.name()))
                .count();
    }

    @Test
    @DisplayName("BRO-4: a slow consumer sees what every group has settled long ago")
    final void nothingIsRemovedBeforeItIsSeen() {
        Topic topic = declared(WORKERS);
        CountDownLatch release = new CountDownLatch(1);
        Collector<String> slow = Collector.then(delivery -> release.await());
        watch(broadcast(topic).maxInFlight(2), slow);
        List<String> ids = publish(topic, 1_500);
        Collector<String> group = collect(topic, WORKERS);
        group.awaitAll(ids);
        if (support(Capability.BACKLOG).supported()) {
            Waiting.until(
                    "the group has settled everything",
                    () -> mq().admin().backlog(topic, WORKERS).ready() == 0);
        }
        assertThat(slow.count()).isLessThanOrEqualTo(2);
        release.countDown();

        slow.awaitExactly(ids);
    }

    @Test
    @DisplayName("BRO-5: while a broadcast consumer is attached, a message that nobody else would receive is confirmed")
    final void itCountsAsReceiver() {
        Topic topic = declared();
        Publisher<String> publisher = publisher(topic);
        Collector<String> collector = Collector.accepting();
        Consumer consumer = watch(broadcast(topic), collector);
        String id = publisher.publish("for the broadcast").messageId();
        collector.awaitExactly(List.of(id));
        consumer.close();

        if (support(Capability.UNROUTABLE_DETECTION).supported()) {
            Waiting.until("nothing is left of the consumer", () -> isUnroutable(publisher));
        }
    }

    private static boolean isUnroutable(Publisher<String> publisher) {
        MqException failure = Waiting.forFailure(publisher.publishAsync(Message.of("for nobody")));
        return failure != null && failure.code() == ErrorCode.UNROUTABLE;
    }
}
