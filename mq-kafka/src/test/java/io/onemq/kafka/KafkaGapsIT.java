package io.onemq.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onemq.Codec;
import io.onemq.Consumer;
import io.onemq.Delivery;
import io.onemq.Group;
import io.onemq.MqClient;
import io.onemq.Ordering;
import io.onemq.StartPosition;
import io.onemq.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Offsets without a message, which transactions of foreign programs and compaction leave. */
class KafkaGapsIT extends KafkaCases {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration CLEANED = Duration.ofSeconds(90);

    /** The kinds of groups. */
    enum Kind {
        SHARE("share", "classic", Ordering.NONE),
        CLASSIC("classic", "classic", Ordering.NONE),
        ORDERED("classic", "classic", Ordering.KEY),
        ASSIGNED_BY_BROKER("classic", "consumer", Ordering.KEY);

        private final String mode;
        private final String protocol;
        private final Ordering ordering;

        Kind(String mode, String protocol, Ordering ordering) {
            this.mode = mode;
            this.protocol = protocol;
            this.ordering = ordering;
        }

        Group group() {
            return Group.of("workers").withOrdering(ordering);
        }
    }

    private MqClient connect(Kind kind) {
        // A consumer that is closed hands back what is open, and does not wait for it.
        return connect("kafka.mode", kind.mode, "kafka.group-protocol", kind.protocol, "drain.timeout", "100ms");
    }

    private static Consumer collect(MqClient mq, Topic topic, Kind kind, List<String> payloads) {
        return mq.consumer(topic, kind.group(), Codec.string()).start(delivery -> payloads.add(delivery.payload()));
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, Topic topic, String... payloads) {
        for (String payload : payloads) {
            // The end of the transaction waits for it.
            Future<?> unused =
                    producer.send(new ProducerRecord<>(topic.name(), "key".getBytes(UTF_8), payload.getBytes(UTF_8)));
        }
        producer.flush();
    }

    private static void transaction(
            KafkaProducer<byte[], byte[]> producer, Topic topic, boolean commit, String... payloads) {
        producer.beginTransaction();
        send(producer, topic, payloads);
        if (commit) {
            producer.commitTransaction();
        } else {
            producer.abortTransaction();
        }
    }

