package io.onemq.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.Capability;
import io.onemq.Codec;
import io.onemq.CodecException;
import io.onemq.ErrorCode;
import io.onemq.Group;
import io.onemq.Message;
import io.onemq.MqClient;
import io.onemq.MqException;
import io.onemq.Outcome;
import io.onemq.PublishReceipt;
import io.onemq.PublishResult;
import io.onemq.Publisher;
import io.onemq.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a confirmation means. */
abstract class PublishContract extends ContractCases {

    PublishContract(ContractBench bench) {
        super(bench);
    }

    @Test
    @DisplayName("PUB-1: every confirmed message is received, from several threads that share a publisher")
    final void everyConfirmedMessageIsReceived() {
        Topic topic = declared(WORKERS);
        Publisher<String> publisher = publisher(topic);
        List<CompletableFuture<List<CompletableFuture<PublishReceipt>>>> threads = IntStream.range(0, 4)
                .mapToObj(thread -> Waiting.inThread(() -> burst(publisher, 250)))
                .toList();
        List<String> ids = threads.stream()
                .flatMap(thread -> ids(Waiting.forFuture(thread)))
                .toList();

        assertThat(ids).doesNotHaveDuplicates().hasSize(1000);
        collect(topic, WORKERS).awaitExactly(ids);
    }

