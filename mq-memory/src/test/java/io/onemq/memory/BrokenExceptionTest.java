package io.onemq.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.Codec;
import io.onemq.Consumer;
import io.onemq.ConsumerBuilder;
import io.onemq.DeadLetter;
import io.onemq.DeadLetterPolicy;
import io.onemq.Delivery;
import io.onemq.MessageHandler;
import io.onemq.MqClient;
import io.onemq.MqEvent;
import io.onemq.Receiver;
import io.onemq.RetryPolicy;
import io.onemq.Topic;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Exceptions of the application whose own methods throw. One worker does it all: if it ended, nothing would follow. */
class BrokenExceptionTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final RetryPolicy TWICE = RetryPolicy.fixed(2, Duration.ZERO);

    @RegisterExtension
    final TestBroker test = new TestBroker();

    private final List<String> handled = new CopyOnWriteArrayList<>();

    private ConsumerBuilder<String> consumer(MqClient client) {
        return client.consumer(test.topic, test.group, Codec.string()).concurrency(1);
    }

    private void fail(Delivery<String> delivery) {
        handled.add(delivery.payload() + " " + delivery.attempt());
        if (delivery.payload().equals("bad")) {
            throw new BrokenException();
        }
    }

    private void publishBadAndGood(MqClient client) {
        test.publisher(client).publish("bad");
        test.publisher(client).publish("good");
    }

    private void awaitNothingLeft(MqClient client) {
        Awaitility.await().untilAsserted(() -> {
            assertThat(client.admin().backlog(test.topic, test.group).inFlight())
                    .hasValue(0);
            assertThat(test.ready(client)).isZero();
        });
    }

    private DeadLetter deadLetter(MqClient client) {
        Topic topic = test.topic.deadLetterTopic(test.group);
        try (Receiver<String> receiver = client.receiver(topic, Topic.deadLetterGroup(), Codec.string())) {
            Delivery<String> letter = receiver.receive(SOON).orElseThrow();
            letter.ack().join();
            return letter.deadLetter().orElseThrow();
        }
    }

    @Test
    void thrownByAHandlerItIsRetriedAndNamedInTheDeadLetter() {
        MqClient client = test.client();
        consumer(client).retry(TWICE).start(this::fail);
        publishBadAndGood(client);

        DeadLetter cause = deadLetter(client);
        assertThat(cause.reason()).isEqualTo(DeadLetter.Reason.EXHAUSTED);
        assertThat(cause.exception()).contains(BrokenException.class.getName());
        assertThat(cause.attempts()).isEqualTo(2);
        awaitNothingLeft(client);
        assertThat(handled).containsExactlyInAnyOrder("bad 1", "bad 2", "good 1");
    }

    @Test
    void thrownByAHandlerOfBatchesItSparesTheNeighbours() {
        MqClient client = test.client();
        publishBadAndGood(client);
        consumer(client).retry(TWICE).startBatch(2, Duration.ofMillis(100), batch -> batch.forEach(this::fail));

        assertThat(deadLetter(client).exception()).contains(BrokenException.class.getName());
        awaitNothingLeft(client);
        assertThat(handled).contains("good 1");
    }

    @Test
    void thrownByAHandlerWhoseDeadLettersAreDiscardedItIsReported() {
        MqClient client = test.client();
        assertDiscarded(client, this::fail);
    }

    private void assertDiscarded(MqClient client, MessageHandler<String> handler) {
        consumer(client)
                .retry(RetryPolicy.none())
                .deadLetter(DeadLetterPolicy.discard())
                .start(handler);
        publishBadAndGood(client);

        awaitNothingLeft(client);
        assertThat(handled).containsExactly("bad 1", "good 1");
        assertThat(test.events)
                .filteredOn(event -> event.type() == MqEvent.Type.DISCARDED)
                .hasSize(1);
    }

    @Test
    void thrownByACodecItIsNamedInTheDeadLetter() {
        MqClient client = test.client();
        client.consumer(test.topic, test.group, new BrokenCodec())
                .concurrency(1)
                .start(this::fail);
        publishBadAndGood(client);

        DeadLetter cause = deadLetter(client);
        assertThat(cause.reason()).isEqualTo(DeadLetter.Reason.UNDECODABLE);
        assertThat(cause.exception()).contains(BrokenException.class.getName());
        awaitNothingLeft(client);
        assertThat(handled).containsExactly("good 1");
    }

    /** Cannot decode what is bad. */
    private static final class BrokenCodec implements Codec<String> {
        @Override
        public byte[] encode(String payload) {
            return Codec.string().encode(payload);
        }

        @Override
        public String decode(byte[] payload) {
            String text = Codec.string().decode(payload);
            if (text.equals("bad")) {
                throw new BrokenException();
            }
            return text;
        }

        @Override
        public String contentType() {
            return Codec.string().contentType();
        }
    }

    @Test
    void thrownByARetryPolicyItMeansTheDefaultDelay() {
        MqClient client = test.client();
        RetryPolicy broken = RetryPolicy.custom(2, failed -> {
            throw new BrokenException();
        });
        consumer(client).retry(broken).start(this::fail);
        publishBadAndGood(client);

        assertThat(deadLetter(client).attempts()).isEqualTo(2);
        awaitNothingLeft(client);
        assertThat(handled).containsExactlyInAnyOrder("bad 1", "good 1", "bad 2");
    }

    @Test
    void thrownByAListenerItHarmsNobodyElse() {
        MqClient client = MqClient.builder(test.url())
                .option("ack.flush-interval", "10ms")
                .onEvent(event -> {
                    throw new BrokenException();
                })
                .onEvent(event -> {
                    throw new StackOverflowError("on purpose");
                })
                .onEvent(test.events::add)
                .connect();
        try (client) {
            assertDiscarded(client, this::fail);
        }
    }

    @Test
    void thrownByACallOnTheCallbackThreadItEndsNoThread() {
        MqClient client = test.client();
        Consumer consumer = consumer(client).manualAck().start(delivery -> {
            var unused = delivery.ack().thenRun(() -> {
                handled.add(delivery.payload());
                throw new BrokenException();
            });
        });
        publishBadAndGood(client);
        Awaitility.await().until(() -> handled.size() == 2);
        consumer.close();
        awaitNothingLeft(client);
    }
}
