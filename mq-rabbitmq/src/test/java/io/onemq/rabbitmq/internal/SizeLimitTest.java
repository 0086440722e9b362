package io.onemq.rabbitmq.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.spi.BrokerInfo;
import io.onemq.spi.BrokerUrl;
import io.onemq.spi.DriverConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizeLimitTest {
    private static final DriverConfig CONFIG =
            DriverConfig.builder(BrokerUrl.parse("amqp://host")).build();

    @ParameterizedTest
    @CsvSource({"3.10.8, 134217728", "3.13.7, 134217728", "4.0.5, 16777216", "4.3.6, 16777216", "5.0.0-rc.1, 16777216"})
    void startsWithTheDefaultOfTheServer(String version, long bytes) {
        assertThat(SizeLimit.of(CONFIG, new BrokerInfo("RabbitMQ", version)).bytes())
                .isEqualTo(bytes);
    }

    @Test
    void learnsAStatedLimitOnlyDownwards() {
        SizeLimit limit = SizeLimit.of(CONFIG, new BrokerInfo("RabbitMQ", "4.0.5"));
        limit.learn("PRECONDITION_FAILED - message size 2000 is larger than configured max size 1000");
        assertThat(limit.bytes()).isEqualTo(1000);
        limit.learn("PRECONDITION_FAILED - message size 2000 is larger than configured max size 5000");
        limit.learn("something else");
        assertThat(limit.bytes()).isEqualTo(1000);
    }
}
