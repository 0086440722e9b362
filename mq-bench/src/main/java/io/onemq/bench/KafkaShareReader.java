package io.onemq.bench;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A share group: each record is acknowledged explicitly, committed asynchronously after each poll. */
final class KafkaShareReader implements KafkaReader {

    @Override
    public String settings() {
        return "share group, max.poll.records " + MAX_POLL_RECORDS
                + ", explicit acknowledge per record, commitAsync per poll, commitSync at the end";
    }

    @Override
    public Sample read(Map<String, Object> config, String topic, String group, Tally tally) {
        config.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        config.put(ConsumerConfig.SHARE_ACKNOWLEDGEMENT_MODE_CONFIG, "explicit");
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_POLL_RECORDS);
        try (KafkaShareConsumer<byte[], byte[]> consumer =
                new KafkaShareConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(topic));
            Patience patience = new Patience(tally);
            while (!tally.isComplete()) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
                for (ConsumerRecord<byte[], byte[]> message : records) {
                    tally.consumed(message.value());
                    consumer.acknowledge(message, AcknowledgeType.ACCEPT);
                }
                consumer.commitAsync();
                patience.progress(records.count());
            }
            consumer.commitSync()
                    .forEach((partition, failure) -> failure.ifPresent(cause -> {
                        throw new InvalidRoundException("The last acknowledgements failed: " + cause, cause);
                    }));
            return tally.end();
        }
    }

    @Override
    public long backlog(Admin admin, String topic, String group) throws Exception {
        var offsets = admin.listShareGroupOffsets(Map.of(group, new ListShareGroupOffsetsSpec()))
                .partitionsToOffsetInfo(group)
                .get()
                .get(new TopicPartition(topic, 0));
        return offsets == null ? -1 : offsets.lag().orElse(-1L);
    }
}
