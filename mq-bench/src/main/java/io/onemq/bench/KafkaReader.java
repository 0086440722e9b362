package io.onemq.bench;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;

/** One of Kafka's two ways to read as a group. */
interface KafkaReader {
    int MAX_POLL_RECORDS = 500;
    Duration POLL = Duration.ofMillis(500);

    String settings();

    /** Consumes until the tally is complete; measures until the last ack is committed. */
    Sample read(Map<String, Object> config, String topic, String group, Tally tally);

    long backlog(Admin admin, String topic, String group) throws Exception;
}
