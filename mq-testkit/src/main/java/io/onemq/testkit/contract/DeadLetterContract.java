package io.onemq.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.Codec;
import io.onemq.DeadLetter;
import io.onemq.DeadLetterPolicy;
import io.onemq.Delivery;
import io.onemq.ErrorCode;
import io.onemq.Group;
import io.onemq.Message;
import io.onemq.MqClient;
import io.onemq.MqEvent;
import io.onemq.RejectException;
import io.onemq.RetryPolicy;
import io.onemq.Settlement;
import io.onemq.Topic;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Where messages end that cannot be handled. */
abstract class DeadLetterContract extends ContractCases {

    DeadLetterContract(ContractBench bench) {
        super(bench);
    }

    @Test
    @DisplayName("FAIL-6: a rejected message goes to the dead-letter topic once and never comes back")
    final void rejectedMessagesAreDeadLetters() {
        Topic topic = declared(WORKERS);
        Collector<String> collector = Collector.accepting();
        start(consumer(topic, WORKERS).retry(Policies.AT_ONCE).manualAck(), collector);
        String id = publish(topic, Same.sample());
        assertThat(Waiting.forFuture(collector.awaitCount(1).reject("no such customer")))
                .isEqualTo(Settlement.SETTLED);

        Collector<String> dead = collectDeadLetters(topic, WORKERS);
        dead.awaitExactly(List.of(id));
        collector.assertNothingMore();
        DeadLetter cause = cause(dead.deliveries().get(0));
        assertThat(cause.reason()).isEqualTo(DeadLetter.Reason.REJECTED);
        assertThat(cause.message()).isEqualTo("no such customer");
        assertThat(cause.exception()).isEmpty();
        assertThat(cause.attempts()).isEqualTo(1);
    }

    private static DeadLetter cause(Delivery<?> delivery) {
        return delivery.deadLetter().orElseThrow(() -> new AssertionError("The dead letter has no cause"));
    }

    @Test
    @DisplayName("FAIL-6: a handler rejects by its exception, whose cause is recorded")
    final void handlersRejectByException() {
        Topic topic = declared(WORKERS);
        Collector<String> collector = Collector.then(delivery -> {
            throw new RejectException("never", new ArithmeticException("inside"));
        });
        start(consumer(topic, WORKERS).retry(Policies.AT_ONCE), collector);
        String id = publish(topic, "rejected");

        Collector<String> dead = collectDeadLetters(topic, WORKERS);
        dead.awaitExactly(List.of(id));
        assertThat(collector.count()).as("attempts of a rejected message").isEqualTo(1);
        DeadLetter cause = cause(dead.deliveries().get(0));
        assertThat(cause.reason()).isEqualTo(DeadLetter.Reason.REJECTED);
        assertThat(cause.message()).isEqualTo("never");
        assertThat(cause.exception()).contains(ArithmeticException.class.getName());
    }

    @Test
    @DisplayName("FAIL-7: a message whose every attempt failed is a dead letter with its attempts")
    final void exhaustedMessagesAreDeadLetters() {
        Topic topic = declared(WORKERS);
        Collector<String> collector = Collector.then(delivery -> {
            throw new IllegalArgumentException("attempt " + delivery.attempt());
        });
        start(consumer(topic, WORKERS).retry(Policies.AT_ONCE), collector);
        String id = publish(topic, "never works");

        Collector<String> dead = collectDeadLetters(topic, WORKERS);
        dead.awaitExactly(List.of(id));
        assertThat(collector.deliveries()).extracting(Delivery::attempt).containsExactly(1, 2, 3);
        DeadLetter cause = cause(dead.deliveries().get(0));
        assertThat(cause.reason()).isEqualTo(DeadLetter.Reason.EXHAUSTED);
        assertThat(cause.attempts()).isEqualTo(3);
        assertThat(cause.exception()).contains(IllegalArgumentException.class.getName());
        assertThat(cause.message()).isEqualTo("attempt 3");
        assertThat(dead.deliveries().get(0).attempt())
                .as("attempts in the dead-letter topic")
                .isEqualTo(1);
    }

