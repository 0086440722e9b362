package io.onemq.kafka;

import io.onemq.testkit.contract.PayloadLimit;
import io.onemq.testkit.contract.RuntimeHarness;

/** Kafka, started by the testkit, in one of its modes. */
final class KafkaHarness extends RuntimeHarness {
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
    public PayloadLimit payloadLimit() {
        return PayloadLimit.of(512 * 1024, 2 * 1024 * 1024);
    }
}
