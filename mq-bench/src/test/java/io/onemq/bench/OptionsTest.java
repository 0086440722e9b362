package io.onemq.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {

    @Test
    void everythingIsMeasuredUnlessModesAreNamed() {
        assertThat(Options.parse(List.of()).modes()).containsExactly(Mode.values());
    }

    @Test
    void aBrokerStandsForAllItsModes() {
        assertThat(Options.parse(List.of("kafka", "memory")).modes())
                .containsExactly(Mode.KAFKA_SHARE, Mode.KAFKA_CLASSIC, Mode.MEMORY);
        assertThat(Options.parse(List.of("kafka-classic")).modes()).containsExactly(Mode.KAFKA_CLASSIC);
    }

    @Test
    void aUrlNamesItsBroker() {
        Options options = Options.parse(List.of("--url", "amqp://localhost:25672", "--url", "redis://localhost"));
        assertThat(options.modes()).containsExactly(Mode.RABBITMQ, Mode.REDIS);
        assertThat(options.urls()).containsEntry("rabbitmq", "amqp://localhost:25672");
    }

    @Test
    void numbersAreTakenAsGiven() {
        Options options = Options.parse(List.of("--rounds", "2", "--messages", "300", "redis"));
        assertThat(options.rounds()).isEqualTo(2);
        assertThat(options.messages(Mode.REDIS)).isEqualTo(300);
        assertThat(Options.parse(List.of()).messages(Mode.REDIS)).isEqualTo(Mode.REDIS.messages());
    }

    @Test
    void whatIsNotUnderstoodIsNamed() {
        assertThatThrownBy(() -> Options.parse(List.of("kafak"))).hasMessageContaining("kafak");
        assertThatThrownBy(() -> Options.parse(List.of("--rounds"))).hasMessageContaining("--rounds");
        assertThatThrownBy(() -> Options.parse(List.of("--rounds", "0"))).hasMessageContaining("positive");
        assertThatThrownBy(() -> Options.parse(List.of("--url", "memory:x"))).hasMessageContaining("--url");
    }
}
