package io.onemq.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.onemq.Codec;
import io.onemq.Delivery;
import io.onemq.ErrorCode;
import io.onemq.Group;
import io.onemq.Message;
import io.onemq.MqClient;
import io.onemq.MqEvent;
import io.onemq.MqException;
import io.onemq.Publisher;
import io.onemq.Topic;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How delayed messages find their way, beyond what the contract can see. */
class KafkaDelayIT extends KafkaCases {
    private static final Group WORKERS = Group.of("workers");
    private static final Duration SOON = Duration.ofSeconds(30);

    /** What a rebalance costs when a mover has left, or its session timeout when it was killed. */
    private static final long LEFT_MILLIS = 2_000;

    private static final long KILLED_MILLIS = 9_000;

    private final String prefix = unique("p") + "-";
    private final List<Arrival> arrivals = new CopyOnWriteArrayList<>();

    private record Arrival(Delivery<String> delivery, long millis) {

        long lateness(long due) {
            return millis - due;
        }
    }

    private MqClient client() {
        return connect("kafka.group-prefix", prefix);
    }

    private Topic consumed(MqClient mq, String name) {
        Topic topic = Topic.of(unique(name)).withGroups(WORKERS);
        consume(mq, topic);
        return topic;
    }

    private void consume(MqClient mq, Topic topic) {
        closing(mq.consumer(topic, WORKERS, Codec.string())
                .start(delivery -> arrivals.add(new Arrival(delivery, System.currentTimeMillis()))));
    }

    private static Message<String> delayed(String payload, Duration delay) {
        return Message.builder(payload).delay(delay).build();
    }

    private List<String> payloads() {
        return arrivals.stream().map(arrival -> arrival.delivery().payload()).toList();
    }

    private String level(String name) {
        return prefix + "onemq.delay." + name;
    }

    @Test
    void manyMessagesAtOnceAreMovedInTime() {
        MqClient mq = client();
        Topic topic = consumed(mq, "many");
        Publisher<String> publisher = mq.publisher(topic, Codec.string());
        long before = publishMany(publisher, System.currentTimeMillis());
        arrivals.clear();
        long due = System.currentTimeMillis() + 8_000;
        publishMany(publisher, due);
        List<Arrival> delayed = List.copyOf(arrivals);
        arrivals.clear();
        // What else the machine has to do changes while this runs.
        long atOnce = Math.max(before, publishMany(publisher, System.currentTimeMillis()));

        // As late as the same messages are without a delay, because of their number, and by what the levels may add.
        assertThat(delayed)
                .allSatisfy(arrival -> assertThat(arrival.lateness(due)).isBetween(0L, atOnce + 1_800));
        assertThat(delayed).extracting(arrival -> arrival.delivery().id()).doesNotHaveDuplicates();
        assertThat(events).extracting(MqEvent::type).doesNotContain(MqEvent.Type.NOTICE);
    }

    /** Publishes many messages that are due at one time and awaits them. Returns how long that took. */
    private long publishMany(Publisher<String> publisher, long due) {
        long start = System.currentTimeMillis();
        String text = "x".repeat(1_000);
        Stream<Message<String>> messages = IntStream.range(0, 5_000)
                .mapToObj(i -> Message.builder(text)
                        .notBefore(Instant.ofEpochMilli(due))
                        .build());
        messages.map(publisher::publishAsync).toList().forEach(future -> future.join());
        await().atMost(SOON).until(() -> arrivals.size() == 5_000);
        return System.currentTimeMillis() - start;
    }

