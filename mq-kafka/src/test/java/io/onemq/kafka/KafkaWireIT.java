package io.onemq.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.Codec;
import io.onemq.Delivery;
import io.onemq.Group;
import io.onemq.Headers;
import io.onemq.Message;
import io.onemq.MqClient;
import io.onemq.Publisher;
import io.onemq.Receiver;
import io.onemq.Settlement;
import io.onemq.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;

/** What the native client sees of the library's messages, and the library of foreign ones. */
class KafkaWireIT extends KafkaCases {
    private static final Group READERS = Group.of("readers");
    private static final Duration SOON = Duration.ofSeconds(30);

    private List<ConsumerRecord<byte[], byte[]>> read(String topic, int partitions, int records) {
        KafkaConsumer<byte[], byte[]> consumer = consumer();
        List<TopicPartition> all = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        consumer.assign(all);
        consumer.seekToBeginning(all);
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        long end = System.nanoTime() + SOON.toNanos();
        while (found.size() < records && System.nanoTime() - end < 0) {
            consumer.poll(Duration.ofMillis(100)).forEach(found::add);
        }
        return found;
    }

    @Test
    void messagesAreRecordsAsDocumented() {
        MqClient mq = connect();
        Topic topic = Topic.of(unique("wire")).withPartitions(1);
        Publisher<byte[]> publisher = closing(mq.publisher(topic, Codec.bytes()));
        Instant before = Instant.now().minusMillis(1);
        publisher.publish(Message.builder(new byte[] {0, -1, 7})
                .key("customer-ü")
                .id("o-1")
                .contentType("application/json")
                .correlationId("c-1")
                .replyTo("answers")
                .timestamp(Instant.ofEpochMilli(1_700_000_000_123L))
                .headers(Headers.of(Map.of("tenant", "größe")))
                .build());

        ConsumerRecord<byte[], byte[]> record = read(topic.name(), 1, 1).get(0);
        assertThat(record.value()).containsExactly(0, -1, 7);
        assertThat(new String(record.key(), UTF_8)).isEqualTo("customer-ü");
        assertThat(Instant.ofEpochMilli(record.timestamp())).isBetween(before, Instant.now());
        assertThat(header(record, "onemq-timestamp")).isEqualTo("1700000000123");
        assertThat(header(record, "onemq-id")).isEqualTo("o-1");
        assertThat(header(record, "content-type")).isEqualTo("application/json");
        assertThat(header(record, "correlation-id")).isEqualTo("c-1");
        assertThat(header(record, "reply-to")).isEqualTo("answers");
        assertThat(header(record, "tenant")).isEqualTo("größe");
        assertThat(record.headers().toArray())
                .extracting(Header::key)
                .doesNotHaveDuplicates()
                .hasSize(6);
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    @Test
    void foreignRecordsAreMessages() throws ExecutionException, InterruptedException {
        MqClient mq = connect();
        Topic topic = Topic.of(unique("foreign")).withPartitions(2).withGroups(READERS);
        mq.admin().declare(topic);
        KafkaProducer<byte[], byte[]> producer = producer(Map.of());
        // Older than the retention of the topic it would be removed at the next look.
        long yesterday = Instant.now().minus(Duration.ofDays(1)).toEpochMilli();
        ProducerRecord<byte[], byte[]> plain = new ProducerRecord<>(topic.name(), 1, yesterday, null, null, null);
        plain.headers().add("twice", "a".getBytes(UTF_8)).add("twice", "b".getBytes(UTF_8));
        plain.headers().add("empty", null);
        long offset = producer.send(plain).get().offset();

        Receiver<byte[]> receiver = closing(mq.receiver(topic, READERS, Codec.bytes()));
        Delivery<byte[]> delivery = receiver.receive(SOON).orElseThrow();
        assertThat(delivery.payload()).isEmpty();
        assertThat(delivery.key()).isEmpty();
        assertThat(delivery.position()).contains(topic.name() + "-1@" + offset);
        assertThat(delivery.id()).isEqualTo(topic.name() + "-1@" + offset);
        assertThat(delivery.hasDerivedId()).isFalse();
        assertThat(delivery.timestamp()).contains(Instant.ofEpochMilli(yesterday));
        assertThat(delivery.headers().get("twice")).contains("b");
        assertThat(delivery.headers().get("empty")).contains("");
        assertThat(delivery.attempt()).isEqualTo(1);
        assertThat(delivery.ack().join()).isEqualTo(Settlement.SETTLED);
    }

    @Test
    void aKeyGoesWhereTheNativeClientPutsIt() throws ExecutionException, InterruptedException {
        MqClient mq = connect();
        Topic topic = Topic.of(unique("keys")).withPartitions(7);
        Publisher<String> publisher = closing(mq.publisher(topic, Codec.string()));
        KafkaProducer<byte[], byte[]> producer = producer(Map.of());
        for (int i = 0; i < 20; i++) {
            String key = "key-" + i;
            String position = publisher
                    .publish(Message.builder("x").key(key).build())
                    .position()
                    .orElseThrow();
            int partition = producer.send(new ProducerRecord<>(topic.name(), key.getBytes(UTF_8), new byte[0]))
                    .get()
                    .partition();
            assertThat(position).startsWith(topic.name() + "-" + partition + "@");
        }
    }

    @Test
    void fewMessagesWithoutKeyTakeTurns() {
        MqClient mq = connect();
        Topic topic = Topic.of(unique("turns")).withPartitions(4);
        Publisher<String> publisher = closing(mq.publisher(topic, Codec.string()));
        for (int i = 0; i < 8; i++) {
            publisher.publish("x");
        }
        assertThat(read(topic.name(), 4, 8))
                .extracting(ConsumerRecord::partition)
                .containsOnly(0, 1, 2, 3);
    }
}
