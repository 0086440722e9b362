package io.onemq.rabbitmq.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import io.onemq.spi.IncomingMessage;
import io.onemq.spi.OutgoingMessage;
import io.onemq.spi.TopicSpec;
import java.math.BigDecimal;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What programs in other languages see, and what the library sees of theirs. */
@SuppressWarnings("JavaUtilDate") // the type that the AMQP client has for timestamps
class WireFormatIT {
    private final DeliveryLog log = new DeliveryLog();
    private RabbitFixture rabbit;

    @BeforeEach
    void connect() throws Exception {
        rabbit = new RabbitFixture();
    }

    @AfterEach
    void disconnect() throws Exception {
        rabbit.close();
    }

    private void publish(OutgoingMessage message) {
        PublishLog published = new PublishLog();
        try (var publisher = rabbit.driver.openPublisher(published)) {
            publisher.publish(List.of(message));
            await().until(() -> published.confirmed.size() == 1);
        }
    }

    private static Map<String, String> headers(IncomingMessage message) {
        Map<String, String> headers = new TreeMap<>();
        message.forEachHeader((name, value) -> headers.put(name, new String(value, UTF_8)));
        return headers;
    }

    @Test
    void writesNativeProperties() throws Exception {
        TopicSpec topic = rabbit.topic(0, "g");
        publish(new TestMessage(topic, "id-1")
                .payload("body")
                .key("k\u00e9y")
                .properties("text/plain", "corr", "answers")
                .priority(7)
                .header("x-request-id", "r-1")
                .header("onemq-attempt", "3"));
        GetResponse message = rabbit.channel().basicGet(topic.name() + ".g", true);
        AMQP.BasicProperties properties = message.getProps();
        assertThat(message.getBody()).isEqualTo("body".getBytes(UTF_8));
        assertThat(properties.getMessageId()).isEqualTo("id-1");
        assertThat(properties.getContentType()).isEqualTo("text/plain");
        assertThat(properties.getCorrelationId()).isEqualTo("corr");
        assertThat(properties.getReplyTo()).isEqualTo("answers");
        assertThat(properties.getDeliveryMode()).isEqualTo(2);
        assertThat(properties.getPriority()).isEqualTo(7);
        assertThat(properties.getTimestamp()).isEqualTo(new Date(1_700_000_000_000L));
        assertThat(properties.getExpiration()).isNull();
        Map<String, Object> headers = new HashMap<>(properties.getHeaders());
        headers.remove("x-delivery-count");
        assertThat(headers).containsOnlyKeys("onemq-key", "onemq-timestamp", "x-request-id", "onemq-attempt");
        assertThat(headers.get("onemq-key")).hasToString("k\u00e9y");
        assertThat(headers.get("onemq-timestamp")).isEqualTo(1_700_000_000_123L);
        assertThat(headers.get("x-request-id")).hasToString("r-1");
    }

    @Test
    void readsBackWhatItWrote() {
        TopicSpec topic = rabbit.topic(0, "g");
        String longId = "i".repeat(300);
        publish(new TestMessage(topic, longId)
                .payload(new byte[] {0, -1, 127})
                .key("key")
                .properties("t/p", "c".repeat(400), "answers")
                .priority(7)
                .header("empty", "")
                .header("x-request-id", "r-1"));
        rabbit.subscribe(topic, "g", 10, log);
        IncomingMessage message = log.await(1).get(0);
        assertThat(message.id()).isEqualTo(longId);
        assertThat(message.key()).isEqualTo("key");
        assertThat(message.payload()).isEqualTo(new byte[] {0, -1, 127});
        assertThat(message.contentType()).isEqualTo("t/p");
        assertThat(message.correlationId()).isEqualTo("c".repeat(400));
        assertThat(message.replyTo()).isEqualTo("answers");
        assertThat(message.timestamp()).isEqualTo(1_700_000_000_123L);
        assertThat(message.position()).isNull();
        assertThat(message.priority()).isEqualTo(7);
        assertThat(message.header("empty")).isEmpty();
        assertThat(message.header("absent")).isNull();
        assertThat(headers(message)).containsEntry("x-request-id", "r-1").containsEntry("empty", "");
        assertThat(message.earlierDeliveries()).isZero();
    }

