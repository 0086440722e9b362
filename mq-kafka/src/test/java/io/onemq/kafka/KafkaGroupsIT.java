package io.onemq.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.onemq.Codec;
import io.onemq.Consumer;
import io.onemq.Delivery;
import io.onemq.ErrorCode;
import io.onemq.Group;
import io.onemq.MqClient;
import io.onemq.MqEvent;
import io.onemq.MqException;
import io.onemq.Publisher;
import io.onemq.Settlement;
import io.onemq.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConfigResourcesOptions;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where groups start, where they resume, and of which kind they are. */
class KafkaGroupsIT extends KafkaCases {
    private static final Group WORKERS = Group.of("workers");
    private static final Duration SOON = Duration.ofSeconds(30);

    @ParameterizedTest
    @ValueSource(strings = {"share", "classic"})
    void declarationsAtTheSameTimeSkipNothing(String mode) throws Exception {
        int programs = 4;
        List<MqClient> clients = new ArrayList<>();
        for (int i = 0; i < programs; i++) {
            clients.add(connect("kafka.mode", mode));
        }
        for (int round = 0; round < 5; round++) {
            Topic topic = Topic.of(unique("race")).withPartitions(1);
            clients.get(0).admin().declare(topic);
            Topic withGroup = topic.withGroups(WORKERS);
            Set<String> mine = ConcurrentHashMap.newKeySet();
            CyclicBarrier start = new CyclicBarrier(programs);
            List<Thread> threads = new ArrayList<>();
            for (MqClient client : clients) {
                Thread thread = new Thread(() -> mine.addAll(declareAndPublish(client, topic, withGroup, start)));
                threads.add(thread);
                thread.start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(mine).hasSize(programs * 5);
            assertReceives(clients.get(0), withGroup, mine);
        }
    }

    /** A mark that stays would keep the retention of the topic from removing anything, and a new group from its start. */
    @ParameterizedTest
    @ValueSource(strings = {"share", "classic"})
    void whatIsDeletedAtOnceLeavesNoMark(String mode) throws Exception {
        MqClient mq = connect("kafka.mode", mode);
        Topic topic = Topic.of(unique("marks")).withPartitions(1);
        mq.admin().declare(topic);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            String name = "short-lived-" + i + "-";
            threads.add(new Thread(() -> declareAndDelete(mq, topic, name)));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(join(admin().listConfigResources(Set.of(ConfigResource.Type.GROUP), new ListConfigResourcesOptions())
                        .all()))
                .extracting(ConfigResource::name)
                .noneMatch(group -> group.startsWith(topic.name()));
    }

    private static void declareAndDelete(MqClient mq, Topic topic, String name) {
        for (int i = 0; i < 40; i++) {
            Group group = Group.of(name + i);
            mq.admin().declare(topic.withGroups(group));
            mq.admin().deleteGroup(topic, group);
        }
    }

    /** Publishes before the group exists, declares it, and returns what was published after that. */
    private static List<String> declareAndPublish(MqClient client, Topic topic, Topic withGroup, CyclicBarrier start) {
        List<String> after = new ArrayList<>();
        try (Publisher<String> publisher = client.publisher(topic, Codec.string())) {
            start.await();
            publisher.publish("before");
            client.admin().declare(withGroup);
            for (int i = 0; i < 5; i++) {
                after.add(publisher.publish("after").messageId());
            }
            return after;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertReceives(MqClient client, Topic topic, Set<String> ids) {
        Set<String> received = ConcurrentHashMap.newKeySet();
        try (Consumer consumer =
                client.consumer(topic, WORKERS, Codec.string()).start(delivery -> received.add(delivery.id()))) {
            assertThat(consumer.isConnected()).isTrue();
            await().atMost(SOON).untilAsserted(() -> assertThat(received).containsAll(ids));
        }
    }

    @Test
    void aGroupWhosePositionsAreGoneResumesAtTheEarliestAndSaysSo() {
        MqClient mq = connect("kafka.mode", "classic");
        Topic topic = Topic.of(unique("expired")).withGroups(WORKERS);
        mq.admin().declare(topic);
        Publisher<String> publisher = closing(mq.publisher(topic, Codec.string()));
        publisher.publish("seen");
        assertReceives(mq, topic, Set.of());
        // As the broker does by itself when the group had no members for a week.
        join(admin().deleteConsumerGroups(List.of(topic.name() + ".workers")).all());
        String missed = publisher.publish("published while nobody was there").messageId();
        mq.admin().declare(topic);

        assertReceives(mq, topic, Set.of(missed));
        assertThat(events)
                .filteredOn(event -> event.type() == MqEvent.Type.NOTICE)
                .extracting(MqEvent::message)
                .anyMatch(message -> message.contains("has lost its positions in topic " + topic.name()));
    }

    @Test
    void aGroupThatWasDeletedStartsAnew() {
        MqClient mq = connect("kafka.mode", "classic");
        Topic topic = Topic.of(unique("deleted")).withGroups(WORKERS);
        mq.admin().declare(topic);
        Publisher<String> publisher = closing(mq.publisher(topic, Codec.string()));
        publisher.publish("gone with the group");
        mq.admin().deleteGroup(topic, WORKERS);
        mq.admin().declare(topic);

        assertThat(mq.admin().backlog(topic, WORKERS).ready()).isZero();
    }

    @Test
    void theKindOfAGroupIsFixed() {
        MqClient share = connect("kafka.mode", "share");
        MqClient classic = connect("kafka.mode", "classic");
        MqClient auto = connect();
        Topic first = Topic.of(unique("kind")).withGroups(WORKERS);
        share.admin().declare(first);
        assertConflict(() -> classic.admin().declare(first), "exists as a share group, but kafka.mode=classic");
        auto.admin().declare(first);

        Topic second = Topic.of(unique("kind")).withGroups(WORKERS);
        classic.admin().declare(second);
        assertConflict(() -> share.admin().declare(second), "exists as a classic group, but kafka.mode=share");
        auto.admin().declare(second);
        assertConflict(
                () -> share.receiver(second, WORKERS, Codec.string()),
                "exists as a classic group, but kafka.mode=share");
    }

    private static void assertConflict(Runnable call, String why) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        MqException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
                .hasMessageContaining(why)
                .hasMessageContaining("delete the group");
    }

    @ParameterizedTest
    @ValueSource(strings = {"share", "classic"})
    void addedPartitionsStartAtTheirBeginning(String mode) throws ExecutionException, InterruptedException {
        MqClient mq = connect("kafka.mode", mode, "kafka.metadata.max.age.ms", "1000");
        Topic topic = Topic.of(unique("added")).withGroups(WORKERS);
        MqClient declaring = connect("kafka.mode", mode, "kafka.partitions", "1");
        declaring.admin().declare(topic);
        Admin admin = admin();
        join(admin.createPartitions(Map.of(topic.name(), NewPartitions.increaseTo(2)))
                .all());
        KafkaProducer<byte[], byte[]> producer = producer(Map.of());
        producer.send(new ProducerRecord<>(topic.name(), 1, null, "early".getBytes(UTF_8)))
                .get();

        assertReceives(mq, topic, Set.of(topic.name() + "-1@0"));
        assertThat(events).noneMatch(event -> event.message().contains("has lost its positions"));
    }

    @Test
    void whatIsSettledOutOfOrderSurvivesTheOwner() {
        MqClient mq = connect("kafka.mode", "classic", "client.name", unique("owner"));
        Topic topic = Topic.of(unique("ahead")).withPartitions(1).withGroups(WORKERS);
        mq.admin().declare(topic);
        Publisher<String> publisher = closing(mq.publisher(topic, Codec.string()));
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            ids.add(publisher.publish("x").messageId());
        }
        List<Delivery<String>> deliveries = new CopyOnWriteArrayList<>();
        closing(mq.consumer(topic, WORKERS, Codec.string()).manualAck().start(deliveries::add));
        await().atMost(SOON).until(() -> deliveries.size() == 20);
        Set<String> open = new HashSet<>(Set.of(ids.get(0), ids.get(7)));
        deliveries.stream()
                .filter(delivery -> !open.contains(delivery.id()))
                .forEach(delivery -> assertThat(delivery.ack().join()).isEqualTo(Settlement.SETTLED));
        assertThat(mq.admin().backlog(topic, WORKERS).ready()).isEqualTo(2);
        join(admin().removeMembersFromConsumerGroup(
                        topic.name() + ".workers", new RemoveMembersFromConsumerGroupOptions())
                .all());

        await().atMost(SOON).until(() -> deliveries.size() == 22);
        assertThat(deliveries.subList(20, 22))
                .extracting(Delivery::id)
                .containsExactlyElementsOf(ids.stream().filter(open::contains).toList());
        assertThat(deliveries.get(0).ack().join()).isEqualTo(Settlement.LEASE_LOST);
        deliveries
                .subList(20, 22)
                .forEach(delivery -> assertThat(delivery.ack().join()).isEqualTo(Settlement.SETTLED));
        assertThat(mq.admin().backlog(topic, WORKERS).ready()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"share", "classic"})
    void transactionsOfForeignProgramsAreRespected(String mode) {
        MqClient mq = connect("kafka.mode", mode);
        Topic topic = Topic.of(unique("transactions")).withPartitions(1).withGroups(WORKERS);
        mq.admin().declare(topic);
        KafkaProducer<byte[], byte[]> producer = producer(Map.of("transactional.id", unique("tx")));
        producer.initTransactions();
        for (int i = 0; i < 6; i++) {
            producer.beginTransaction();
            // The end of the transaction waits for it.
            Future<?> unused = producer.send(new ProducerRecord<>(topic.name(), ("t" + i).getBytes(UTF_8)));
            if (i % 2 == 0) {
                producer.commitTransaction();
            } else {
                producer.abortTransaction();
            }
        }
        List<String> payloads = new CopyOnWriteArrayList<>();
        closing(mq.consumer(topic, WORKERS, Codec.string()).start(delivery -> payloads.add(delivery.payload())));

        await().atMost(SOON).until(() -> payloads.size() >= 3);
        assertThat(payloads).containsExactlyInAnyOrder("t0", "t2", "t4");
        await().atMost(SOON).until(() -> mq.admin().backlog(topic, WORKERS).ready() == 0);
    }

    @Test
    void privateTopicsKeepEverythingAndHaveRoomForTheCause() {
        MqClient mq = connect();
        Topic topic = Topic.of(unique("private")).withGroups(WORKERS);
        closing(mq.consumer(topic, WORKERS, Codec.string()).start(delivery -> {}));
        ConfigResource source = new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
        ConfigResource dead = new ConfigResource(ConfigResource.Type.TOPIC, topic.name() + ".workers.dlq");
        ConfigResource retry = new ConfigResource(ConfigResource.Type.TOPIC, topic.name() + ".workers.retry");

        var configs = join(admin().describeConfigs(List.of(source, dead, retry)).all());
        int limit = Integer.parseInt(
                configs.get(source).get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).value());
        for (ConfigResource kept : List.of(dead, retry)) {
            assertThat(configs.get(kept).get(TopicConfig.RETENTION_MS_CONFIG).value())
                    .isEqualTo("-1");
            assertThat(configs.get(kept).get(TopicConfig.RETENTION_BYTES_CONFIG).value())
                    .isEqualTo("-1");
            assertThat(Integer.parseInt(configs.get(kept)
                            .get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG)
                            .value()))
                    .isGreaterThanOrEqualTo(limit + 64 * 1024);
        }
    }
}
