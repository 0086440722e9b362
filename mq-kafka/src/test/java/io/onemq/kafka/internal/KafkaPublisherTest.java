package io.onemq.kafka.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.onemq.ErrorCode;
import io.onemq.MqException;
import io.onemq.Outcome;
import io.onemq.PublishException;
import io.onemq.spi.HeaderVisitor;
import io.onemq.spi.OutgoingMessage;
import io.onemq.spi.PublishListener;
import io.onemq.spi.TopicSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KafkaPublisherTest {
    private static final MetricName REPEATED =
            new MetricName("record-retry-total", "producer-metrics", "how many were sent again", Map.of());

    private final Set<String> topics = new HashSet<>(Set.of("alive", "deleted"));
    private final Recording recording = new Recording();
    private final MockProducer<byte[], byte[]> producer = new MockProducer<>(
            cluster("alive", "deleted"), false, null, new ByteArraySerializer(), new ByteArraySerializer());

    private static Cluster cluster(String... topics) {
        Node node = new Node(0, "localhost", 9092);
        Node[] nodes = {node};
        return new Cluster(
                "cluster",
                List.of(node),
                Stream.of(topics)
                        .map(topic -> new PartitionInfo(topic, 0, node, nodes, nodes))
                        .toList(),
                Set.of(),
                Set.of());
    }

    private KafkaPublisher publisher() {
        return new KafkaPublisher(
                producer,
                new Destinations(topics::contains, topic -> Integer.MAX_VALUE),
                // Nothing is delayed.
                null,
                recording,
                () -> {});
    }

    /** Calls back on another thread than that which sends, as the producer does. */
    private void answered(@Nullable RuntimeException failure) {
        assertThat(CompletableFuture.supplyAsync(
                                () -> failure == null ? producer.completeNext() : producer.errorNext(failure))
                        .join())
                .isTrue();
    }

    @Test
    void aDeletedTopicIsNoticedWhileOthersGoOn() {
        KafkaPublisher publisher = publisher();
        publisher.publish(List.of(new Text("alive"), new Text("deleted")));
        publisher.lookForDeletedTopics();
        topics.remove("deleted");
        answered(null);
        publisher.publish(List.of(new Text("alive")));

        publisher.lookForDeletedTopics();

        assertThat(recording.told).containsExactly("confirmed alive", "lost CONNECTION");
    }

    @Test
    void aTopicWhoseMessagesAreConfirmedIsNotLookedFor() {
        KafkaPublisher publisher = publisher();
        publisher.publish(List.of(new Text("alive"), new Text("alive")));
        publisher.lookForDeletedTopics();
        topics.remove("alive");
        answered(null);

        publisher.lookForDeletedTopics();

        assertThat(recording.told).containsExactly("confirmed alive");
    }

    @Test
    void aRefusalIsCertainAsLongAsNothingWasSentTwice() {
        double[] repeated = {0};
        producer.setMockMetrics(REPEATED, new Metric() {

            @Override
            public MetricName metricName() {
                return REPEATED;
            }

            @Override
            public Object metricValue() {
                return repeated[0];
            }
        });
        KafkaPublisher publisher = publisher();
        publisher.publish(List.of(new Text("alive"), new Text("deleted")));
        answered(new TopicAuthorizationException("no"));
        repeated[0] = 1;
        answered(new TopicAuthorizationException("no"));

        assertThat(recording.failures)
                .extracting(MqException::code, MqException::outcome)
                .containsExactly(
                        tuple(ErrorCode.AUTHORIZATION, Outcome.NOT_SENT),
                        tuple(ErrorCode.AUTHORIZATION, Outcome.UNKNOWN));
    }

    private record Text(TopicSpec topic) implements OutgoingMessage {

        Text(String topic) {
            this(new TopicSpec(topic, 1, TopicSpec.Role.APPLICATION));
        }

        @Override
        public String id() {
            return "t-1";
        }

        @Override
        public @Nullable String key() {
            return null;
        }

        @Override
        public byte[] payload() {
            return new byte[0];
        }

        @Override
        public @Nullable String contentType() {
            return null;
        }

        @Override
        public @Nullable String correlationId() {
            return null;
        }

        @Override
        public @Nullable String replyTo() {
            return null;
        }

        @Override
        public long timestamp() {
            return System.currentTimeMillis();
        }

        @Override
        public void forEachHeader(HeaderVisitor visitor) {}
    }

    /** Keeps what a publisher reports. */
    private static final class Recording implements PublishListener {
        private final List<String> told = new ArrayList<>();
        private final List<PublishException> failures = new ArrayList<>();

        @Override
        public void confirmed(OutgoingMessage message, @Nullable String position) {
            told.add("confirmed " + message.topic().name());
        }

        @Override
        public void duplicate(OutgoingMessage message, @Nullable String position) {
            told.add("duplicate " + message.topic().name());
        }

        @Override
        public void failed(OutgoingMessage message, PublishException failure) {
            failures.add(failure);
        }

        @Override
        public void lost(MqException cause) {
            told.add("lost " + cause.code());
        }

        @Override
        public void blocked(String reason) {}

        @Override
        public void unblocked() {}
    }
}
