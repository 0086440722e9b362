package io.onemq.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.Codec;
import io.onemq.ConsumerBuilder;
import io.onemq.Delivery;
import io.onemq.MessageHandler;
import io.onemq.MqClient;
import io.onemq.Receiver;
import io.onemq.RetryPolicy;
import io.onemq.Settlement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Messages that are handled apart, by one thread that has other things to do as well. */
class IsolationTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration WINDOW = Duration.ofMillis(500);

    @RegisterExtension
    final TestBroker test = new TestBroker();

    private final List<String> handled = new CopyOnWriteArrayList<>();
    private final List<CompletableFuture<Settlement>> outcomes = new CopyOnWriteArrayList<>();
    private final ExecutorService single = Executors.newSingleThreadExecutor();

    @AfterEach
    void endThread() {
        single.shutdownNow();
    }

    /** Publishes messages that two consumers in a row held when they died. */
    private MqClient suspecting(String... payloads) {
        MqClient client = test.client();
        for (String payload : payloads) {
            test.publisher(client).publish(payload);
        }
        for (String name : List.of("first", "second")) {
            Receiver<String> dying = test.receiver(test.client("client.name", name));
            assertThat(dying.receiveBatch(payloads.length, SOON)).hasSize(payloads.length);
            test.broker().crashClient(name);
        }
        return client;
    }

    /** One thread, and the first crash more would make a dead letter. */
    private ConsumerBuilder<String> consumer(MqClient client) {
        return client.consumer(test.topic, test.group, Codec.string())
                .retry(RetryPolicy.none())
                .concurrency(1);
    }

    private MessageHandler<String> recording(MessageHandler<String> then) {
        return delivery -> {
            handled.add(delivery.payload());
            then.handle(delivery);
        };
    }

    private void awaitHandled(String... payloads) {
        Awaitility.await().atMost(SOON).until(() -> handled.containsAll(List.of(payloads)));
    }

    /** Nothing is left, nothing came twice, and nothing was given up. */
    private void assertAllSettled(MqClient client, String... payloads) {
        Awaitility.await().atMost(SOON).untilAsserted(() -> {
            assertThat(test.ready(client)).isZero();
            assertThat(client.admin().backlog(test.topic, test.group).inFlight())
                    .hasValue(0);
        });
        Awaitility.await().during(WINDOW).atMost(SOON).until(() -> handled.size() == payloads.length);
        assertThat(handled).containsExactly(payloads);
        assertThat(client.deadLetters(test.topic, test.group).count()).isZero();
    }

    private void assertSettled(int count) {
        assertThat(outcomes)
                .hasSize(count)
                .allSatisfy(outcome -> assertThat(outcome).succeedsWithin(SOON).isEqualTo(Settlement.SETTLED));
    }

    @Test
    void aConsumerOfOneThreadMaySettleAfterAnotherMessage() {
        MqClient client = suspecting("suspect 1", "suspect 2");
        AtomicReference<@Nullable Delivery<String>> held = new AtomicReference<>();
        consumer(client).manualAck().start(recording(delivery -> {
            if (delivery.payload().equals("suspect 1")) {
                held.set(delivery);
                return;
            }
            Delivery<String> earlier = held.getAndSet(null);
            outcomes.add(delivery.ack());
            if (earlier != null) {
                outcomes.add(earlier.ack());
            }
        }));
        awaitHandled("suspect 1");
        test.publisher(client).publish("ordinary");
        awaitHandled("ordinary", "suspect 2");
        assertAllSettled(client, "suspect 1", "ordinary", "suspect 2");
        assertSettled(3);
    }

    @Test
    void aReceiverMaySettleAfterAnotherMessage() {
        MqClient client = suspecting("suspect 1", "suspect 2");
        Receiver<String> receiver = test.receiver(client);
        Delivery<String> first = receiver.receive(SOON).orElseThrow();
        test.publisher(client).publish("ordinary");
        Delivery<String> ordinary = receiver.receive(SOON).orElseThrow();
        assertThat(receiver.receive(WINDOW))
                .as("what comes only after the first")
                .isEmpty();
        outcomes.add(ordinary.ack());
        outcomes.add(first.ack());
        Delivery<String> second = receiver.receive(SOON).orElseThrow();
        outcomes.add(second.ack());
        assertSettled(3);
        assertThat(receiver.receive(WINDOW)).isEmpty();
        List.of(first, ordinary, second).forEach(delivery -> handled.add(delivery.payload()));
        assertAllSettled(client, "suspect 1", "ordinary", "suspect 2");
    }

    @Test
    void aHandlerMayLeaveItsThreadInterrupted() {
        MqClient client = suspecting("suspect 1", "suspect 2");
        consumer(client).start(recording(delivery -> Thread.currentThread().interrupt()));
        awaitHandled("suspect 1", "suspect 2");
        test.publisher(client).publish("ordinary");
        awaitHandled("ordinary");
        assertAllSettled(client, "suspect 1", "suspect 2", "ordinary");
    }

    @Test
    void aHandlerOfBatchesMayLeaveItsThreadInterrupted() {
        MqClient client = suspecting("suspect 1", "suspect 2");
        consumer(client).startBatch(10, Duration.ofMillis(100), batch -> {
            batch.forEach(delivery -> handled.add(delivery.payload()));
            Thread.currentThread().interrupt();
        });
        awaitHandled("suspect 1", "suspect 2");
        test.publisher(client).publish("ordinary");
        awaitHandled("ordinary");
        assertAllSettled(client, "suspect 1", "suspect 2", "ordinary");
    }

    @Test
    void aHandlerThatTakesTooLongFailsAnAttempt() {
        MqClient client = suspecting("suspect");
        CountDownLatch never = new CountDownLatch(1);
        consumer(client)
                .retry(RetryPolicy.fixed(2, Duration.ZERO))
                .handlerTimeout(Duration.ofMillis(200))
                .start(delivery -> {
                    handled.add(delivery.payload() + " " + delivery.attempt());
                    if (delivery.attempt() == 1) {
                        never.await();
                    }
                });
        awaitHandled("suspect 2");
        assertAllSettled(client, "suspect 1", "suspect 2");
    }

    @Test
    void aThreadOfTheApplicationMayBeInterruptedInItsHandler() {
        MqClient client = suspecting("suspect");
        AtomicReference<@Nullable Thread> inHandler = new AtomicReference<>();
        AtomicBoolean isFirst = new AtomicBoolean(true);
        consumer(client).executor(single).start(recording(delivery -> {
            if (isFirst.getAndSet(false)) {
                inHandler.set(Thread.currentThread());
                new CountDownLatch(1).await();
            }
        }));
        Thread thread = Awaitility.await().atMost(SOON).until(inHandler::get, found -> found != null);
        thread.interrupt();
        // Handed back without an attempt.
        Awaitility.await().atMost(SOON).until(() -> handled.size() == 2);
        test.publisher(client).publish("ordinary");
        awaitHandled("ordinary");
        assertAllSettled(client, "suspect", "suspect", "ordinary");
    }

    @Test
    void aThreadOfTheApplicationMayBeInterruptedWhileItWaits() {
        MqClient client = suspecting("suspect");
        AtomicReference<@Nullable Thread> worker = new AtomicReference<>();
        consumer(client).executor(single).start(recording(delivery -> worker.set(Thread.currentThread())));
        awaitHandled("suspect");
        // It waits for some seconds whether there are more.
        Thread waiting = worker.get();
        assertThat(waiting).isNotNull();
        waiting.interrupt();
        test.publisher(client).publish("ordinary");
        awaitHandled("ordinary");
        assertAllSettled(client, "suspect", "ordinary");
    }

    @Test
    void aThreadThatStaysInterruptedForAWhileLosesNothing() {
        MqClient client = suspecting("suspect 1", "suspect 2");
        AtomicBoolean interrupting = new AtomicBoolean(true);
        consumer(client)
                .executor(task -> single.execute(() -> {
                    if (interrupting.get()) {
                        Thread.currentThread().interrupt();
                    }
                    task.run();
                }))
                .start(recording(delivery -> {}));
        test.publisher(client).publish("ordinary");
        Awaitility.await().during(WINDOW).atMost(SOON).until(handled::isEmpty);
        interrupting.set(false);
        awaitHandled("suspect 1", "suspect 2", "ordinary");
        handled.sort(String::compareTo);
        assertAllSettled(client, "ordinary", "suspect 1", "suspect 2");
    }
}
