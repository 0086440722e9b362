package io.onemq.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.Capability;
import io.onemq.Codec;
import io.onemq.DeadLetterPolicy;
import io.onemq.DeadLetters;
import io.onemq.ErrorCode;
import io.onemq.Group;
import io.onemq.Message;
import io.onemq.MqClient;
import io.onemq.PublishReceipt;
import io.onemq.PublishResult;
import io.onemq.Publisher;
import io.onemq.RetryPolicy;
import io.onemq.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Publishing again under the same id. */
abstract class DedupContract extends ContractCases {
    private static final Duration WINDOW = Duration.ofMinutes(10);
    private static final Group OTHERS = Group.of("others");

    DedupContract(ContractBench bench) {
        super(bench);
    }

    /**
     * Tells whether deduplication is offered. If not, asserts that a topic with it is refused, by whoever opens it, and that
     * nothing of it is created.
     */
    private boolean offered() {
        if (supports(Capability.PUBLISH_DEDUP)) {
            return true;
        }
        Topic topic = topic(WORKERS).withDeduplication(WINDOW);
        MqClient validating = connect("topology", "validate");
        MqClient trusting = connect("topology", "none");
        assertRefused(Capability.PUBLISH_DEDUP, () -> mq().admin().declare(topic));
        for (MqClient client : List.of(mq(), validating, trusting)) {
            assertRefused(Capability.PUBLISH_DEDUP, () -> client.publisher(topic, Codec.string()));
            assertRefused(
                    Capability.PUBLISH_DEDUP,
                    () -> client.consumer(topic, WORKERS, Codec.string()).start(delivery -> {}));
        }
        for (Topic absent : List.of(topic, topic.deadLetterTopic(WORKERS))) {
            assertFails(ErrorCode.NOT_FOUND, () -> mq().admin().describe(absent));
        }
        return false;
    }

    private Topic deduplicating(Group... groups) {
        return deduplicating(topic(groups));
    }

    private Topic deduplicating(Topic topic) {
        Topic declared = topic.withDeduplication(WINDOW);
        mq().admin().declare(declared);
        return declared;
    }

    private static Message<String> message(String id) {
        return Message.of("payload of " + id).withId(id);
    }

    private static void assertStored(PublishReceipt receipt) {
        assertThat(receipt.duplicate()).as("duplicate: " + receipt).isFalse();
    }

    private static void assertDuplicate(PublishReceipt first, PublishReceipt again) {
        assertThat(again.duplicate()).as("duplicate: " + again).isTrue();
        assertThat(again.messageId()).isEqualTo(first.messageId());
        assertThat(again.position()).as("where the first one is").isEqualTo(first.position());
    }

    @Test
    @DisplayName(
            "DUP-1: what is published again under the same id is confirmed as a duplicate, and every group gets it once")
    final void theSameIdIsStoredOnce() {
        if (!offered()) {
            return;
        }
        Topic topic = deduplicating(WORKERS, OTHERS);
        Publisher<String> publisher = publisher(topic);
        PublishReceipt first = publisher.publish(message("order-1"));
        assertStored(first);
        assertDuplicate(first, publisher.publish(message("order-1")));
        assertDuplicate(first, Waiting.forFuture(publisher.publishAsync(message("order-1"))));
        // Another process, which knows nothing of the window.
        Publisher<String> another = publisher(connect(), Topic.of(topic.name()));
        assertDuplicate(first, another.publish(message("order-1")));
        assertStored(another.publish(message("order-2")));

        List<String> ids = List.of("order-1", "order-2");
        collect(topic, WORKERS).awaitExactly(ids);
        collect(topic, OTHERS).awaitExactly(ids);
        assertDuplicate(first, publisher.publish(message("order-1")));
    }

    @Test
    @DisplayName("DUP-1: a batch with the same id twice stores it once")
    final void aBatchIsDeduplicated() {
        if (!offered()) {
            return;
        }
        Topic topic = deduplicating(WORKERS);
        List<String> ids = IntStream.range(0, 100).mapToObj(i -> "order-" + i).toList();
        List<Message<String>> messages = Stream.concat(ids.stream(), ids.stream())
                .map(DedupContract::message)
                .toList();
        List<PublishReceipt> receipts = publisher(topic).publishAll(messages).stream()
                .map(PublishResult::receipt)
                .map(receipt ->
                        receipt.orElseThrow(() -> new AssertionError("A message of the batch was not confirmed")))
                .toList();

        assertThat(receipts.subList(0, 100)).allSatisfy(DedupContract::assertStored);
        for (int i = 0; i < 100; i++) {
            assertDuplicate(receipts.get(i), receipts.get(100 + i));
        }
        collect(topic, WORKERS).awaitExactly(ids);
    }

