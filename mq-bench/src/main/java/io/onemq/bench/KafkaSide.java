package io.onemq.bench;

import io.onemq.Topic;
import io.onemq.spi.BrokerUrl;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Kafka by its own producer, and by one of its two consumers. */
final class KafkaSide implements Side {
    private static final int DEFAULT_PORT = 9092;
    // Larger than the default of 16 KiB, with which this producer reaches a third of the throughput.
    private static final int BATCH_BYTES = 256 << 10;
    private static final long BUFFER_BYTES = 64L << 20;

    private final KafkaReader reader;
    private final Map<String, Object> connection;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Admin admin;

    KafkaSide(String url, KafkaReader reader) {
        this.reader = reader;
        this.connection = Map.of(
                CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
                BrokerUrl.parse(url).hosts().stream()
                        .map(host -> host.name() + ":" + host.portOr(DEFAULT_PORT))
                        .collect(Collectors.joining(",")));
        Map<String, Object> producing = new HashMap<>(connection);
        producing.put(ProducerConfig.ACKS_CONFIG, "all");
        producing.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        producing.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        producing.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES);
        this.producer = new KafkaProducer<>(producing, new ByteArraySerializer(), new ByteArraySerializer());
        this.admin = Admin.create(connection);
    }

    @Override
    public String client() {
        return "kafka-clients " + Versions.read(KafkaProducer.class, "/kafka/kafka-version.properties");
    }

    @Override
    public String settings() {
        return "acks=all, idempotent, batch.size " + BATCH_BYTES + ", asynchronous sends with callbacks; "
                + reader.settings();
    }

    @Override
    public Sample publish(Topic topic, int messages) throws InterruptedException {
        Confirmations confirmations = new Confirmations(messages);
        Meter meter = new Meter();
        meter.begin();
        for (int i = 0; i < messages; i++) {
            var unused = producer.send(
                    new ProducerRecord<>(topic.name(), Payloads.numbered(i)),
                    (stored, failure) -> confirmations.completed(failure));
        }
        meter.handedOver();
        producer.flush();
        confirmations.await();
        return meter.end(messages);
    }

    @Override
    public Sample consume(Topic topic, int messages) throws InterruptedException {
        Tally tally = new Tally(messages);
        return reader.read(new HashMap<>(connection), topic.name(), group(topic), tally);
    }

    @Override
    public long backlog(Topic topic) throws Exception {
        return reader.backlog(admin, topic.name(), group(topic));
    }

    private static String group(Topic topic) {
        return topic.name() + "." + topic.groups().get(0).name();
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
    }
}
