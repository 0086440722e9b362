package io.onemq.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.Codec;
import io.onemq.Consumer;
import io.onemq.ErrorCode;
import io.onemq.Message;
import io.onemq.MqClient;
import io.onemq.MqException;
import io.onemq.Publisher;
import io.onemq.Receiver;
import io.onemq.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How clients begin and end. */
abstract class LifecycleContract extends ContractCases {

    LifecycleContract(ContractBench bench) {
        super(bench);
    }

    @Test
    @DisplayName("LIF-1: connecting where no broker answers fails when the connect timeout is over")
    final void connectingToNobodyFailsInTime() {
        Optional<String> url = harness().unreachableUrl();
        if (url.isEmpty()) {
            notOffered("There is no network between client and broker");
            return;
        }
        MqClient.Builder builder = MqClient.builder(url.get()).option("connect.timeout", "1s");
        harness().options().forEach(builder::option);
        long start = System.nanoTime();
        MqException failure = assertFails(ErrorCode.CONNECTION, builder::connect);
        Duration took = Duration.ofNanos(System.nanoTime() - start);

        assertThat(took).isLessThan(Waiting.scaled(Duration.ofSeconds(5)));
        assertThat(failure.retryable()).isTrue();
        assertThat(failure).hasMessageContaining("127.0.0.1");
    }

    @Test
    @DisplayName("LIF-2: closing twice does nothing, and everything closed says so")
    final void closingIsIdempotent() {
        Topic topic = declared(WORKERS);
        MqClient client = connect();
        Publisher<String> publisher = client.publisher(topic, Codec.string());
        Receiver<String> receiver = client.receiver(topic, WORKERS, Codec.string());
        Consumer consumer = client.consumer(topic, WORKERS, Codec.string()).start(delivery -> {});
        for (AutoCloseable closeable : List.of(publisher, receiver, consumer, client, publisher, consumer, client)) {
            closeQuietly(closeable);
            closeQuietly(closeable);
        }

        assertThat(consumer.isConnected()).isFalse();
        assertThat(receiver.isConnected()).isFalse();
        assertFails(ErrorCode.CLOSED, () -> receiver.receive(Duration.ZERO));
        assertClosed(client, publisher, topic);
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            throw new AssertionError("Closing failed: " + closeable, e);
        }
    }

    private static void assertClosed(MqClient client, Publisher<String> publisher, Topic topic) {
        assertFails(ErrorCode.CLOSED, () -> publisher.publish("too late"));
        assertFails(ErrorCode.CLOSED, () -> client.publisher(topic, Codec.string()));
        assertFails(ErrorCode.CLOSED, () -> client.receiver(topic, WORKERS, Codec.string()));
        assertFails(
                ErrorCode.CLOSED,
                () -> client.consumer(topic, WORKERS, Codec.string()).start(delivery -> {}));
        assertFails(ErrorCode.CLOSED, () -> client.admin().declare(topic));
    }

    @Test
    @DisplayName("LIF-2: closing a client closes what was made from it, and what it holds goes to others")
    final void closingAClientClosesAll() {
        Topic topic = declared(WORKERS);
        MqClient client = connect();
        Publisher<String> publisher = client.publisher(topic, Codec.string());
        Receiver<String> receiver = client.receiver(topic, WORKERS, Codec.string());
        CompletableFuture<String> last =
                publisher.publishAsync(Message.of("last")).thenApply(receipt -> receipt.messageId());
        client.close();

        assertThat(last).as("the future of a message submitted before close").isDone();
        assertFails(ErrorCode.CLOSED, () -> receiver.receive(Duration.ZERO));
        assertClosed(client, publisher, topic);
        collect(topic, WORKERS).awaitExactly(List.of(Waiting.forFuture(last)));
    }

    @Test
    @DisplayName("LIF-4: a handler may close its own consumer; what it has not settled goes to others")
    final void aHandlerMayCloseItsConsumer() {
        Topic topic = declared(WORKERS);
        CompletableFuture<Consumer> self = new CompletableFuture<>();
        CountDownLatch closed = new CountDownLatch(1);
        Collector<String> collector = Collector.then(delivery -> {
            Waiting.forFuture(self).close();
            closed.countDown();
        });
        self.complete(start(consumer(topic, WORKERS), collector));
        String first = publish(topic, "closes its consumer");
        Waiting.forLatch("the handler has closed its consumer", closed);
        String second = publish(topic, "for the next one");

        collect(topic, WORKERS).awaitExactly(List.of(first, second));
        assertThat(collector.ids()).containsExactly(first);
    }

    @Test
    @DisplayName("LIF-5: health is up while connected and down after close")
    final void healthFollowsTheConnection() {
        MqClient client = connect();
        assertThat(client.health().up()).isTrue();
        assertThat(client.health().broker()).isEqualTo(client.broker()).isNotBlank();
        client.close();

        assertThat(client.health().up()).isFalse();
        assertThat(client.health().detail()).isNotBlank();
    }

    @Test
    @DisplayName("LIF-6: close waits for running handlers and settles what they did")
    final void closeWaitsForHandlers() {
        Topic topic = declared(WORKERS);
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Collector<String> collector = Collector.then(delivery -> {
            started.countDown();
            Waiting.forLatch("the handler may go on", goOn);
        });
        Consumer consumer = start(consumer(topic, WORKERS).maxInFlight(1), collector);
        publish(topic, "takes long");
        Waiting.forLatch("the handler has begun", started);
        CompletableFuture<Boolean> closing = Waiting.inThread(() -> {
            consumer.close();
            return true;
        });
        Waiting.watch(closing::isDone);
        assertThat(closing).as("close while the handler runs").isNotDone();
        goOn.countDown();
        Waiting.forFuture(closing);

        assertNothingLeft(topic, WORKERS);
    }

    @Test
    @DisplayName("LIF-6: close gives up on a handler that does not end, and its message goes to others")
    final void closeGivesUpAfterTheDrainTimeout() {
        Topic topic = declared(WORKERS);
        CountDownLatch goOn = new CountDownLatch(1);
        MqClient client = connect("drain.timeout", "300ms");
        closing(goOn::countDown);
        Collector<String> collector = Collector.then(delivery -> Waiting.forLatch("the handler may go on", goOn));
        Consumer consumer = start(client.consumer(topic, WORKERS, Codec.string()), collector);
        String id = publish(topic, "takes forever");
        collector.awaitCount(1);
        long start = System.nanoTime();
        consumer.close();
        Duration took = Duration.ofNanos(System.nanoTime() - start);

        assertThat(took).isBetween(Duration.ofMillis(300), Waiting.scaled(Duration.ofSeconds(10)));
        collect(topic, WORKERS).awaitExactly(List.of(id));
    }
}
