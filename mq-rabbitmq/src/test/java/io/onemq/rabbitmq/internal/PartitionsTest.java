package io.onemq.rabbitmq.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartitionsTest {
    /** The values with which Kafka's own clients are tested. */
    @ParameterizedTest
    @CsvSource({
        "21, -973932308",
        "foobar, -790332482",
        "a-little-bit-long-string, -985981536",
        "a-little-bit-longer-string, -1486304829",
        "lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8, -58897971",
        "abc, 479470107"
    })
    void hashesAsKafkaDoes(String key, int hash) {
        assertThat(Partitions.murmur2(key.getBytes(UTF_8))).isEqualTo(hash);
        assertThat(Partitions.of(key, 7)).isEqualTo((hash & 0x7fffffff) % 7);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "received 'onemq-partitions-4' but current is 'onemq-partitions-8'|8",
                "received none but current is the value 'onemq-partitions-12' of type 'longstr'|12"
            })
    void readsTheExistingNumberFromARefusal(String reply, int expected) {
        assertThat(Partitions.existing(reply)).hasValue(expected);
    }

    @Test
    void readsNothingFromOtherRefusals() {
        assertThat(Partitions.existing("inequivalent arg 'type': received 'fanout' but current is 'direct'"))
                .isEmpty();
        assertThat(Partitions.existing("received 'onemq-partitions-4' but current is ..."))
                .isEmpty();
    }
}