    @Test
    void whatHasLeftALevelIsDeletedFromIt() {
        MqClient mq = client();
        Topic topic = consumed(mq, "clean");
        mq.publisher(topic, Codec.string()).publish(delayed("x", Duration.ofSeconds(4)));
        await().atMost(SOON).until(() -> arrivals.size() == 1);

        Admin admin = admin();
        TopicPartition level = new TopicPartition(level("3"), 0);
        assertThat(join(admin.listOffsets(Map.of(level, OffsetSpec.latest())).partitionResult(level))
                        .offset())
                .isEqualTo(1);
        await().atMost(SOON)
                .until(() -> join(admin.listOffsets(Map.of(level, OffsetSpec.earliest()))
                                        .partitionResult(level))
                                .offset()
                        == 1);
    }

    @Test
    void anotherClientMovesWhatAClosedOneLeaves() {
        MqClient first = client();
        Topic topic = Topic.of(unique("left")).withGroups(WORKERS);
        Publisher<String> publisher = first.publisher(topic, Codec.string());
        long due = System.currentTimeMillis() + 6_000;
        for (int i = 0; i < 10; i++) {
            publisher.publish(delayed("message " + i, Duration.ofMillis(due - System.currentTimeMillis())));
        }
        consume(client(), topic);
        first.close();
        await().atMost(SOON).until(() -> arrivals.size() == 10);

        assertThat(arrivals)
                .allSatisfy(arrival -> assertThat(arrival.lateness(due)).isBetween(-1L, LEFT_MILLIS));
        assertThat(payloads()).doesNotHaveDuplicates();
    }

