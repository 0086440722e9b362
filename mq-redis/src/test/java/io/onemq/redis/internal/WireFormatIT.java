package io.onemq.redis.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.spi.DriverPublisher;
import io.onemq.spi.IncomingMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.params.XAddParams;

class WireFormatIT {
    private static final byte[] BINARY = {(byte) 0xff, 0, (byte) 0xfe, '\r', '\n', (byte) 0x80};

    private Fixture fixture = new Fixture();

    @AfterEach
    void close() throws Exception {
        fixture.close();
    }

    private List<Map<String, byte[]>> entries(int partition) {
        List<Map<String, byte[]>> result = new ArrayList<>();
        Object reply = fixture.jedis.sendCommand(Protocol.Command.XRANGE, fixture.stream(partition), "-", "+");
        for (Object entry : (List<?>) reply) {
            Map<String, byte[]> fields = new LinkedHashMap<>();
            List<?> flat = (List<?>) ((List<?>) entry).get(1);
            for (int i = 0; i < flat.size(); i += 2) {
                fields.put(new String((byte[]) flat.get(i), UTF_8), (byte[]) flat.get(i + 1));
            }
            result.add(fields);
        }
        return result;
    }

    @Test
    void writesAMessageAsFieldsOfOneEntry() {
        PublishLog log = new PublishLog();
        DriverPublisher publisher = fixture.publisher(log);
        TestMessage message = new TestMessage(fixture.topic, BINARY)
                .key("kunde-ü")
                .properties("application/json", "c-1", "answers")
                .header("größe", BINARY)
                .header("onemq-attempt", "2".getBytes(UTF_8));

        publisher.publish(List.of(message));
        log.awaitConfirmed(1);

        Map<String, byte[]> entry = entries(0).get(0);
        assertThat(entry.keySet())
                .containsExactly(
                        "payload",
                        "onemq-id",
                        "onemq-timestamp",
                        "onemq-key",
                        "content-type",
                        "correlation-id",
                        "reply-to",
                        "größe",
                        "onemq-attempt");
        assertThat(entry.get("payload")).isEqualTo(BINARY);
        assertThat(entry.get("größe")).isEqualTo(BINARY);
        assertThat(entry.get("onemq-id")).asString().isEqualTo(message.id());
        assertThat(entry.get("onemq-key")).asString(UTF_8).isEqualTo("kunde-ü");
        assertThat(entry.get("onemq-timestamp")).asString().isEqualTo("1700000000000");
        StreamEntryID id =
                fixture.jedis.xinfoStream(fixture.stream(0)).getLastEntry().getID();
        assertThat(log.confirmed).containsEntry(message, "0/" + id);
    }

    @Test
    void readsWhatItWrote() {
        fixture.declare(fixture.group);
        PublishLog log = new PublishLog();
        TestMessage sent = new TestMessage(fixture.topic, BINARY)
                .key("k")
                .properties("text/plain", "c-1", "answers")
                .header("a", BINARY);
        fixture.publisher(log).publish(List.of(sent));
        DeliveryLog deliveries = fixture.subscribe(fixture.group, 10, Duration.ofSeconds(30));

        IncomingMessage got = deliveries.await(1).get(0);

        assertThat(got.payload()).isEqualTo(BINARY);
        assertThat(got.id()).isEqualTo(sent.id());
        assertThat(got.key()).isEqualTo("k");
        assertThat(got.contentType()).isEqualTo("text/plain");
        assertThat(got.correlationId()).isEqualTo("c-1");
        assertThat(got.replyTo()).isEqualTo("answers");
        assertThat(got.timestamp()).isEqualTo(1_700_000_000_000L);
        assertThat(got.header("a")).isEqualTo(BINARY);
        assertThat(got.header("b")).isNull();
        assertThat(got.earlierDeliveries()).isZero();
        log.awaitConfirmed(1);
        assertThat(got.position()).isEqualTo(log.confirmed.get(sent));
    }

    @Test
    void readsWhatAForeignProgramWrote() {
        fixture.declare(fixture.group);
        DeliveryLog deliveries = fixture.subscribe(fixture.group, 10, Duration.ofSeconds(30));

        StreamEntryID id = fixture.jedis.xadd(fixture.stream(0), StreamEntryID.NEW_ENTRY, Map.of("payload", "hello"));

        IncomingMessage got = deliveries.await(1).get(0);
        assertThat(got.payload()).asString().isEqualTo("hello");
        assertThat(got.id()).isEqualTo("0/" + id);
        assertThat(got.position()).isEqualTo("0/" + id);
        assertThat(got.timestamp()).isEqualTo(id.getTime());
        assertThat(got.key()).isNull();
        List<String> headers = new ArrayList<>();
        got.forEachHeader((name, value) -> headers.add(name));
        assertThat(headers).isEmpty();
    }

    @Test
    void readsAnEntryWithoutPayloadAndWithAGarbledTimestamp() {
        fixture.declare(fixture.group);
        DeliveryLog deliveries = fixture.subscribe(fixture.group, 10, Duration.ofSeconds(30));

        fixture.jedis.xadd(
                fixture.stream(0),
                XAddParams.xAddParams().id("1700000000123-4"),
                Map.of("temperature", "21", "onemq-timestamp", "yesterday"));

        IncomingMessage got = deliveries.await(1).get(0);
        assertThat(got.payload()).isEmpty();
        assertThat(got.header("temperature")).asString().isEqualTo("21");
        assertThat(got.timestamp()).isEqualTo(1_700_000_000_123L);
        assertThat(got.id()).isEqualTo("0/1700000000123-4");
    }

    @Test
    void spreadsKeysOverPartitionsAsKafkaDoes() throws Exception {
        fixture.close();
        fixture = new Fixture(4, Map.of());
        fixture.declare(fixture.group);
        PublishLog log = new PublishLog();
        DriverPublisher publisher = fixture.publisher(log);
        List<TestMessage> messages = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            messages.add(new TestMessage(fixture.topic, "m").key("key-" + i));
        }

        publisher.publish(messages);
        log.awaitConfirmed(100);

        assertThat(fixture.jedis.hget(fixture.stream(0) + ":topic", "partitions"))
                .isEqualTo("4");
        for (int partition = 0; partition < 4; partition++) {
            assertThat(entries(partition)).isNotEmpty();
            for (Map<String, byte[]> entry : entries(partition)) {
                assertThat(Partitions.of(entry.get("onemq-key"), 4)).isEqualTo(partition);
            }
        }
        DeliveryLog deliveries = fixture.subscribe(fixture.group, 1000, Duration.ofSeconds(30));
        assertThat(deliveries.await(100)).hasSize(100);
    }
}
