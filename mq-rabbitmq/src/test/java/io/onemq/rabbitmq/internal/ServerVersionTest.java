package io.onemq.rabbitmq.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerVersionTest {
    @ParameterizedTest
    @CsvSource({
        "3.10.8, 3, 10, true",
        "3.9.29, 3, 10, false",
        "4.0.5, 3, 10, true",
        "4.3.6+1.gabc, 4, 3, true",
        "4.2.9, 4, 3, false",
        "unknown, 0, 1, false"
    })
    void compares(String version, int major, int minor, boolean expected) {
        assertThat(ServerVersion.of(version).isAtLeast(major, minor)).isEqualTo(expected);
    }
}
