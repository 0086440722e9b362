package io.onemq.kafka.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.OffsetMetadataTooLarge;
import org.apache.kafka.common.errors.StaleMemberEpochException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CommitterTest {
    private static final TopicPartition PARTITION = new TopicPartition("orders", 0);

    private final Refusing consumer = new Refusing();

    @Test
    void aCommitWithAnOldEpochIsMadeAgain() {
        consumer.failures.add(new StaleMemberEpochException("stale"));
        Committer committer = new Committer(consumer, false, List.of(tracker(null)));

        await().atMost(Duration.ofSeconds(10)).until(() -> {
            committer.run(true);
            return consumer.offered.size() == 2;
        });
        assertThat(consumer.offered.get(1)).isEqualTo(consumer.offered.get(0));
    }

    @Test
    void aGroupInOrderNeedsItsMetadata() {
        consumer.failures.add(new OffsetMetadataTooLarge("1 byte"));
        Committer committer = new Committer(consumer, true, List.of(tracker(new OrderNotes(Map.of()))));
        committer.run(true);

        assertThatThrownBy(() -> committer.run(true)).isInstanceOf(OffsetMetadataTooLarge.class);
    }

    @Test
    void aGroupWithoutOrderGoesOnWithoutMetadata() {
        consumer.failures.add(new OffsetMetadataTooLarge("1 byte"));
        Committer committer = new Committer(consumer, false, List.of(tracker(null)));

        await().atMost(Duration.ofSeconds(10)).until(() -> {
            committer.run(true);
            return consumer.offered.size() == 2;
        });
        assertThat(consumer.offered.get(1)).isEqualTo(new OffsetAndMetadata(1));
    }

    /** A partition of which the first and the last of three messages are settled. */
    private static PartitionTracker tracker(@Nullable OrderNotes orderNotes) {
        PartitionTracker tracker = new PartitionTracker(
                PARTITION, 0, SettledAhead.NONE, new HandOutNotes(Returns.NONE, false), orderNotes);
        tracker.fetched(3, new OffsetAndMetadata(3));
        List<ClassicDelivery> deliveries = new ArrayList<>();
        for (int offset = 0; offset < 3; offset++) {
            deliveries.add(Objects.requireNonNull(
                    tracker.deliver(new ConsumerRecord<>("orders", 0, offset, new byte[0], new byte[0]))));
        }
        assertThat(tracker.settle(deliveries.get(0))).isTrue();
        assertThat(tracker.settle(deliveries.get(2))).isTrue();
        return tracker;
    }

    /** Answers commits with failures first. */
    private static final class Refusing extends MockConsumer<byte[], byte[]> {
        private final Queue<Exception> failures = new ArrayDeque<>();
        private final List<OffsetAndMetadata> offered = new ArrayList<>();

        Refusing() {
            super("none");
        }

        @Override
        public synchronized void commitAsync(
                Map<TopicPartition, OffsetAndMetadata> offsets, OffsetCommitCallback callback) {
            offered.add(Objects.requireNonNull(offsets.get(PARTITION)));
            callback.onComplete(offsets, failures.poll());
        }
    }
}
