package io.onemq.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.Codec;
import io.onemq.DeadLetter;
import io.onemq.Delivery;
import io.onemq.ErrorCode;
import io.onemq.Headers;
import io.onemq.Message;
import io.onemq.Publisher;
import io.onemq.RetryPolicy;
import io.onemq.Topic;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a message carries. */
abstract class PayloadContract extends ContractCases {

    PayloadContract(ContractBench bench) {
        super(bench);
    }

    @Test
    @DisplayName("MSG-1: an empty payload arrives empty")
    final void anEmptyPayloadArrives() {
        assertArrives(new byte[0]);
    }

    @Test
    @DisplayName("MSG-1: every byte value arrives")
    final void everyByteValueArrives() {
        byte[] payload = new byte[512];
        IntStream.range(0, payload.length).forEach(i -> payload[i] = (byte) i);
        assertArrives(payload);
    }

    @Test
    @DisplayName("MSG-1: a million bytes arrive")
    final void aMillionBytesArrive() {
        byte[] payload = new byte[1_000_000];
        new Random(42).nextBytes(payload);
        assertArrives(payload);
    }

    private void assertArrives(byte[] payload) {
        Delivery<byte[]> delivery = overTheWire(Message.of(payload), Codec.bytes());
        assertThat(delivery.payload()).as("the payload that arrived").isEqualTo(payload);
    }

    private <T> Delivery<T> overTheWire(Message<T> message, Codec<T> codec) {
        Topic topic = declared(WORKERS);
        String id = closing(mq().publisher(topic, codec)).publish(message).messageId();
        Collector<T> collector = Collector.accepting();
        start(mq().consumer(topic, WORKERS, codec), collector);
        collector.awaitAll(List.of(id));
        return collector.deliveries().get(0);
    }

    @Test
    @DisplayName("MSG-2: text, empty and binary headers arrive")
    final void headersArrive() {
        byte[] binary = new byte[256];
        IntStream.range(0, binary.length).forEach(i -> binary[i] = (byte) i);
        Headers headers = Headers.builder()
                .put("plain", "text")
                .put("Case", "kept")
                .put("empty", "")
                .put("gr\u00fc\u00dfe", "\u4e16\u754c \ud83c\udf0d")
                .put("with space:and=signs", "a=b; c\n\td")
                .put("x-like-amqp", "passes")
                .put("binary", binary)
                .put("long", "x".repeat(10_000))
                .put("n".repeat(200), "the longest name")
                .build();
        Message<String> message =
                Message.builder("with headers").headers(headers).build();

        Headers arrived = overTheWire(message, Codec.string()).headers();
        Same.headers(arrived, headers);
        assertThat(arrived.get("gr\u00fc\u00dfe")).contains("\u4e16\u754c \ud83c\udf0d");
    }

    @Test
    @DisplayName("MSG-2: a hundred headers arrive")
    final void manyHeadersArrive() {
        Headers.Builder headers = Headers.builder();
        IntStream.range(0, 100).forEach(i -> headers.put("header-" + i, "value " + i));
        Message<String> message =
                Message.builder("with headers").headers(headers.build()).build();

        Same.headers(overTheWire(message, Codec.string()).headers(), message.headers());
    }

    @Test
    @DisplayName("MSG-3: key, content type, correlation id, reply topic and timestamp arrive")
    final void propertiesArrive() {
        Message<String> message = Message.builder("with properties")
                .id(unique("id"))
                .key("customer \u00e4\u4e16")
                .contentType("application/vnd.test+json; charset=utf-8")
                .correlationId("correlation \u00e4")
                .replyTo("some.topic")
                .timestamp(Instant.parse("2001-02-03T04:05:06.789Z"))
                .headers(Headers.of(Map.of("one", "header")))
                .build();

        Delivery<String> delivery = overTheWire(message, Codec.string());
        Same.message(delivery, message);
        assertThat(delivery.id()).isEqualTo(message.id().orElseThrow());
        assertThat(delivery.attempt()).isEqualTo(1);
        assertThat(delivery.deadLetter()).isEmpty();
    }

    @Test
    @DisplayName("MSG-3: an id, a key and a correlation id of 255 bytes arrive")
    final void longPropertiesArrive() {
        Message<String> message = Message.builder("with long properties")
                .id(unique("id") + "\u00e4".repeat(100))
                .key("k".repeat(255))
                .correlationId("c".repeat(255))
                .build();

        Delivery<String> delivery = overTheWire(message, Codec.string());
        assertThat(delivery.id()).isEqualTo(message.id().orElseThrow());
        assertThat(delivery.key()).isEqualTo(message.key());
        assertThat(delivery.correlationId()).isEqualTo(message.correlationId());
    }

