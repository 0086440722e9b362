package io.onemq.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.Codec;
import io.onemq.Consumer;
import io.onemq.Delivery;
import io.onemq.MqClient;
import io.onemq.MqEvent;
import io.onemq.RejectException;
import io.onemq.Topic;
import java.time.Duration;
import java.util.OptionalLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What happens to a failed message whose dead-letter topic is gone. */
class TransferTest {
    private static final Duration SOON = Duration.ofSeconds(5);

    @RegisterExtension
    final TestBroker test = new TestBroker();

    private final Topic deadLetters = test.topic.deadLetterTopic(test.group);
    private MqClient client;
    private Consumer consumer;

    @BeforeEach
    void rejectAMessageThatCannotBeMoved() {
        client = test.client("drain.timeout", "30s");
        consumer = client.consumer(test.topic, test.group, Codec.string()).start(delivery -> {
            throw new RejectException("no such customer");
        });
        client.admin().delete(deadLetters);
        test.publisher(client).publish("work");
        Awaitility.await()
                .until(() -> test.events.stream().anyMatch(event -> event.type() == MqEvent.Type.TRANSFER_FAILED));
    }

    @Test
    void theOriginalStaysUntilTheCopyIsStored() {
        assertThat(inFlight()).hasValue(1);
        client.admin().declare(deadLetters);
        try (var receiver = client.receiver(deadLetters, Topic.deadLetterGroup(), Codec.string())) {
            Delivery<String> dead = receiver.receive(SOON).orElseThrow();
            assertThat(dead.deadLetter().orElseThrow().message()).isEqualTo("no such customer");
            dead.ack().join();
        }
        Awaitility.await().until(() -> inFlight().equals(OptionalLong.of(0)));
        assertThat(test.ready(client)).isZero();
    }

    @Test
    void theOriginalGoesBackToItsGroupIfTheConsumerIsClosedMeanwhile() {
        consumer.close();
        assertThat(test.ready(client)).isEqualTo(1);
        client.admin().declare(deadLetters);
        try (var receiver = test.receiver(client)) {
            Delivery<String> again = receiver.receive(SOON).orElseThrow();
            assertThat(again.attempt()).isEqualTo(1);
            again.ack().join();
        }
        assertThat(client.admin().backlog(deadLetters, Topic.deadLetterGroup()).ready())
                .isZero();
    }

    private OptionalLong inFlight() {
        return client.admin().backlog(test.topic, test.group).inFlight();
    }
}
