package io.onemq.bench;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A consumer group: asynchronous commits after each poll, a synchronous one at the end. */
final class KafkaClassicReader implements KafkaReader {

    @Override
    public String settings() {
        return "consumer group, max.poll.records " + MAX_POLL_RECORDS + ", commitAsync per poll, commitSync at the end";
    }

    @Override
    public Sample read(Map<String, Object> config, String topic, String group, Tally tally) {
        config.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_POLL_RECORDS);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(topic));
            Patience patience = new Patience(tally);
            while (!tally.isComplete()) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
                for (ConsumerRecord<byte[], byte[]> message : records) {
                    tally.consumed(message.value());
                }
                consumer.commitAsync();
                patience.progress(records.count());
            }
            consumer.commitSync();
            return tally.end();
        }
    }

    @Override
    public long backlog(Admin admin, String topic, String group) throws Exception {
        TopicPartition partition = new TopicPartition(topic, 0);
        var end = admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                .partitionResult(partition)
                .get();
        var committed = admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get()
                .get(partition);
        return end.offset() - (committed == null ? 0 : committed.offset());
    }
}
