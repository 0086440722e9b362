package io.onemq.kafka.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class PartitionTrackerTest {
    private static final TopicPartition PARTITION = new TopicPartition("orders", 3);

    private static PartitionTracker tracker(long position) {
        return new PartitionTracker(PARTITION, position, SettledAhead.NONE, new HandOutNotes(Returns.NONE, false));
    }

    /** Delivers records with these offsets, after which the position is as given. */
    private static List<ClassicDelivery> deliver(PartitionTracker tracker, long position, long... offsets) {
        tracker.fetched(offsets.length, new OffsetAndMetadata(position));
        List<ClassicDelivery> deliveries = new ArrayList<>();
        for (long offset : offsets) {
            deliveries.add(Objects.requireNonNull(tracker.deliver(record(offset))));
        }
        return deliveries;
    }

    private static ConsumerRecord<byte[], byte[]> record(long offset) {
        return new ConsumerRecord<>("orders", 3, offset, new byte[0], new byte[0]);
    }

    private static OffsetAndMetadata position(PartitionTracker tracker) {
        return tracker.snapshot(true).position();
    }

    @Test
    void thePositionIsTheLowestUnsettledOffset() {
        PartitionTracker tracker = tracker(10);
        List<ClassicDelivery> deliveries = deliver(tracker, 14, 10, 11, 12, 13);

        assertThat(tracker.settle(deliveries.get(1))).isTrue();
        assertThat(position(tracker).offset()).isEqualTo(10);
        assertThat(tracker.settle(deliveries.get(0))).isTrue();
        assertThat(position(tracker).offset()).isEqualTo(12);
    }

    @Test
    void gapsOfTransactionsAndCompactionDoNotHoldThePositionBack() {
        PartitionTracker tracker = tracker(10);
        List<ClassicDelivery> deliveries = deliver(tracker, 40, 10, 17, 30);

        deliveries
                .subList(0, 2)
                .forEach(delivery -> assertThat(tracker.settle(delivery)).isTrue());
        assertThat(position(tracker).offset()).isEqualTo(30);
        assertThat(tracker.settle(deliveries.get(2))).isTrue();
        assertThat(position(tracker).offset()).as("behind the last marker").isEqualTo(40);
    }

    @Test
    void recordsThatWaitAreNotPassed() {
        PartitionTracker tracker = tracker(10);
        tracker.fetched(2, new OffsetAndMetadata(20));
        assertThat(position(tracker).offset()).isEqualTo(10);
        ClassicDelivery first = Objects.requireNonNull(tracker.deliver(record(12)));

        assertThat(tracker.settle(first)).isTrue();
        assertThat(position(tracker).offset()).isEqualTo(13);
    }

    @Test
    void whatAnEarlierOwnerSettledIsKeptBeforeItIsReachedAgain() {
        SettledAhead.Encoder settled = new SettledAhead.Encoder(5);
        assertThat(settled.add(6, 500)).isTrue();
        OffsetAndMetadata found = new OffsetAndMetadata(5, new Returns(1, Long.MAX_VALUE).addTo(settled.text(), 5));
        PartitionTracker tracker = new PartitionTracker(
                PARTITION, 5, SettledAhead.decode(found), new HandOutNotes(Returns.decode(found), false));
        tracker.fetched(496, new OffsetAndMetadata(501));
        assertThat(tracker.mayDeliver(5, 20)).isFalse();

        OffsetAndMetadata noted = position(tracker);
        assertThat(Returns.decode(noted)).isEqualTo(new Returns(2, 21));
        assertThat(SettledAhead.decode(noted).contains(6)).isTrue();
        assertThat(SettledAhead.decode(noted).contains(500)).isTrue();
        assertThat(SettledAhead.decode(noted).contains(5)).isFalse();
        assertThat(tracker.deliver(record(5))).isNotNull();
        assertThat(tracker.deliver(record(6))).isNull();
        assertThat(SettledAhead.decode(position(tracker)).contains(300)).isTrue();
    }

    @Test
    void theNextOwnerDoesNotDeliverWhatIsSettledAhead() {
        PartitionTracker before = tracker(10);
        List<ClassicDelivery> deliveries = deliver(before, 20, 10, 11, 14, 15, 19);
        List.of(1, 2, 4)
                .forEach(i -> assertThat(before.settle(deliveries.get(i))).isTrue());
        OffsetAndMetadata committed = position(before);

        PartitionTracker next = new PartitionTracker(
                PARTITION, committed.offset(), SettledAhead.decode(committed), new HandOutNotes(Returns.NONE, false));
        next.fetched(5, new OffsetAndMetadata(20));
        List<Long> delivered = new ArrayList<>();
        for (long offset : new long[] {10, 11, 14, 15, 19}) {
            ClassicDelivery delivery = next.deliver(record(offset));
            if (delivery != null) {
                delivered.add(offset);
                assertThat(next.settle(delivery)).isTrue();
            }
        }
        assertThat(delivered).containsExactly(10L, 15L);
        assertThat(position(next).offset()).isEqualTo(20);
    }

    @Test
    void whatAnEarlierOwnerSettledBelowThePositionIsLeftOut() {
        SettledAhead.Encoder settled = new SettledAhead.Encoder(0);
        assertThat(settled.add(5, 9)).isTrue();
        assertThat(settled.add(300, 301)).isTrue();
        PartitionTracker tracker = new PartitionTracker(
                PARTITION,
                0,
                SettledAhead.decode(new OffsetAndMetadata(0, settled.text())),
                new HandOutNotes(Returns.NONE, false));

        tracker.fetched(0, new OffsetAndMetadata(205));

        OffsetAndMetadata compacted = position(tracker);
        assertThat(compacted.offset()).isEqualTo(205);
        assertThat(SettledAhead.decode(compacted).count(0)).isEqualTo(2);
        assertThat(SettledAhead.decode(compacted).contains(300)).isTrue();
    }

    @Test
    void aDeliveryIsSettledOnce() {
        PartitionTracker tracker = tracker(0);
        ClassicDelivery delivery = deliver(tracker, 1, 0).get(0);

        assertThat(tracker.settle(delivery)).isTrue();
        assertThat(tracker.settle(delivery)).isFalse();
    }

    @Test
    void aDeliveryThatIsHandedBackMakesPlaceForAFreshOne() {
        PartitionTracker tracker = tracker(0);
        ClassicDelivery delivery = deliver(tracker, 1, 0).get(0);
        ClassicDelivery fresh = Objects.requireNonNull(tracker.handBack(delivery));

        assertThat(tracker.settle(delivery)).as("the old one").isFalse();
        assertThat(tracker.handBack(delivery)).isNull();
        assertThat(tracker.settle(fresh)).isTrue();
        assertThat(position(tracker).offset()).isEqualTo(1);
    }

    @Test
    void nothingCanBeSettledAfterTheOwnershipEnds() {
        PartitionTracker tracker = tracker(0);
        List<ClassicDelivery> deliveries = deliver(tracker, 2, 0, 1);
        assertThat(tracker.settle(deliveries.get(0))).isTrue();

        assertThat(tracker.unsettled()).containsExactly(deliveries.get(1));
        tracker.end();
        assertThat(tracker.settle(deliveries.get(1))).isFalse();
    }

    @Test
    void anyOrderEndsAtTheEnd() {
        Random random = new Random(7);
        PartitionTracker tracker = tracker(0);
        List<ClassicDelivery> open = new ArrayList<>();
        long offset = 0;
        long lowest = 0;
        for (int i = 0; i < 20_000; i++) {
            if (open.size() < 300 && random.nextBoolean()) {
                offset += 1 + random.nextInt(3);
                open.addAll(deliver(tracker, offset + 1, offset));
            } else if (!open.isEmpty()) {
                assertThat(tracker.settle(open.remove(random.nextInt(open.size()))))
                        .isTrue();
            }
            long expected = open.stream()
                    .mapToLong(delivery -> delivery.record().offset())
                    .min()
                    .orElse(offset == 0 ? 0 : offset + 1);
            assertThat(position(tracker).offset()).isEqualTo(expected).isGreaterThanOrEqualTo(lowest);
            lowest = expected;
        }
    }

    @Test
    void withoutMetadataOnlyThePositionCounts() {
        PartitionTracker tracker = tracker(0);
        List<ClassicDelivery> deliveries = deliver(tracker, 3, 0, 1, 2);
        assertThat(tracker.settle(deliveries.get(1))).isTrue();

        PartitionTracker.Snapshot plain = tracker.snapshot(false);
        assertThat(plain.position().metadata()).isEmpty();
        assertThat(plain.complete()).as("settlements below this are committed").isZero();
        assertThat(tracker.snapshot(true).complete()).isEqualTo(Long.MAX_VALUE);
    }
}
