package io.onemq.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.Delivery;
import io.onemq.Message;
import io.onemq.MqClient;
import io.onemq.MqException;
import io.onemq.Outcome;
import io.onemq.Publisher;
import io.onemq.Receiver;
import io.onemq.Settlement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CrashedClientTest {
    private static final Duration SOON = Duration.ofSeconds(5);

    @RegisterExtension
    final TestBroker test = new TestBroker();

    @Test
    void whatADeadClientHeldGoesToAnotherMember() {
        MqClient dying = test.client("client.name", "dying");
        MqClient living = test.client("client.name", "living");
        test.publisher(living).publish("work");
        Delivery<String> held = test.receiver(dying).receive(SOON).orElseThrow();

        test.broker().crashClient("dying");

        Delivery<String> successor = test.receiver(living).receive(SOON).orElseThrow();
        assertThat(successor.id()).isEqualTo(held.id());
        assertThat(successor.attempt()).isEqualTo(1);
        assertThat(held.ack().orTimeout(5, TimeUnit.SECONDS).join()).isEqualTo(Settlement.LEASE_LOST);
        assertThat(living.admin().backlog(test.topic, test.group).inFlight()).hasValue(1);
        assertThat(successor.ack().orTimeout(5, TimeUnit.SECONDS).join()).isEqualTo(Settlement.SETTLED);
        assertThat(living.admin().backlog(test.topic, test.group).inFlight()).hasValue(0);
    }

    @Test
    void aDeadClientPublishesNothing() {
        MqClient dying = test.client("client.name", "dying", "publish.delivery-timeout", "200ms");
        Publisher<String> publisher = test.publisher(dying);
        test.broker().crashClient("dying");
        CompletableFuture<?> late = publisher.publishAsync(Message.of("late"));
        MqException failure = Failures.of(late);
        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_SENT);
        assertThat(test.ready(test.client())).isZero();
    }

    @Test
    void aClientThatComesBackUnderTheSameNameIsLetIn() {
        test.client("client.name", "dying");
        test.broker().crashClient("dying");
        MqClient successor = test.client("client.name", "dying");
        test.publisher(successor).publish("work");
        try (Receiver<String> receiver = test.receiver(successor)) {
            receiver.receive(SOON).orElseThrow().ack().join();
        }
    }
}