    @Test
    @DisplayName("DUP-1: a message with a delay is a duplicate before and after it is due")
    final void delayedMessagesAreDeduplicated() {
        if (!offered() || !supports(Capability.DELAYED_PUBLISH)) {
            return;
        }
        Topic topic = deduplicating(WORKERS);
        Collector<String> collector = collect(topic, WORKERS);
        Publisher<String> publisher = publisher(topic);
        Message<String> delayed =
                message("order-1").toBuilder().delay(Duration.ofSeconds(4)).build();
        assertStored(publisher.publish(delayed));
        assertThat(publisher.publish(delayed).duplicate()).isTrue();
        assertThat(publisher.publish(message("order-1")).duplicate()).isTrue();
        collector.awaitExactly(List.of("order-1"));
        assertThat(publisher.publish(delayed).duplicate()).isTrue();
        assertThat(publisher.publish(message("order-1")).duplicate()).isTrue();
        collector.assertNothingMore();
    }

    @Test
    @DisplayName("DUP-1: with partitions the same id and key is a duplicate, and so is the same id without a key")
    final void partitionsAreDeduplicated() {
        if (!offered()) {
            return;
        }
        Topic topic = deduplicating(topic(WORKERS).withPartitions(8));
        Publisher<String> publisher = publisher(topic);
        Publisher<String> another = publisher(connect(), Topic.of(topic.name()));
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            Message<String> plain = message("order-" + i);
            Message<String> message = i % 2 == 0 ? plain : plain.withKey("customer-" + i);
            PublishReceipt first = publisher.publish(message);
            assertStored(first);
            assertDuplicate(first, another.publish(message));
            ids.add(first.messageId());
        }
        collect(topic, WORKERS).awaitExactly(ids);
    }

    @Test
    @DisplayName("DUP-2: of many clients that publish the same ids at the same time, one stores each")
    final void oneOfManyIsStored() {
        if (!offered()) {
            return;
        }
        Topic topic = deduplicating(WORKERS);
        List<String> ids = IntStream.range(0, 200).mapToObj(i -> "order-" + i).toList();
        List<Publisher<String>> publishers =
                IntStream.range(0, 6).mapToObj(i -> publisher(connect(), topic)).toList();
        List<CompletableFuture<List<CompletableFuture<PublishReceipt>>>> bursts = publishers.stream()
                .map(publisher -> Waiting.inThread(() -> ids.stream()
                        .map(id -> publisher.publishAsync(message(id)))
                        .toList()))
                .toList();
        List<String> stored = bursts.stream()
                .flatMap(burst -> Waiting.forFuture(burst).stream())
                .map(Waiting::forFuture)
                .filter(receipt -> !receipt.duplicate())
                .map(PublishReceipt::messageId)
                .toList();

        assertExact(ids, stored);
        collect(topic, WORKERS).awaitExactly(ids);
    }

    @Test
    @DisplayName("DUP-3: the same id in another topic, and a message without an id of its own, are no duplicates")
    final void otherMessagesAreStored() {
        if (!offered()) {
            return;
        }
        Topic topic = deduplicating(WORKERS);
        Topic other = deduplicating(WORKERS);
        Topic without = declared(WORKERS);
        for (Topic each : List.of(topic, other)) {
            assertStored(publisher(each).publish(message("order-1")));
        }
        for (int i = 0; i < 2; i++) {
            assertStored(publisher(without).publish(message("order-1")));
        }
        List<String> ids = new ArrayList<>(List.of("order-1"));
        for (int i = 0; i < 50; i++) {
            PublishReceipt receipt = publisher(topic).publish("the same");
            assertStored(receipt);
            ids.add(receipt.messageId());
        }

        collect(topic, WORKERS).awaitExactly(ids);
        collect(other, WORKERS).awaitExactly(List.of("order-1"));
        assertThat(collect(without, WORKERS).awaitCount(2).id()).isEqualTo("order-1");
    }

    @Test
    @DisplayName("DUP-3: a topic that was deleted and declared again has forgotten its ids")
    final void aNewTopicHasNoIds() {
        if (!offered()) {
            return;
        }
        Topic topic = deduplicating(WORKERS);
        assertStored(publisher(topic).publish(message("order-1")));
        mq().admin().delete(topic);
        mq().admin().declare(topic);

        assertStored(publisher(topic).publish(message("order-1")));
        collect(topic, WORKERS).awaitExactly(List.of("order-1"));
    }

    @Test
    @DisplayName("DUP-4: after the window the same id is stored again, and duplicates do not prolong it")
    final void theWindowEnds() {
        if (!offered()) {
            return;
        }
        Duration window = Duration.ofSeconds(1);
        Topic topic = topic(WORKERS).withDeduplication(window);
        Publisher<String> publisher = publisher(topic);
        for (int round = 0; round < 3; round++) {
            long start = System.nanoTime();
            assertStored(publisher.publish(message("order-" + round)));
            long stored = System.nanoTime();
            Waiting.until(
                    "the window is over",
                    () -> !publisher.publish(message("order-0")).duplicate()
                            || System.nanoTime() - stored
                                    > window.multipliedBy(5).toNanos());
            long end = System.nanoTime();
            if (round == 0) {
                assertThat(Duration.ofNanos(end - start))
                        .as("how long the id was remembered")
                        .isBetween(window.minusMillis(2), window.plus(Waiting.tolerance(Duration.ofSeconds(1))));
            }
        }
        Collector<String> collector = collect(topic, WORKERS);
        collector.awaitCount(6);
        collector.assertNothingMore();
        assertThat(Collections.frequency(collector.ids(), "order-0")).isEqualTo(4);
    }

    @Test
    @DisplayName("DUP-5: a publish that was refused does not occupy its id")
    final void refusedMessagesAreNotRemembered() {
        if (!offered()) {
            return;
        }
        PayloadLimit limit = harness().payloadLimit();
        Topic topic = deduplicating(WORKERS);
        Publisher<byte[]> publisher = closing(connect(limit.options()).publisher(topic, Codec.bytes()));
        assertFails(
                ErrorCode.TOO_LARGE,
                () -> publisher.publish(Message.of(new byte[limit.refused()]).withId("order-1")));
        assertStored(publisher.publish(Message.of(new byte[limit.accepted()]).withId("order-1")));

        collect(topic, WORKERS).awaitExactly(List.of("order-1"));
    }

    @Test
    @DisplayName("DUP-6: retries, dead letters and redrives are no duplicates, not even in topics with deduplication")
    final void whatTheLibraryMovesIsKept() {
        if (!offered()) {
            return;
        }
        Topic letters = deduplicating();
        Topic topic = deduplicating(WORKERS, OTHERS);
        DeadLetterPolicy policy = DeadLetterPolicy.toTopic(letters);
        RetryPolicy twice = RetryPolicy.fixed(2, Duration.ofMillis(10));
        for (Group group : topic.groups()) {
            start(consumer(topic, group).retry(twice).deadLetter(policy), delivery -> {
                throw new IllegalStateException("attempt " + delivery.attempt());
            });
        }
        List<String> ids = IntStream.range(0, 20).mapToObj(i -> "order-" + i).toList();
        ids.forEach(id -> assertStored(publisher(topic).publish(message(id))));

        // The same messages fail in both groups, end in one topic, and do so again after they were sent back.
        DeadLetters dead = mq().deadLetters(topic, WORKERS, policy);
        Waiting.until("the dead letters of both groups", () -> dead.count() == 2L * ids.size());
        assertThat(dead.redriveAll()).isEqualTo(ids.size());
        Waiting.until("those of one group again", () -> dead.count() == 2L * ids.size());
        for (Group group : topic.groups()) {
            DeadLetters own = mq().deadLetters(topic, group, policy);
            assertExact(
                    ids, own.browse(100).stream().map(DeadLetters.Letter::id).toList());
        }
        assertThat(publisher(topic).publish(message("order-1")).duplicate()).isTrue();
    }

    @Test
    @DisplayName("DUP-7: a window of less than a second or more than seven days is refused")
    final void impossibleWindowsAreRefused() {
        Topic topic = topic();
        for (Duration window : List.of(
                Duration.ZERO,
                Duration.ofMillis(999),
                Duration.ofSeconds(-5),
                Duration.ofDays(7).plusMillis(1))) {
            assertFails(ErrorCode.CONFIGURATION, () -> topic.withDeduplication(window));
        }
        if (!offered()) {
            return;
        }
        for (Duration window : List.of(Duration.ofSeconds(1), Duration.ofDays(7))) {
            Topic possible = topic(WORKERS).withDeduplication(window);
            assertStored(publisher(possible).publish(message("order-1")));
            assertThat(possible.deduplication()).hasValue(window);
        }
    }

    @Test
    @DisplayName("DUP-7: a topic that exists without a window gets it, and keeps it")
    final void aTopicKeepsItsWindow() {
        if (!offered()) {
            return;
        }
        Topic plain = declared(WORKERS);
        Topic topic = plain.withDeduplication(WINDOW);
        MqClient validating = connect("topology", "validate");
        assertFails(ErrorCode.CONFLICT, () -> validating.publisher(topic, Codec.string()));
        Publisher<String> publisher = publisher(topic);
        PublishReceipt first = publisher.publish(message("order-1"));
        assertDuplicate(first, publisher.publish(message("order-1")));

        for (Topic same : List.of(topic, plain)) {
            mq().admin().declare(same);
            assertDuplicate(first, publisher(validating, same).publish(message("order-1")));
        }
        Topic other = plain.withDeduplication(WINDOW.plusMillis(1));
        assertFails(ErrorCode.CONFLICT, () -> mq().admin().declare(other));
        assertFails(ErrorCode.CONFLICT, () -> publisher(other));
        assertFails(ErrorCode.CONFLICT, () -> publisher(validating, other));
        assertDuplicate(first, publisher.publish(message("order-1")));
        collect(topic, WORKERS).awaitExactly(List.of("order-1"));
    }
}
