package io.onemq.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onemq.Codec;
import io.onemq.Message;
import io.onemq.MqClient;
import io.onemq.PublishReceipt;
import io.onemq.Publisher;
import io.onemq.Topic;
import io.onemq.testkit.runtime.BrokerRuntime;
import io.onemq.testkit.runtime.Brokers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;

/** What a publisher that has sent nothing yet to most partitions makes of an outage. With a broker of its own. */
class KafkaOutageIT {
    private static final int PARTITIONS = 200;
    private static final int KEYS = 2_000;
    private static final Duration SOON = Duration.ofSeconds(30);

    private final List<CompletableFuture<PublishReceipt>> published = new CopyOnWriteArrayList<>();

    /** Without {@code Lane} some of these messages are stuck until the delivery timeout. The more partitions, the surer. */
    @Test
    void theFirstMessagesToEachPartitionAreStoredInOrder() throws Exception {
        ScheduledExecutorService load = Executors.newSingleThreadScheduledExecutor();
        try (BrokerRuntime broker = Brokers.create("kafka")) {
            broker.start();
            // Whoever waits for room sends nothing more, and it takes several batches under way.
            try (MqClient mq = MqClient.builder(broker.url())
                    .option("publish.max-unconfirmed", "100000")
                    .connect()) {
                Topic topic = Topic.of("outage").withPartitions(PARTITIONS);
                Publisher<String> publisher = mq.publisher(topic, Codec.string());
                publisher.publish("makes the topic known to the publisher");
                broker.kill();
                Future<?> unused = load.scheduleAtFixedRate(() -> publishOne(publisher), 0, 1, TimeUnit.MILLISECONDS);
                broker.start();
                int before = published.size();
                await().atMost(SOON).until(() -> published.size() > before + 2_000);
                load.shutdown();
                assertThat(load.awaitTermination(SOON.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();

                await().atMost(SOON).until(() -> published.stream().allMatch(CompletableFuture::isDone));
                assertThat(published).isNotEmpty().allMatch(future -> !future.isCompletedExceptionally());
                assertThat(read(broker, topic))
                        .as("messages that came out of order")
                        .isEmpty();
            }
        } finally {
            load.shutdownNow();
        }
    }

    private void publishOne(Publisher<String> publisher) {
        int number = published.size();
        published.add(
                publisher.publishAsync(Message.of(Integer.toString(number)).withKey("key-" + number % KEYS)));
    }

    /** Reads all and returns what is older than what was read before of its key. */
    private List<String> read(BrokerRuntime broker, Topic topic) {
        List<String> late = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        Map<String, Integer> last = new HashMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.url().substring("kafka://".length())),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> all = IntStream.range(0, PARTITIONS)
                    .mapToObj(partition -> new TopicPartition(topic.name(), partition))
                    .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            await().atMost(SOON).until(() -> {
                for (ConsumerRecord<byte[], byte[]> read : consumer.poll(Duration.ofMillis(200))) {
                    if (read.key() != null && seen.add(text(read.value()))) {
                        int number = Integer.parseInt(text(read.value()));
                        Integer before = last.put(text(read.key()), number);
                        if (before != null && before > number) {
                            late.add(text(read.key()) + ": " + number + " after " + before);
                        }
                    }
                }
                return seen.size() == published.size();
            });
        }
        return late;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
