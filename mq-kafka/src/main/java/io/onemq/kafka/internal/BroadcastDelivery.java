package io.onemq.kafka.internal;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A record that a broadcast consumer has read. Nobody owns it. */
final class BroadcastDelivery extends KafkaDelivery {

    BroadcastDelivery(ConsumerRecord<byte[], byte[]> record) {
        super(record);
    }

    @Override
    public int earlierDeliveries() {
        return 0;
    }
}