    private static void awaitSettled(MqClient mq, Topic topic, Group group) {
        await("nothing is left")
                .atMost(SOON)
                .until(() -> mq.admin().backlog(topic, group).ready() == 0);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void transactionsBetweenOrdinaryMessages(Kind kind) {
        MqClient mq = connect(kind);
        Topic topic = Topic.of(unique("tx")).withPartitions(1).withGroups(kind.group());
        mq.admin().declare(topic);
        KafkaProducer<byte[], byte[]> plain = producer(Map.of());
        KafkaProducer<byte[], byte[]> transactional = producer(Map.of("transactional.id", unique("tx")));
        transactional.initTransactions();
        transaction(transactional, topic, false, "aborted at the start");
        send(plain, topic, "1");
        transaction(transactional, topic, true, "2", "3");
        send(plain, topic, "4");
        transaction(transactional, topic, false, "aborted 1", "aborted 2", "aborted 3");
        send(plain, topic, "5", "6");
        transaction(transactional, topic, true, "7");
        transaction(transactional, topic, false, "aborted at the end");

        List<String> payloads = new CopyOnWriteArrayList<>();
        Consumer consumer = collect(mq, topic, kind, payloads);
        await().atMost(SOON).until(() -> payloads.size() >= 7);
        awaitSettled(mq, topic, kind.group());
        transaction(transactional, topic, false, "aborted while it waits");
        transaction(transactional, topic, true, "8");
        await().atMost(SOON).until(() -> payloads.size() >= 8);
        awaitSettled(mq, topic, kind.group());
        consumer.close();

        collect(mq, topic, kind, payloads);
        send(plain, topic, "9");
        await().atMost(SOON).until(() -> payloads.size() >= 9);
        assertThat(payloads).containsExactly("1", "2", "3", "4", "5", "6", "7", "8", "9");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aGroupIsMovedBehindATransactionMarker(Kind kind) {
        MqClient mq = connect(kind);
        Topic topic = Topic.of(unique("marker")).withPartitions(1).withGroups(kind.group());
        mq.admin().declare(topic);
        KafkaProducer<byte[], byte[]> transactional = producer(Map.of("transactional.id", unique("tx")));
        transactional.initTransactions();
        transaction(transactional, topic, true, "skipped");
        assertThat(mq.admin().backlog(topic, kind.group()).ready()).isEqualTo(2);
        mq.admin().seek(topic, kind.group(), StartPosition.latest());
        assertThat(mq.admin().backlog(topic, kind.group()).ready()).isZero();
        transaction(transactional, topic, true, "1");

        List<String> payloads = new CopyOnWriteArrayList<>();
        Consumer consumer = collect(mq, topic, kind, payloads);
        await().atMost(SOON).until(() -> !payloads.isEmpty());
        awaitSettled(mq, topic, kind.group());
        consumer.close();
        await("the member has gone")
                .atMost(SOON)
                .untilAsserted(() -> mq.admin().seek(topic, kind.group(), StartPosition.earliest()));
        collect(mq, topic, kind, payloads);
        await().atMost(SOON).until(() -> payloads.size() >= 3);
        assertThat(payloads).containsExactly("1", "skipped", "1");
        awaitSettled(mq, topic, kind.group());
    }

    @Test
    void compactionGapsHoldUpNobody() throws ExecutionException, InterruptedException {
        Topic topic = Topic.of(unique("compacted"));
        join(admin().createTopics(List.of(new NewTopic(topic.name(), 1, (short) 1)
                        .configs(Map.of(
                                "cleanup.policy", "compact",
                                "segment.ms", "100",
                                "min.cleanable.dirty.ratio", "0.01",
                                "min.compaction.lag.ms", "0",
                                "max.compaction.lag.ms", "100"))))
                .all());
        List<Topic> topics = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            // Declared before the first message, which is removed later.
            Topic withGroup = topic.withPartitions(1).withGroups(named(kind));
            connect(kind).admin().declare(withGroup);
            topics.add(withGroup);
        }
        publishUntilCompacted(topic.name());

        for (int i = 0; i < topics.size(); i++) {
            assertGetsWhatIsLeft(Kind.values()[i], topics.get(i));
        }
    }

    private static Group named(Kind kind) {
        return Group.of(kind.name().toLowerCase(Locale.ROOT)).withOrdering(kind.ordering);
    }

    /** Publishes new values of a few keys until most old ones are gone. */
    private void publishUntilCompacted(String topic) throws ExecutionException, InterruptedException {
        KafkaProducer<byte[], byte[]> producer = producer(Map.of());
        for (int i = 0; i < 60; i++) {
            // A key of its own stays, so that there are gaps before and behind it.
            String key = i % 10 == 3 ? "own" + i : "key" + i % 4;
            producer.send(new ProducerRecord<>(
                            topic, key.getBytes(UTF_8), Integer.toString(i).getBytes(UTF_8)))
                    .get();
        }
        await("old values are gone")
                .atMost(CLEANED)
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> {
                    // Segments are rolled when something is written, and only those before the last one are cleaned.
                    producer.send(new ProducerRecord<>(topic, "key0".getBytes(UTF_8), "again".getBytes(UTF_8)))
                            .get();
                    return positions(topic).stream()
                                    .filter(position -> offset(position) < 50)
                                    .count()
                            < 12;
                });
    }

    private List<String> positions(String topic) {
        return read(topic).stream()
                .map(record -> topic + "-0@" + record.offset())
                .toList();
    }

    private static long offset(String position) {
        return Long.parseLong(position.substring(position.indexOf('@') + 1));
    }

    private List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
            return records;
        }
    }

    private void assertGetsWhatIsLeft(Kind kind, Topic topic) {
        Group group = named(kind);
        MqClient mq = connect(kind);
        // Compaction goes on: what is gone by now may have been handed out.
        List<String> before = positions(topic.name());
        List<String> seen = new CopyOnWriteArrayList<>();
        List<Delivery<String>> open = new CopyOnWriteArrayList<>();
        Consumer consumer = mq.consumer(topic, group, Codec.string())
                .maxInFlight(1_000)
                .manualAck()
                .start(delivery -> {
                    seen.add(delivery.position().orElseThrow());
                    // Every second one stays open, so that what is settled ahead lies behind gaps.
                    if (kind.ordering == Ordering.NONE && seen.size() % 2 == 0) {
                        open.add(delivery);
                    } else {
                        assertThat(delivery.ack()).isNotNull();
                    }
                });
        List<String> after = positions(topic.name());
        await(kind + " gets what is left").atMost(SOON).until(() -> seen.containsAll(after));
        consumer.close();
        assertThat(seen).doesNotHaveDuplicates().isSubsetOf(before);

        // By their ids, which are their positions: what came back may be handled apart, as a copy.
        List<String> again = new CopyOnWriteArrayList<>();
        closing(mq.consumer(topic, group, Codec.string()).start(delivery -> again.add(delivery.id())));
        List<String> handedBack =
                open.stream().map(delivery -> delivery.position().orElseThrow()).toList();
        List<String> left =
                positions(topic.name()).stream().filter(handedBack::contains).toList();
        await(kind + " gets what was handed back")
                .atMost(SOON)
                .untilAsserted(() -> assertThat(again).containsAll(left));
        awaitSettled(mq, topic, group);
        assertThat(again).doesNotHaveDuplicates().isSubsetOf(handedBack);
    }
}
