package io.onemq.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.Delivery;
import io.onemq.Headers;
import io.onemq.Message;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/** Compares what came with what was published. */
final class Same {
    private Same() {}

    /** A message that says everything a message can say. */
    static Message<String> sample() {
        return sampleOf("original \u00e4\u4e16");
    }

    /** The same with a payload of the case's choice. */
    static Message<String> sampleOf(String payload) {
        return Message.builder(payload)
                .key("a key")
                .contentType("text/x-test")
                .correlationId("a correlation")
                .replyTo("a-topic")
                .timestamp(Instant.now().minusSeconds(60).truncatedTo(ChronoUnit.MILLIS))
                .headers(Headers.of(Map.of("kind", "test", "gr\u00fc\u00dfe", "\u4e16\u754c")))
                .build();
    }

    /** Asserts that everything that the message says came over. */
    static void message(Delivery<?> delivery, Message<?> message) {
        properties(delivery, message);
        assertThat(delivery.payload()).as("payload").isEqualTo(message.payload());
    }

    /** Asserts that everything but the payload came over. */
    static void properties(Delivery<?> delivery, Message<?> message) {
        headers(delivery.headers(), message.headers());
        assertThat(delivery.key()).as("key").isEqualTo(message.key());
        assertThat(delivery.contentType()).as("content type").isEqualTo(message.contentType());
        assertThat(delivery.correlationId()).as("correlation id").isEqualTo(message.correlationId());
        assertThat(delivery.replyTo()).as("reply topic").isEqualTo(message.replyTo());
        message.timestamp()
                .ifPresent(
                        time -> assertThat(delivery.timestamp()).as("timestamp").contains(time));
    }

    /** Asserts that the headers are the same, byte for byte. */
    static void headers(Headers actual, Headers expected) {
        assertThat(actual.names()).as("header names").containsExactlyInAnyOrderElementsOf(expected.names());
        for (String name : expected.names()) {
            assertThat(actual.getBytes(name).orElseThrow())
                    .as("header " + name)
                    .isEqualTo(expected.getBytes(name).orElseThrow());
        }
    }
}