    private static List<CompletableFuture<PublishReceipt>> burst(Publisher<String> publisher, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> publisher.publishAsync(Message.of("message " + i)))
                .toList();
    }

    private static Stream<String> ids(List<CompletableFuture<PublishReceipt>> futures) {
        return futures.stream().map(future -> Waiting.forFuture(future).messageId());
    }

    @Test
    @DisplayName("PUB-2: the receipt carries the id under which the message arrives")
    final void theReceiptCarriesTheId() {
        Topic topic = declared(WORKERS);
        String given = unique("id");
        String first = publish(topic, Message.of("with an id").withId(given));
        String second = publish(topic, "without");
        String third = publish(topic, "without either");

        assertThat(first).isEqualTo(given);
        assertThat(List.of(first, second, third)).doesNotHaveDuplicates();
        Collector<String> collector = collect(topic, WORKERS);
        collector.awaitExactly(List.of(first, second, third));
        assertThat(collector.deliveries()).noneMatch(delivery -> delivery.hasDerivedId());
    }

    @Test
    @DisplayName("PUB-3: a batch yields one result per message, and one that cannot be encoded harms no other")
    final void aBatchYieldsOneResultPerMessage() {
        Topic topic = declared(WORKERS);
        Publisher<String> publisher = closing(mq().publisher(topic, new PickyCodec()));

        List<PublishResult> results =
                publisher.publishAll(List.of(Message.of("a"), Message.of(PickyCodec.REFUSED), Message.of("c")));

        assertThat(results).extracting(PublishResult::isConfirmed).containsExactly(true, false, true);
        assertThat(results.get(1).failure()).containsInstanceOf(CodecException.class);
        Collector<String> collector = collect(topic, WORKERS);
        collector.awaitExactly(
                List.of(results.get(0).messageId(), results.get(2).messageId()));
        assertThat(collector.payloads()).containsExactlyInAnyOrder("a", "c");
    }

    @Test
    @DisplayName("PUB-4: the messages of one thread are stored in the order of its calls")
    final void theOrderOfOneThreadIsKept() {
        Topic plain = topic(WORKERS);
        boolean partitioned = support(Capability.PARTITIONS).supported();
        Topic topic = deleting(partitioned ? plain.withPartitions(1) : plain);
        mq().admin().declare(topic);
        List<String> ids = publish(topic, 300);

        // A group without order may be served by several native consumers at a time, unless there is but one in flight.
        Collector<String> collector = Collector.accepting();
        start(consumer(topic, WORKERS).maxInFlight(1), collector);
        collector.awaitExactly(ids);
        assertThat(collector.ids())
                .as("what came, in the order of the publishing")
                .isEqualTo(ids);
    }

    @Test
    @DisplayName("PUB-5: a message that no group would receive fails as unroutable")
    final void aMessageWithoutGroupIsUnroutable() {
        Topic topic = topic();
        mq().admin().declare(topic);
        Publisher<String> publisher = publisher(topic);
        if (!supports(Capability.UNROUTABLE_DETECTION)) {
            return;
        }
        MqException failure = assertFails(ErrorCode.UNROUTABLE, () -> publisher.publish("for nobody"));
        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_SENT);
        assertThat(failure).hasMessageContaining(topic.name());

        mq().admin().declare(deleting(topic.withGroups(WORKERS)));
        String id = publisher.publish("for somebody").messageId();
        collect(topic, WORKERS).awaitExactly(List.of(id));
    }

    @Test
    @DisplayName("PUB-12: a message to a topic without groups is confirmed only by a broker that keeps it")
    final void aMessageWithoutGroupIsKeptOrRefused() {
        Topic topic = topic();
        mq().admin().declare(topic);
        Publisher<String> publisher = publisher(topic);
        if (supports(Capability.RETENTION)) {
            assertThat(publisher.publish("kept").messageId()).isNotEmpty();
        } else {
            assertFails(ErrorCode.UNROUTABLE, () -> publisher.publish("not kept"));
        }
    }

    @Test
    @DisplayName("PUB-6: a payload beyond the limit fails as too large and leaves the connection usable")
    final void tooLargeIsRefused() {
        PayloadLimit limit = harness().payloadLimit();
        MqClient client = connect(limit.options());
        Topic topic = declared(WORKERS);
        Publisher<byte[]> publisher = closing(client.publisher(topic, Codec.bytes()));
        String before = publisher.publish(new byte[] {1}).messageId();

        MqException failure = assertFails(ErrorCode.TOO_LARGE, () -> publisher.publish(new byte[limit.refused()]));

        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_SENT);
        assertThat(failure.retryable()).isFalse();
        String after = publisher.publish(new byte[] {2}).messageId();
        collect(topic, WORKERS).awaitExactly(List.of(before, after));
    }

    @Test
    @DisplayName("PUB-7: publishing after close fails as closed and sends nothing")
    final void publishingAfterCloseFails() {
        Topic topic = declared(WORKERS);
        Publisher<String> publisher = publisher(topic);
        publisher.close();

        assertFails(ErrorCode.CLOSED, () -> publisher.publish("too late"));
        assertFails(ErrorCode.CLOSED, publisher.publishAsync(Message.of("too late")));
        List<PublishResult> results = publisher.publishAll(List.of(Message.of("too late")));
        assertThat(results).noneMatch(PublishResult::isConfirmed);
        assertNothingLeft(topic, WORKERS);
    }

    @Test
    @DisplayName("PUB-8: close sends what was submitted and waits for the confirmations")
    final void closeFlushes() {
        Topic topic = declared(WORKERS);
        Publisher<String> publisher = publisher(topic);
        List<CompletableFuture<PublishReceipt>> futures = burst(publisher, 500);
        publisher.close();

        assertThat(futures).as("futures when close returns").allMatch(CompletableFuture::isDone);
        collect(topic, WORKERS).awaitExactly(ids(futures).toList());
    }

    @Test
    @DisplayName("PUB-9: a blocking call on the callback thread fails at once instead of waiting for itself")
    final void blockingOnTheCallbackThreadFails() {
        Topic topic = declared(WORKERS);
        Publisher<String> publisher = publisher(topic);
        Thread here = Thread.currentThread();
        Waiting.until("a future completes on the callback thread", () -> {
            CompletableFuture<Object> blocking = publisher
                    .publishAsync(Message.of("first"))
                    .thenApply(receipt ->
                            Thread.currentThread() == here ? "already complete" : publisher.publish("from a callback"));
            MqException failure = Waiting.forFailure(blocking);
            if (failure == null) {
                assertThat(Waiting.forFuture(blocking)).isEqualTo("already complete");
                return false;
            }
            assertThat(failure.code()).isEqualTo(ErrorCode.WOULD_DEADLOCK);
            return true;
        });
        assertThat(publisher.publish("still working").messageId()).isNotEmpty();
    }

    @Test
    @DisplayName("PUB-10: a full window refuses or waits, as configured, and what it took is stored")
    final void theWindowIsBounded() {
        Topic topic = declared(WORKERS);
        MqClient failing = connect("publish.max-unconfirmed", "1", "publish.on-full", "fail");
        List<String> confirmed = new ArrayList<>();
        int refused = 0;
        Publisher<String> publisher = publisher(failing, topic);
        for (CompletableFuture<PublishReceipt> future : burst(publisher, 100)) {
            MqException failure = Waiting.forFailure(future);
            if (failure == null) {
                confirmed.add(Waiting.forFuture(future).messageId());
            } else {
                assertThat(failure.code()).isEqualTo(ErrorCode.BUFFER_FULL);
                assertThat(failure.outcome()).isEqualTo(Outcome.NOT_SENT);
                assertThat(failure.retryable()).isTrue();
                refused++;
            }
        }
        assertThat(refused).as("messages refused by a window of one").isPositive();

        MqClient waiting = connect("publish.max-unconfirmed", "2");
        confirmed.addAll(ids(burst(publisher(waiting, topic), 100)).toList());
        collect(topic, WORKERS).awaitExactly(confirmed);
    }

    @Test
    @DisplayName("PUB-2: ids of several groups are those of the receipt")
    final void everyGroupSeesTheSameId() {
        Topic topic = declared(Group.of("one"), Group.of("two"));
        String id = publish(topic, "for both");
        collect(topic, Group.of("one")).awaitExactly(List.of(id));
        collect(topic, Group.of("two")).awaitExactly(List.of(id));
    }
}
