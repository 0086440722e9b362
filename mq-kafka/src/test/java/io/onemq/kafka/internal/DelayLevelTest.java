package io.onemq.kafka.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DelayLevelTest {
    private static final long NOW = 1_700_000_000_000L;
    private static final TopicPartition PARTITION = new TopicPartition("onemq.delay.3", 0);

    private final DelayLevel level = new DelayLevel(PARTITION, 3_000);
    private long offset = 7;

    private ConsumerRecord<byte[], byte[]> record(long written, @Nullable Long due) {
        RecordHeaders headers = new RecordHeaders();
        headers.add("onemq-target", "orders".getBytes(StandardCharsets.UTF_8));
        if (due != null) {
            headers.add("onemq-not-before", Long.toString(due).getBytes(StandardCharsets.UTF_8));
        }
        return new ConsumerRecord<>(
                PARTITION.topic(),
                PARTITION.partition(),
                offset++,
                written,
                TimestampType.CREATE_TIME,
                0,
                0,
                null,
                new byte[0],
                headers,
                Optional.empty());
    }

    private void add(ConsumerRecord<byte[], byte[]> record, long readAt) {
        level.add(List.of(record), record.offset() + 1, readAt);
    }

    private List<DelayedRecord> due(long now) {
        List<DelayedRecord> due = new ArrayList<>();
        level.forEachDue(now, due::add);
        return due;
    }

    @Test
    void recordsLeaveWhenTheDelayHasPassed() {
        add(record(NOW, NOW + 10_000), NOW);
        add(record(NOW + 100, null), NOW + 100);
        assertThat(level.leavesAt()).isEqualTo(NOW + 3_000);
        assertThat(due(NOW + 2_999)).isEmpty();
        assertThat(due(NOW + 3_000)).hasSize(1);
        assertThat(due(NOW + 3_100)).hasSize(2);
    }

    @Test
    void aWrongClockOfAWriterHoldsUpNobody() {
        add(record(NOW + 3_600_000, null), NOW);
        add(record(NOW, null), NOW);
        assertThat(due(NOW + 3_000)).hasSize(2);
    }

    @Test
    void aDueTimeThatIsNearerThanTheDelayCounts() {
        add(record(NOW, NOW + 2_000), NOW);
        assertThat(level.leavesAt()).isEqualTo(NOW + 2_000 - DelayLevels.SLACK_MILLIS);
    }

    @Test
    void onlyWhatHasLeftIsCommitted() {
        assertThat(level.toCommit()).isEqualTo(-1);
        add(record(NOW, null), NOW);
        add(record(NOW, null), NOW);
        List<DelayedRecord> due = due(NOW + 3_000);
        due.get(1).become(DelayedRecord.State.DONE);
        assertThat(level.toCommit()).isEqualTo(-1);
        due.get(0).become(DelayedRecord.State.DONE);
        assertThat(level.toCommit()).isEqualTo(9);
        level.committed(9);
        assertThat(level.toCommit()).isEqualTo(-1);
    }

    @Test
    void whatCouldNotLeaveTriesAgainAndLetsOthersPass() {
        add(record(NOW, null), NOW);
        add(record(NOW + 500, null), NOW + 500);
        due(NOW + 3_000).get(0).stay(NOW + 60_000);
        assertThat(level.leavesAt()).isEqualTo(NOW + 3_500);
        assertThat(due(NOW + 3_500)).hasSize(1);
    }

    @Test
    void aFullLevelIsReadAgainShortlyBeforeItsFirstRecordLeaves() {
        for (int i = 0; i < 500; i++) {
            add(record(NOW, null), NOW);
        }
        assertThat(level.isFull(NOW + 2_299, 700)).isTrue();
        assertThat(level.isFull(NOW + 2_300, 700)).isFalse();
        due(NOW + 3_000).forEach(record -> record.become(DelayedRecord.State.SENT));
        assertThat(level.isFull(NOW + 3_000, 700)).as("while they leave").isFalse();
    }
}
