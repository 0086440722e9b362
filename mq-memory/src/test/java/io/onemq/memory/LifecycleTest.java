package io.onemq.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onemq.Codec;
import io.onemq.Consumer;
import io.onemq.ErrorCode;
import io.onemq.Message;
import io.onemq.MqClient;
import io.onemq.MqException;
import io.onemq.PublishResult;
import io.onemq.Publisher;
import io.onemq.Requester;
import io.onemq.Settlement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LifecycleTest {
    private static final Duration SOON = Duration.ofSeconds(5);

    @RegisterExtension
    final TestBroker test = new TestBroker();

    @Test
    void closingAConsumerWaitsForItsHandlersAndReturnsTheRest() throws Exception {
        MqClient client = test.client("drain.timeout", "30s");
        test.publisher(client).publishAll(TestBroker.messages(10));
        CountDownLatch started = new CountDownLatch(2);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger finished = new AtomicInteger();
        Consumer consumer = client.consumer(test.topic, test.group, Codec.string())
                .concurrency(2)
                .start(delivery -> {
                    started.countDown();
                    goOn.await();
                    finished.incrementAndGet();
                });
        started.await();
        CompletableFuture<Void> closing = CompletableFuture.runAsync(consumer::close);
        assertThatThrownBy(() -> closing.get(100, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        goOn.countDown();
        assertThat(closing).succeedsWithin(SOON);
        assertThat(finished).hasValue(2);
        assertThat(test.ready(client)).isEqualTo(8);
    }

    @Test
    void closingAPublisherSendsWhatWaits() {
        MqClient client = test.client("drain.timeout", "30s");
        Publisher<String> publisher = test.publisher(client);
        List<CompletableFuture<?>> receipts = TestBroker.messages(1000).stream()
                .<CompletableFuture<?>>map(publisher::publishAsync)
                .toList();
        publisher.close();
        assertThat(receipts).allMatch(CompletableFuture::isDone);
        assertThat(test.ready(client)).isEqualTo(1000);
        assertThat(receipts).noneMatch(CompletableFuture::isCompletedExceptionally);
        MqException failure = Failures.of(publisher.publishAsync(Message.of("late")));
        assertThat(failure.code()).isEqualTo(ErrorCode.CLOSED);
    }

    @Test
    void aBlockingCallOnTheCallbackThreadFailsAtOnce() {
        Publisher<String> publisher = test.publisher(test.client());
        // Down, so that the first publish is not complete before there is something to run after it.
        test.broker().crash();
        CompletableFuture<?> result =
                publisher.publishAsync(Message.of("first")).thenApply(receipt -> publisher.publish("second"));
        test.broker().start();
        MqException failure = Failures.of(result);
        assertThat(failure.code()).isEqualTo(ErrorCode.WOULD_DEADLOCK);
    }

    @Test
    void closingAConsumerOnTheCallbackThreadFailsAtOnce() {
        MqClient client = test.client();
        Publisher<String> publisher = test.publisher(client);
        Consumer consumer =
                client.consumer(test.topic, test.group, Codec.string()).start(delivery -> {});
        test.broker().crash();
        CompletableFuture<?> result =
                publisher.publishAsync(Message.of("first")).thenRun(consumer::close);
        test.broker().start();
        assertThat(Failures.of(result).code()).isEqualTo(ErrorCode.WOULD_DEADLOCK);
    }

    @Test
    void aHandlerThatHasSettledAndClosesItsConsumerWaitsForTheOthers() {
        MqClient client = test.client("drain.timeout", "10s");
        CountDownLatch closing = new CountDownLatch(1);
        AtomicReference<Consumer> consumer = new AtomicReference<>();
        CompletableFuture<Settlement> outcome = new CompletableFuture<>();
        CountDownLatch bothRun = new CountDownLatch(2);
        consumer.set(client.consumer(test.topic, test.group, Codec.string())
                .concurrency(2)
                .start(delivery -> {
                    bothRun.countDown();
                    bothRun.await();
                    if (delivery.payload().equals("m0")) {
                        assertThat(delivery.ack().get()).isEqualTo(Settlement.SETTLED);
                        closing.countDown();
                        consumer.get().close();
                    } else {
                        closing.await();
                        awaitRefused(consumer.get());
                        CompletableFuture<Void> unused = delivery.ack().thenAccept(outcome::complete);
                    }
                }));
        test.publisher(client).publishAll(TestBroker.messages(2));
        assertThat(outcome).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(Settlement.SETTLED);
    }

    /** The close has begun; a little later it would have gone on without waiting. */
    private static void awaitRefused(Consumer consumer) {
        Awaitility.await().pollDelay(Duration.ofMillis(100)).until(() -> TestBroker.isClosed(consumer));
    }

    @Test
    void aRequestWhoseReplyCannotBeReadEnds() {
        MqClient client = test.client();
        client.responder(test.topic, test.group, Codec.string(), Codec.string()).start(request -> Message.of("reply"));
        Requester<String, String> requester =
                client.requester(test.topic, Codec.string(), new Unreadable()).start();
        CompletableFuture<?> reply = requester.requestAsync(Message.of("anything"));
        assertThat(reply)
                .failsWithin(Duration.ofSeconds(5))
                .withThrowableThat()
                .withCauseInstanceOf(LinkageError.class);
    }

    /** Its class path is broken. */
    private static final class Unreadable implements Codec<String> {
        @Override
        public byte[] encode(String value) {
            return new byte[0];
        }

        @Override
        public String decode(byte[] payload) {
            throw new NoClassDefFoundError("on purpose");
        }
    }

    @Test
    void publishAllReportsEachMessageByItself() {
        Publisher<byte[]> publisher =
                test.client("memory.max-message-size", "10").publisher(test.topic, Codec.bytes());
        List<PublishResult> results = publisher.publishAll(
                List.of(Message.of(new byte[1]), Message.of(new byte[11]), Message.of(new byte[10])));
        assertThat(results).extracting(PublishResult::isConfirmed).containsExactly(true, false, true);
        assertThat(results.get(1).failure().orElseThrow().code()).isEqualTo(ErrorCode.TOO_LARGE);
    }

    @Test
    void noThreadOutlivesTheClients() {
        Set<Thread> before = threads();
        MqClient client = test.client();
        client.consumer(test.topic, test.group, Codec.string()).concurrency(4).start(delivery -> {});
        test.publisher(client).publishAll(TestBroker.messages(100));
        test.broker().restart();
        test.publisher(client).publishAll(TestBroker.messages(100));
        client.close();
        Awaitility.await().untilAsserted(() -> {
            Set<Thread> left = threads();
            left.removeAll(before);
            assertThat(left).isEmpty();
        });
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("onemq-"))
                .collect(Collectors.toSet());
    }
}
