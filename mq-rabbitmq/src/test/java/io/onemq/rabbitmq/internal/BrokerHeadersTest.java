package io.onemq.rabbitmq.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BrokerHeadersTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "CC",
                "BCC",
                "x-death",
                "x-first-death-queue",
                "x-first-death-reason",
                "x-last-death-exchange",
                "x-delivery-count",
                "x-acquired-count",
                "x-opt-enqueue-time"
            })
    void belongToTheBroker(String name) {
        assertThat(BrokerHeaders.contains(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-request-id", "x-deathly", "x-b3-traceid", "cc", "onemq-key", "traceparent", "x-", ""})
    void belongToTheApplication(String name) {
        assertThat(BrokerHeaders.contains(name)).isFalse();
    }
}