    @Test
    @DisplayName("FAIL-8: an undecodable payload is a dead letter with its bytes, and no handler sees it")
    final void undecodablePayloadsAreDeadLetters() {
        Topic topic = declared(WORKERS);
        byte[] broken = {(byte) 0xff, 0, (byte) 0xfe, 'x'};
        String id =
                closing(mq().publisher(topic, Codec.bytes())).publish(broken).messageId();
        String good = publish(topic, "good");
        Collector<String> collector = collect(topic, WORKERS);
        Collector<byte[]> dead = Collector.accepting();
        start(mq().consumer(topic.deadLetterTopic(WORKERS), Topic.deadLetterGroup(), Codec.bytes()), dead);

        dead.awaitExactly(List.of(id));
        collector.awaitExactly(List.of(good));
        assertThat(dead.payloads().get(0)).as("the payload of the dead letter").isEqualTo(broken);
        DeadLetter cause = cause(dead.deliveries().get(0));
        assertThat(cause.reason()).isEqualTo(DeadLetter.Reason.UNDECODABLE);
        assertThat(cause.message()).isNotBlank();
        assertThat(cause.exception()).isPresent();
    }

    @Test
    @DisplayName("FAIL-8: a receiver passes over an undecodable payload")
    final void receiversPassOverUndecodablePayloads() {
        Topic topic = declared(WORKERS);
        String id = publish(topic, PickyCodec.UNREADABLE);
        String good = publish(topic, "good");
        var receiver = closing(mq().receiver(topic, WORKERS, new PickyCodec()));

        Delivery<String> delivery = receiver.receive(Waiting.DEADLINE).orElseThrow();
        assertThat(delivery.id()).isEqualTo(good);
        ack(delivery);
        Collector<String> dead = collectDeadLetters(topic, WORKERS);
        // From another partition it may come after the good one; a receiver looks at it when it is asked for the next.
        Waiting.until("the dead letter", () -> {
            assertThat(receiver.receive(Duration.ofMillis(100))).isEmpty();
            return dead.count() > 0;
        });
        dead.awaitExactly(List.of(id));
        assertThat(cause(dead.deliveries().get(0)).exception()).contains(IllegalStateException.class.getName());
    }

    @Test
    @DisplayName("FAIL-9: a dead letter is the whole message with the whole cause")
    final void deadLettersAreComplete() {
        Topic topic = declared(WORKERS);
        Collector<String> collector = Collector.then(delivery -> {
            throw new IllegalStateException("x".repeat(5000));
        });
        start(consumer(topic, WORKERS).retry(RetryPolicy.fixed(2, Duration.ofMillis(50))), collector);
        Instant before = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        Message<String> message = Same.sample();
        String id = publish(topic, message);

        Collector<String> dead = collectDeadLetters(topic, WORKERS);
        dead.awaitExactly(List.of(id));
        Delivery<String> letter = dead.deliveries().get(0);
        Same.message(letter, message);
        DeadLetter cause = cause(letter);
        assertThat(cause.topic()).isEqualTo(topic.name());
        assertThat(cause.group()).isEqualTo(WORKERS.name());
        assertThat(cause.attempts()).isEqualTo(2);
        assertThat(cause.message()).hasSize(1024).matches("x+");
        assertThat(cause.firstFailure()).isBetween(before, cause.lastFailure());
        assertThat(Duration.between(cause.firstFailure(), cause.lastFailure()))
                .isGreaterThanOrEqualTo(Duration.ofMillis(50));
        assertThat(cause.lastFailure()).isBeforeOrEqualTo(Instant.now());
        assertThat(cause.position().isPresent())
                .as("a position as the source had one")
                .isEqualTo(collector.deliveries().get(0).position().isPresent());
    }

