package io.onemq.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.Backlog;
import io.onemq.Codec;
import io.onemq.DeadLetter;
import io.onemq.DeadLetterPolicy;
import io.onemq.Delivery;
import io.onemq.Group;
import io.onemq.Message;
import io.onemq.MqClient;
import io.onemq.MqEvent;
import io.onemq.Receiver;
import io.onemq.RejectException;
import io.onemq.RetryPolicy;
import io.onemq.Topic;
import io.onemq.testkit.junit.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RetryTest {
    private static final Duration SOON = Duration.ofSeconds(5);

    @RegisterExtension
    final TestBroker test = new TestBroker();

    private final TestClock clock = new TestClock();
    private final List<Integer> attempts = new CopyOnWriteArrayList<>();

    @BeforeEach
    void useManualClock() {
        test.broker().useClock(clock);
    }

    private <T> Receiver<T> deadLetters(MqClient client, Codec<T> codec) {
        return client.receiver(test.topic.deadLetterTopic(test.group), Topic.deadLetterGroup(), codec);
    }

    @Test
    void aRetryIsNeverEarlyAndComesWhenItsTimeHasCome() {
        MqClient client = test.client();
        client.consumer(test.topic, test.group, Codec.string())
                .retry(RetryPolicy.fixed(3, Duration.ofMinutes(10)))
                .start(delivery -> {
                    attempts.add(delivery.attempt());
                    if (delivery.attempt() < 3) {
                        throw new IllegalStateException("not yet");
                    }
                });
        test.publisher(client).publish("work");
        Awaitility.await().until(() -> attempts.equals(List.of(1)));
        awaitThatTheRetryWaits(client);

        clock.advance(Duration.ofMinutes(10).minusMillis(1));
        Awaitility.await().during(Duration.ofMillis(200)).until(() -> attempts.equals(List.of(1)));
        clock.advance(Duration.ofMillis(1));
        Awaitility.await().until(() -> attempts.equals(List.of(1, 2)));
        awaitThatTheRetryWaits(client);
        clock.advance(Duration.ofMinutes(10));
        Awaitility.await().until(() -> attempts.equals(List.of(1, 2, 3)));
    }

    /** The copy waits for its time in nobody's window, and what failed is settled. */
    private void awaitThatTheRetryWaits(MqClient client) {
        Topic retries = Topic.of("orders.billing.retry");
        Awaitility.await()
                .until(() -> unsettled(client, test.topic, test.group) == 0
                        && unsettled(client, retries, Group.of("retry")) == 0);
    }

    private static long unsettled(MqClient client, Topic topic, Group group) {
        Backlog backlog = client.admin().backlog(topic, group);
        return backlog.ready() + backlog.inFlight().orElseThrow();
    }

    @Test
    void aWaitingRetrySurvivesACrashWithItsAttemptAndItsTime() {
        MqClient client = test.client();
        client.consumer(test.topic, test.group, Codec.string())
                .retry(RetryPolicy.fixed(2, Duration.ofMinutes(10)))
                .start(delivery -> {
                    attempts.add(delivery.attempt());
                    if (delivery.attempt() < 2) {
                        throw new IllegalStateException("not yet");
                    }
                });
        test.publisher(client).publish("work");
        awaitThatTheRetryWaits(client);
        test.broker().restart();
        assertThat(attempts).containsExactly(1);
        clock.advance(Duration.ofMinutes(10));
        Awaitility.await().until(() -> attempts.equals(List.of(1, 2)));
    }

    @Test
    void anExhaustedMessageBecomesADeadLetterWithItsCause() {
        MqClient client = test.client();
        client.consumer(test.topic, test.group, Codec.string())
                .retry(RetryPolicy.fixed(2, Duration.ofMinutes(1)))
                .start(delivery -> {
                    throw new IllegalArgumentException("attempt " + delivery.attempt());
                });
        Instant start = clock.instant();
        test.publisher(client).publish(Message.of("work").withKey("k").withHeader("trace", "abc"));
        awaitThatTheRetryWaits(client);
        clock.advance(Duration.ofMinutes(1));

        Delivery<String> dead =
                deadLetters(client, Codec.string()).receive(SOON).orElseThrow();
        assertThat(dead.payload()).isEqualTo("work");
        assertThat(dead.key()).contains("k");
        assertThat(dead.headers().get("trace")).contains("abc");
        DeadLetter cause = dead.deadLetter().orElseThrow();
        assertThat(cause.reason()).isEqualTo(DeadLetter.Reason.EXHAUSTED);
        assertThat(cause.exception()).contains(IllegalArgumentException.class.getName());
        assertThat(cause.message()).isEqualTo("attempt 2");
        assertThat(cause.topic()).isEqualTo("orders");
        assertThat(cause.group()).isEqualTo("billing");
        assertThat(cause.position()).contains("0/0");
        assertThat(cause.attempts()).isEqualTo(2);
        assertThat(cause.firstFailure()).isEqualTo(start);
        assertThat(cause.lastFailure()).isEqualTo(start.plus(Duration.ofMinutes(1)));
        assertThat(test.ready(client)).isZero();
    }

    @Test
    void aRejectedMessageBecomesADeadLetterAtOnce() {
        MqClient client = test.client();
        client.consumer(test.topic, test.group, Codec.string()).start(delivery -> {
            throw new RejectException("no such customer");
        });
        test.publisher(client).publish("work");
        DeadLetter cause = deadLetters(client, Codec.string())
                .receive(SOON)
                .orElseThrow()
                .deadLetter()
                .orElseThrow();
        assertThat(cause.reason()).isEqualTo(DeadLetter.Reason.REJECTED);
        assertThat(cause.message()).isEqualTo("no such customer");
        assertThat(cause.attempts()).isEqualTo(1);
        awaitEvent(MqEvent.Type.DEAD_LETTERED);
    }

    @Test
    void anUndecodablePayloadBecomesADeadLetterUnchanged() {
        MqClient client = test.client();
        byte[] malformed = {(byte) 0xff, 1, 2};
        client.publisher(test.topic, Codec.bytes()).publish(malformed);
        client.consumer(test.topic, test.group, Codec.string()).start(delivery -> attempts.add(0));
        Delivery<byte[]> dead = deadLetters(client, Codec.bytes()).receive(SOON).orElseThrow();
        assertThat(dead.payload()).isEqualTo(malformed);
        assertThat(dead.deadLetter().orElseThrow().reason()).isEqualTo(DeadLetter.Reason.UNDECODABLE);
        assertThat(attempts).isEmpty();
    }

    @Test
    void discardingIsExplicitAndReported() {
        MqClient client = test.client();
        client.consumer(test.topic, test.group, Codec.string())
                .retry(RetryPolicy.none())
                .deadLetter(DeadLetterPolicy.discard())
                .start(delivery -> {
                    throw new IllegalStateException("hopeless");
                });
        test.publisher(client).publish("work");
        Awaitility.await().until(() -> test.events.stream().anyMatch(event -> event.type() == MqEvent.Type.DISCARDED));
        Awaitility.await()
                .until(() -> client.admin()
                                .backlog(test.topic, test.group)
                                .inFlight()
                                .orElseThrow()
                        == 0);
    }

    private void awaitEvent(MqEvent.Type type) {
        Awaitility.await().until(() -> test.events.stream().anyMatch(event -> event.type() == type));
    }
}
