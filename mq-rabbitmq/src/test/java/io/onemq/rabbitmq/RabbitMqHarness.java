package io.onemq.rabbitmq;

import io.onemq.testkit.contract.PayloadLimit;
import io.onemq.testkit.contract.RuntimeHarness;
import java.util.Map;
import java.util.Optional;

/** RabbitMQ, started by the testkit. */
final class RabbitMqHarness extends RuntimeHarness {
    RabbitMqHarness() {
        super("rabbitmq");
    }

    @Override
    public PayloadLimit payloadLimit() {
        return new PayloadLimit(256 * 1024, 256 * 1024 + 1, Map.of("rabbitmq.max-message-size", "256KiB"));
    }

    @Override
    public Optional<String> wrongCredentialsUrl() {
        return Optional.of(url().replaceFirst("//[^@/]*@", "//guest:not-the-secret@"));
    }
}