    @Test
    @DisplayName("FAIL-9: a dead letter keeps its cause when its own consumer tries it again")
    final void deadLettersKeepTheirCauseThroughRetries() {
        Topic topic = declared(WORKERS);
        start(consumer(topic, WORKERS), delivery -> {
            throw new RejectException("the first reason");
        });
        Collector<String> dead = Collector.then(delivery -> {
            if (delivery.attempt() == 1) {
                throw new IllegalStateException("the dead letter cannot be handled either");
            }
        });
        start(consumer(topic.deadLetterTopic(WORKERS), Topic.deadLetterGroup()).retry(Policies.AT_ONCE), dead);
        publish(topic, "rejected");

        DeadLetter cause = cause(dead.awaitCount(2));
        assertThat(cause.message()).isEqualTo("the first reason");
        assertThat(cause.reason()).isEqualTo(DeadLetter.Reason.REJECTED);
        assertThat(cause.topic()).isEqualTo(topic.name());
        assertThat(cause.group()).isEqualTo(WORKERS.name());
    }

    @Test
    @DisplayName("FAIL-10: the discard policy drops what failed and says so")
    final void discardDropsAndReports() {
        List<MqEvent> events = new CopyOnWriteArrayList<>();
        MqClient.Builder builder = MqClient.builder(harness().url()).onEvent(events::add);
        harness().options().forEach(builder::option);
        MqClient client = closing(builder.connect());
        Topic topic = declared(WORKERS);
        Collector<String> collector = Collector.then(delivery -> {
            throw new IllegalStateException("on purpose");
        });
        start(
                client.consumer(topic, WORKERS, Codec.string())
                        .retry(Policies.AT_ONCE)
                        .deadLetter(DeadLetterPolicy.discard()),
                collector);
        String id = publish(topic, "never works");
        Waiting.until(
                "an event about the discarded message", () -> !discarded(events).isEmpty());
        collector.assertNothingMore();

        assertThat(collector.count()).isEqualTo(3);
        assertThat(discarded(events)).hasSize(1);
        assertThat(discarded(events).get(0).message()).contains(id, topic.name(), WORKERS.name());
        assertFails(ErrorCode.NOT_FOUND, () -> mq().admin().describe(topic.deadLetterTopic(WORKERS)));
    }

    private static List<MqEvent> discarded(List<MqEvent> events) {
        return events.stream()
                .filter(event -> event.type() == MqEvent.Type.DISCARDED)
                .toList();
    }

    @Test
    @DisplayName("FAIL-11: dead letters of two groups go to the topic that both name")
    final void deadLettersGoToTheNamedTopic() {
        Group other = Group.of("others");
        Topic topic = declared(WORKERS, other);
        Topic graveyard = topic(WORKERS);
        for (Group group : List.of(WORKERS, other)) {
            start(consumer(topic, group).deadLetter(DeadLetterPolicy.toTopic(graveyard)), delivery -> {
                throw new RejectException("not mine");
            });
        }
        publish(topic, "for nobody");

        Collector<String> dead = collect(graveyard, WORKERS);
        dead.awaitCount(2);
        dead.assertNothingMore();
        assertThat(dead.deliveries())
                .extracting(delivery -> cause(delivery).group())
                .containsExactlyInAnyOrder(WORKERS.name(), other.name());
    }

    @Test
    @DisplayName("FAIL-12: the largest accepted message fits into the dead-letter topic")
    final void theLargestMessageCanBeADeadLetter() {
        PayloadLimit limit = harness().payloadLimit();
        MqClient client = connect(limit.options());
        Topic topic = declared(WORKERS);
        start(client.consumer(topic, WORKERS, Codec.bytes()), delivery -> {
            throw new RejectException("x".repeat(1024));
        });
        Collector<byte[]> dead = Collector.accepting();
        start(mq().consumer(topic.deadLetterTopic(WORKERS), Topic.deadLetterGroup(), Codec.bytes()), dead);
        byte[] payload = new byte[limit.accepted()];
        payload[payload.length - 1] = 42;
        String id =
                closing(client.publisher(topic, Codec.bytes())).publish(payload).messageId();

        dead.awaitExactly(List.of(id));
        assertThat(dead.payloads().get(0)).isEqualTo(payload);
    }
}