    @Test
    void anotherClientMovesWhatAKilledOneLeaves(@TempDir Path folder) throws Exception {
        MqClient mq = client();
        Topic topic = Topic.of(unique("killed")).withGroups(WORKERS);
        mq.admin().declare(topic);
        Path output = folder.resolve("output");
        Process other = DelayingProcess.start(url(), output.toFile(), prefix, topic.name(), "20", "6000");
        try {
            await().atMost(SOON).until(() -> Files.readString(output).contains("published"));
            long due = System.currentTimeMillis() + 6_000;
            consume(mq, topic);
            other.destroyForcibly();
            await().atMost(SOON).until(() -> payloads().stream().distinct().count() == 20);

            assertThat(arrivals)
                    .allSatisfy(arrival -> assertThat(arrival.lateness(due)).isLessThan(KILLED_MILLIS));
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void messagesToADeletedTopicArePutAsideAndStallNoOthers() {
        MqClient mq = client();
        Topic kept = consumed(mq, "kept");
        Topic gone = Topic.of(unique("gone"));
        mq.publisher(gone, Codec.string())
                .publish(Message.builder("lost its topic")
                        .id("o-1")
                        .delay(Duration.ofSeconds(4))
                        .build());
        long due = System.currentTimeMillis() + 4_000;
        mq.publisher(kept, Codec.string()).publish(delayed("kept", Duration.ofSeconds(4)));
        mq.admin().delete(gone);
        await().atMost(SOON).until(() -> arrivals.size() == 1);
        assertThat(arrivals.get(0).lateness(due)).isBetween(-1L, 1_000L);

        ConsumerRecord<byte[], byte[]> orphan = first(level("orphans"));
        assertThat(new String(orphan.value(), UTF_8)).isEqualTo("lost its topic");
        assertThat(header(orphan, "onemq-target")).isEqualTo(gone.name());
        assertThat(header(orphan, "onemq-id")).isEqualTo("o-1");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(events)
                        .filteredOn(event -> event.type() == MqEvent.Type.NOTICE)
                        .extracting(MqEvent::message)
                        .containsExactly("Delayed message o-1 cannot be stored in topic '" + gone.name()
                                + "' (it does not exist): kept in topic " + level("orphans")));
    }

    private ConsumerRecord<byte[], byte[]> first(String topic) {
        KafkaConsumer<byte[], byte[]> consumer = consumer();
        TopicPartition partition = new TopicPartition(topic, 0);
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        return await().atMost(SOON)
                .until(() -> consumer.poll(Duration.ofMillis(100)).records(partition), found -> !found.isEmpty())
                .get(0);
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    @Test
    void foreignProgramsMayUseTheLevels() {
        MqClient mq = client();
        Topic topic = consumed(mq, "foreign");
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(level("3"), "a key".getBytes(UTF_8), "foreign".getBytes(UTF_8));
        record.headers().add("onemq-target", topic.name().getBytes(UTF_8));
        long due = System.currentTimeMillis() + 3_000;
        join(producer(Map.of()), record);
        await().atMost(SOON).until(() -> arrivals.size() == 1);

        assertThat(arrivals.get(0).lateness(due)).isBetween(-1L, 1_000L);
        assertThat(arrivals.get(0).delivery().key()).contains("a key");
        ConsumerRecord<byte[], byte[]> moved = find(topic.name(), "foreign");
        assertThat(moved.headers().lastHeader("onemq-target")).isNull();
    }

    private static void join(KafkaProducer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record) {
        try {
            assertThat(producer.send(record).get().hasOffset()).isTrue();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private ConsumerRecord<byte[], byte[]> find(String topic, String value) {
        KafkaConsumer<byte[], byte[]> consumer = consumer();
        List<TopicPartition> all = IntStream.range(0, 8)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        consumer.assign(all);
        consumer.seekToBeginning(all);
        List<ConsumerRecord<byte[], byte[]>> found = new CopyOnWriteArrayList<>();
        await().atMost(SOON).until(() -> {
            consumer.poll(Duration.ofMillis(100)).forEach(found::add);
            return found.stream().anyMatch(record -> new String(record.value(), UTF_8).equals(value));
        });
        return found.stream()
                .filter(record -> new String(record.value(), UTF_8).equals(value))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aMessageThatItsTopicWouldNotTakeIsRefusedBeforeItWaits() {
        MqClient mq = client();
        Publisher<byte[]> publisher = mq.publisher(Topic.of(unique("large")), Codec.bytes());
        Message<byte[]> message = Message.builder(new byte[1_048_588])
                .delay(Duration.ofSeconds(10))
                .build();
        assertThatThrownBy(() -> publisher.publish(message))
                .isInstanceOfSatisfying(
                        MqException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_LARGE));
        publisher.publish(Message.builder(new byte[1_000_000])
                .delay(Duration.ofSeconds(10))
                .build());
    }

    @Test
    void withoutLevelsConsumersHoldRetriesAndDelayedPublishesAreRefused() {
        MqClient declaring = client();
        Topic topic = Topic.of(unique("none")).withGroups(WORKERS);
        declaring.consumer(topic, WORKERS, Codec.string()).start(delivery -> {}).close();
        declaring.close();
        Admin admin = admin();
        List<String> levels = join(admin.listTopics().names()).stream()
                .filter(name -> name.startsWith(level("")))
                .toList();
        assertThat(levels).hasSize(13);
        join(admin.deleteTopics(levels).all());

        MqClient mq = connect("kafka.group-prefix", prefix, "topology", "none");
        closing(mq.consumer(topic, WORKERS, Codec.string()).start(delivery -> {
            arrivals.add(new Arrival(delivery, System.currentTimeMillis()));
            if (delivery.attempt() == 1) {
                delivery.nack(Duration.ofSeconds(3)).join();
            }
        }));
        Publisher<String> publisher = mq.publisher(topic, Codec.string());
        publisher.publish("fails once");
        await().atMost(SOON).until(() -> arrivals.size() == 2);
        assertThat(arrivals.get(1).millis() - arrivals.get(0).millis()).isBetween(2_999L, 4_300L);
        assertThatThrownBy(() -> publisher.publish(delayed("refused", Duration.ofSeconds(5))))
                .isInstanceOfSatisfying(
                        MqException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
        assertThat(events)
                .filteredOn(event -> event.type() == MqEvent.Type.NOTICE)
                .extracting(MqEvent::message)
                .singleElement()
                .asString()
                .contains(level("orphans"), "consumers hold delayed retries");
    }
}
