package io.onemq.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.Codec;
import io.onemq.Delivery;
import io.onemq.ErrorCode;
import io.onemq.Message;
import io.onemq.MqClient;
import io.onemq.MqEvent;
import io.onemq.MqException;
import io.onemq.Outcome;
import io.onemq.PublishReceipt;
import io.onemq.Publisher;
import io.onemq.Receiver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ReconnectTest {
    private static final Duration SOON = Duration.ofSeconds(5);

    @RegisterExtension
    final TestBroker test = new TestBroker();

    @Test
    void unconfirmedMessagesAreSentAgainInOrderUnderTheirIds() {
        MqClient client = test.client();
        Publisher<String> publisher = test.publisher(client);
        List<String> published = new ArrayList<>();
        List<CompletableFuture<PublishReceipt>> receipts = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            receipts.add(publisher.publishAsync(Message.of("m" + i)));
            published.add("m" + i);
            if (i % 2_000 == 1_000) {
                test.broker().restart();
            }
        }
        CompletableFuture.allOf(receipts.toArray(CompletableFuture[]::new))
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
        Set<String> confirmedIds = new LinkedHashSet<>();
        receipts.forEach(receipt -> confirmedIds.add(receipt.join().messageId()));

        Set<String> firstSeen = new LinkedHashSet<>();
        Set<String> ids = new LinkedHashSet<>();
        try (Receiver<String> receiver = test.receiver(client)) {
            Optional<Delivery<String>> next = receiver.receive(SOON);
            while (next.isPresent()) {
                firstSeen.add(next.get().payload());
                ids.add(next.get().id());
                next.get().ack().join();
                next = receiver.receive(Duration.ofMillis(100));
            }
        }
        assertThat(firstSeen).containsExactlyElementsOf(published);
        assertThat(ids).containsExactlyElementsOf(confirmedIds);
    }

    @Test
    void aConsumerGoesOnAfterEveryCrash() {
        MqClient client = test.client();
        Set<String> handled = ConcurrentHashMap.newKeySet();
        client.consumer(test.topic, test.group, Codec.string())
                .concurrency(4)
                .start(delivery -> handled.add(delivery.payload()));
        Publisher<String> publisher = test.publisher(client);
        for (int round = 0; round < 10; round++) {
            int from = round * 100;
            List<CompletableFuture<PublishReceipt>> receipts = new ArrayList<>();
            for (int i = from; i < from + 100; i++) {
                receipts.add(publisher.publishAsync(Message.of("m" + i)));
            }
            test.broker().restart();
            receipts.forEach(CompletableFuture::join);
        }
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> handled.size() == 1000);
        Awaitility.await().until(() -> test.ready(client) == 0);
        assertThat(test.events).extracting(MqEvent::type).contains(MqEvent.Type.DISCONNECTED, MqEvent.Type.RECONNECTED);
    }

    @Test
    void aMessageThatCouldNotBeSentInTimeWasNotSent() {
        Publisher<String> publisher = test.publisher(test.client("publish.delivery-timeout", "100ms"));
        test.broker().crash();
        MqException failure = Failures.of(() -> publisher.publish("late"));
        assertThat(failure.code()).isEqualTo(ErrorCode.TIMEOUT);
        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_SENT);
        assertThat(failure.retryable()).isTrue();
        assertThat(failure).hasMessageContaining("is not running");
    }

    @Test
    void aFullWindowFailsAtOnceIfToldSo() {
        Publisher<String> publisher =
                test.publisher(test.client("publish.max-unconfirmed", "10", "publish.on-full", "fail"));
        test.broker().crash();
        List<CompletableFuture<PublishReceipt>> admitted = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            admitted.add(publisher.publishAsync(Message.of("m" + i)));
        }
        MqException failure = Failures.of(publisher.publishAsync(Message.of("too many")));
        assertThat(failure.code()).isEqualTo(ErrorCode.BUFFER_FULL);
        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_SENT);
        assertThat(admitted).noneMatch(CompletableFuture::isDone);
        test.broker().start();
        admitted.forEach(receipt -> assertThat(receipt).succeedsWithin(SOON));
    }

    @Test
    void aPublishWaitsForRoomAndGoesOnWhenThereIsSome() throws Exception {
        MqClient client = test.client("publish.max-unconfirmed", "10");
        Publisher<String> publisher = test.publisher(client);
        test.broker().crash();
        Thread application = new Thread(
                () -> TestBroker.messages(50).forEach(message -> {
                    CompletableFuture<?> unused = publisher.publishAsync(message);
                }),
                "application");
        application.start();
        Awaitility.await().until(() -> application.getState() == Thread.State.TIMED_WAITING);
        test.broker().start();
        application.join(5_000);
        assertThat(application.isAlive()).isFalse();
        Awaitility.await().until(() -> test.ready(client) == 50);
    }

    @Test
    void aWaitForRoomIsBounded() {
        Publisher<String> publisher =
                test.publisher(test.client("publish.max-unconfirmed", "1", "publish.max-wait", "50ms"));
        test.broker().crash();
        CompletableFuture<?> first = publisher.publishAsync(Message.of("first"));
        MqException failure = Failures.of(publisher.publishAsync(Message.of("second")));
        assertThat(failure.code()).isEqualTo(ErrorCode.BUFFER_FULL);
        test.broker().start();
        assertThat(first).succeedsWithin(SOON);
    }
}
