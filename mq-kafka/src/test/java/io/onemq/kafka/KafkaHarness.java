package io.onemq.kafka;

import io.onemq.testkit.contract.PayloadLimit;
import io.onemq.testkit.contract.RuntimeHarness;
import java.util.List;
import java.util.Map;

/** A Kafka broker with groups of one kind. */
final class KafkaHarness extends RuntimeHarness {
    /** What a broker takes by default, record overhead included. */
    private static final int MAX_RECORD = 1_048_588;

    private final String mode;

    KafkaHarness(String mode) {
        super("kafka");
        this.mode = mode;
    }

    @Override
    public String mode() {
        return mode;
    }

    @Override
    public String url() {
        return super.url() + "?kafka.mode=" + mode;
    }

    @Override
    public Map<String, String> options() {
        // A dead member is missed sooner.
        return mode.equals("classic") ? Map.of("kafka.session.timeout.ms", "6000") : Map.of("consume.lease", "10s");
    }

    @Override
    public PayloadLimit payloadLimit() {
        return PayloadLimit.of(MAX_RECORD - 1_024, MAX_RECORD + 1);
    }

    @Override
    public List<String> nativeThreads() {
        return List.of("kafka-", "consumer_background_thread");
    }
}