    @Test
    @DisplayName("MSG-4: what was not given is empty, except id, content type and time")
    final void whatWasNotGivenIsEmpty() {
        Instant before = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        Delivery<String> text = overTheWire(Message.of("plain"), Codec.string());
        Instant after = Instant.now();

        assertThat(text.headers().isEmpty()).as("no headers").isTrue();
        assertThat(text.key()).isEmpty();
        assertThat(text.correlationId()).isEmpty();
        assertThat(text.replyTo()).isEmpty();
        assertThat(text.priority()).isEmpty();
        assertThat(text.contentType()).contains("text/plain; charset=utf-8");
        assertThat(text.timestamp().orElseThrow()).isBetween(before, after);
        assertThat(text.id()).isNotEmpty();
        assertThat(overTheWire(Message.of(new byte[] {1}), Codec.bytes()).contentType())
                .as("the bytes codec names no content type")
                .isEmpty();
    }

    @Test
    @DisplayName("MSG-5: reserved and impossible header names and properties are refused")
    final void impossibleNamesAreRefused() {
        Topic topic = declared(WORKERS);
        Publisher<String> publisher = publisher(topic);
        List<String> names =
                List.of("", "n".repeat(201), "onemq-id", "onemq-anything", "payload", "content-type", "CC");
        for (String name : names) {
            assertFails(
                    ErrorCode.INVALID_NAME,
                    () -> publisher.publish(Message.of("never sent").withHeader(name, "value")));
        }
        assertFails(
                ErrorCode.INVALID_MESSAGE,
                () -> publisher.publish(Message.of("never sent").withId("")));
        assertFails(
                ErrorCode.INVALID_MESSAGE,
                () -> publisher.publish(Message.of("never sent").withId("\u00e4".repeat(128))));
        assertNothingLeft(topic, WORKERS);
    }

    @Test
    @DisplayName("MSG-6: a message whose time is over is a dead letter that no handler saw")
    final void expiredMessagesAreDeadLetters() {
        Topic topic = declared(WORKERS);
        Instant past = Instant.now().minusSeconds(1).truncatedTo(ChronoUnit.MILLIS);
        Instant future = past.plusSeconds(3600);
        String longer = publish(
                topic, Message.builder("longer").key("key").expiresAt(future).build());
        String expired = publish(
                topic, Message.builder("expired").key("key").expiresAt(past).build());
        String forever = publish(topic, Message.of("forever").withKey("key"));
        Collector<String> collector = collect(topic, WORKERS);

        Collector<String> dead = collectDeadLetters(topic, WORKERS);
        dead.awaitExactly(List.of(expired));
        DeadLetter cause = dead.deliveries().get(0).deadLetter().orElseThrow();
        assertThat(cause.reason()).isEqualTo(DeadLetter.Reason.EXPIRED);
        assertThat(cause.message()).contains(past.toString());
        assertThat(cause.attempts()).isZero();
        collector.awaitExactly(List.of(longer, forever));
        assertThat(collector.deliveries())
                .extracting(Delivery::expiresAt)
                .containsExactlyInAnyOrder(Optional.of(future), Optional.empty());
    }

    @Test
    @DisplayName("MSG-6: a message that expires while it waits for its next attempt is not tried again")
    final void retriesExpire() {
        Topic topic = declared(WORKERS);
        Collector<String> collector = Collector.then(delivery -> {
            throw new IllegalStateException("on purpose");
        });
        start(consumer(topic, WORKERS).retry(RetryPolicy.fixed(3, Duration.ofSeconds(4))), collector);
        // Long enough for the first attempt, which must have come before.
        Instant end = Instant.now().plusSeconds(3);
        String id = publish(topic, Message.builder("fails").expiresAt(end).build());

        Collector<String> dead = collectDeadLetters(topic, WORKERS);
        dead.awaitExactly(List.of(id));
        DeadLetter cause = dead.deliveries().get(0).deadLetter().orElseThrow();
        assertThat(cause.reason()).isEqualTo(DeadLetter.Reason.EXPIRED);
        assertThat(cause.attempts()).isEqualTo(collector.count()).isLessThanOrEqualTo(1);
    }
}
