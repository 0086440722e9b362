package io.onemq.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onemq.Codec;
import io.onemq.Consumer;
import io.onemq.Group;
import io.onemq.MqClient;
import io.onemq.MqEvent;
import io.onemq.Retention;
import io.onemq.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the settings of topics say, and who holds messages. */
class KafkaRetentionIT extends KafkaCases {
    private static final Group WORKERS = Group.of("workers");
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration WINDOW = Duration.ofSeconds(4);
    private static final Retention SECOND = Retention.ofAge(Duration.ofSeconds(1));

    private Topic topic(String name, Retention retention) {
        return Topic.of(unique(name)).withPartitions(1).withGroups(WORKERS).withRetention(retention);
    }

    private static TopicPartition partition(Topic topic) {
        return new TopicPartition(topic.name(), 0);
    }

    private static long beginning(Admin admin, Topic topic) {
        return join(admin.listOffsets(Map.of(partition(topic), OffsetSpec.earliest()))
                        .partitionResult(partition(topic)))
                .offset();
    }

    private static String setting(Admin admin, Topic topic, String name) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
        Config config = join(admin.describeConfigs(List.of(resource)).all()).get(resource);
        return config.get(name).value();
    }

    private static void publish(MqClient client, Topic topic, int count) {
        try (var publisher = client.publisher(topic, Codec.string())) {
            for (int i = 0; i < count; i++) {
                publisher.publish("m" + i);
            }
        }
    }

    @Test
    void aRetentionIsInTheSettingsOfTheTopic() {
        MqClient client = connect();
        Admin admin = admin();
        Topic topic = topic("settings", Retention.ofAge(Duration.ofHours(8)));
        client.admin().declare(topic);
        assertThat(setting(admin, topic, "retention.ms")).isEqualTo("-1");
        assertThat(setting(admin, topic, "local.retention.ms")).isEqualTo("28800000");
        assertThat(setting(admin, topic, "segment.ms")).isEqualTo("3600000");
        assertThat(client.admin().describe(topic).retention()).isEqualTo(topic.retention());

        Topic dropping = topic.withRetention(
                Retention.ofAge(Duration.ofHours(8)).withBytes(80L << 20).droppingUnsettled());
        client.admin().declare(dropping);
        assertThat(setting(admin, topic, "retention.ms")).isEqualTo("28800000");
        assertThat(setting(admin, topic, "retention.bytes")).isEqualTo("83886080");
        assertThat(setting(admin, topic, "segment.bytes")).isEqualTo("10485760");
        assertThat(client.admin().describe(topic).retention()).isEqualTo(dropping.retention());
        assertThat(events).singleElement().extracting(MqEvent::type).isEqualTo(MqEvent.Type.NOTICE);
    }

    @Test
    void aTopicOfAnotherProgramKeepsItsSettings() {
        MqClient client = connect();
        Admin admin = admin();
        Topic plain = Topic.of(unique("foreign")).withGroups(WORKERS);
        join(admin.createTopics(
                        List.of(new NewTopic(plain.name(), 1, (short) 1).configs(Map.of("retention.ms", "3600000"))))
                .all());
        client.admin().declare(plain);

        assertThat(setting(admin, plain, "retention.ms")).isEqualTo("3600000");
        assertThat(client.admin().describe(plain).retention())
                .contains(Retention.ofAge(Duration.ofHours(1)).droppingUnsettled());
        assertThat(events).isEmpty();
    }

    @Test
    void aGroupThatHasLostItsPositionsHoldsEverything() {
        MqClient client = connect("kafka.mode", "classic");
        Admin admin = admin();
        Topic topic = topic("expired", SECOND);
        client.admin().declare(topic);
        publish(client, topic, 5);
        String group = topic.name() + "." + WORKERS.name();
        join(admin.deleteConsumerGroupOffsets(group, Set.of(partition(topic))).all());

        await().during(WINDOW).atMost(WINDOW.plus(SOON)).until(() -> beginning(admin, topic) == 0);
        join(admin.alterConsumerGroupOffsets(group, Map.of(partition(topic), new OffsetAndMetadata(3)))
                .all());
        await().atMost(SOON).until(() -> beginning(admin, topic) == 3);
    }

    /** The retention that removes whole files is played by somebody who deletes records. */
    @ParameterizedTest
    @ValueSource(strings = {"share", "classic"})
    void aLiveGroupIsToldThatItMayHaveLostMessages(String mode) {
        MqClient client = connect("kafka.mode", mode);
        Admin admin = admin();
        Topic topic = topic("live", Retention.ofAge(Duration.ofHours(1)).droppingUnsettled());
        client.admin().declare(topic);
        publish(client, topic, 3);
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch holding = new CountDownLatch(1);
        try (Consumer consumer = client.consumer(topic, WORKERS, Codec.string())
                .maxInFlight(1)
                .start(delivery -> {
                    holding.countDown();
                    go.await();
                })) {
            await().atMost(SOON).until(() -> holding.getCount() == 0);
            var producer = producer(Map.of());
            for (int i = 0; i < 5_000; i++) {
                var unused = producer.send(new ProducerRecord<>(
                        topic.name(), 0, null, "x".repeat(500).getBytes(UTF_8)));
            }
            producer.flush();
            join(admin.deleteRecords(Map.of(partition(topic), RecordsToDelete.beforeOffset(5_000)))
                    .all());
            go.countDown();
            await().atMost(SOON)
                    .until(() -> events.stream()
                            .anyMatch(event -> event.type() == MqEvent.Type.NOTICE
                                    && event.message().contains(topic.name())));
            assertThat(consumer.isConnected()).isTrue();
        }
    }
}