    @Test
    void carriesAnyBytesInHeaders() {
        TopicSpec topic = rabbit.topic(0, "g");
        byte[] raw = {(byte) 0xff, 0, (byte) 0xc3, 40};
        publish(new TestMessage(topic, "m").rawHeader("raw", raw));
        rabbit.subscribe(topic, "g", 10, log);
        assertThat(log.await(1).get(0).header("raw")).isEqualTo(raw);
    }

    @Test
    void readsAForeignMessageWithoutAnything() throws Exception {
        TopicSpec topic = rabbit.topic(0, "g");
        rabbit.channel().basicPublish(topic.name(), "", null, "plain".getBytes(UTF_8));
        rabbit.subscribe(topic, "g", 10, log);
        IncomingMessage message = log.await(1).get(0);
        assertThat(message.id()).isNull();
        assertThat(message.key()).isNull();
        assertThat(message.contentType()).isNull();
        assertThat(message.timestamp()).isEqualTo(-1);
        assertThat(message.priority()).isEqualTo(-1);
        assertThat(message.payload()).isEqualTo("plain".getBytes(UTF_8));
        assertThat(headers(message)).isEmpty();
    }

    @Test
    void takesAForeignPriorityBeyondItsOwnAsTheHighest() throws Exception {
        TopicSpec topic = rabbit.topic(0, "g");
        AMQP.BasicProperties properties =
                new AMQP.BasicProperties.Builder().priority(200).build();
        rabbit.channel().basicPublish(topic.name(), "", properties, new byte[0]);
        rabbit.subscribe(topic, "g", 10, log);
        assertThat(log.await(1).get(0).priority()).isEqualTo(9);
    }

    @Test
    void rendersTypedForeignHeadersAsText() throws Exception {
        TopicSpec topic = rabbit.topic(0, "g");
        Map<String, Object> typed = new HashMap<>();
        typed.put("int", 42);
        typed.put("long", 1L << 40);
        typed.put("bool", true);
        typed.put("double", 1.5);
        typed.put("decimal", new BigDecimal("12.34"));
        typed.put("date", new Date(1_700_000_000_000L));
        typed.put("bytes", new byte[] {1, 2});
        typed.put("list", List.of("a", 1));
        typed.put("nothing", null);
        AMQP.BasicProperties properties = new AMQP.BasicProperties.Builder()
                .headers(typed)
                .timestamp(new Date(1_600_000_000_000L))
                .build();
        rabbit.channel().basicPublish(topic.name(), "", properties, new byte[0]);
        rabbit.subscribe(topic, "g", 10, log);
        IncomingMessage message = log.await(1).get(0);
        assertThat(headers(message))
                .containsEntry("int", "42")
                .containsEntry("long", "1099511627776")
                .containsEntry("bool", "true")
                .containsEntry("double", "1.5")
                .containsEntry("decimal", "12.34")
                .containsEntry("date", "2023-11-14T22:13:20Z")
                .containsEntry("list", "[a, 1]")
                .containsEntry("nothing", "");
        assertThat(message.header("bytes")).isEqualTo(new byte[] {1, 2});
        assertThat(message.timestamp()).isEqualTo(1_600_000_000_000L);
    }

    @Test
    void hidesWhatTheBrokerAdded() throws Exception {
        TopicSpec topic = rabbit.topic(0, "g");
        TopicSpec dead = new TopicSpec(topic.name() + ".g.dlq", 0, TopicSpec.Role.DEAD_LETTER);
        rabbit.driver.admin().declare(dead, List.of(RabbitFixture.group("inspect")));
        publish(new TestMessage(topic, "m").header("x-request-id", "r-1"));
        Channel channel = rabbit.channel();
        await().until(() -> {
            GetResponse got = channel.basicGet(topic.name() + ".g", false);
            if (got != null) {
                channel.basicReject(got.getEnvelope().getDeliveryTag(), false);
            }
            return got != null;
        });
        rabbit.subscribe(dead, "inspect", 10, log);
        IncomingMessage message = log.await(1).get(0);
        rabbit.driver.admin().deleteTopic(dead, List.of(RabbitFixture.group("inspect")));
        assertThat(message.id()).isEqualTo("m");
        assertThat(message.header("x-death")).isNull();
        assertThat(headers(message)).containsOnlyKeys("onemq-timestamp", "x-request-id");
    }
}
