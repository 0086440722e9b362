package io.onemq.redis.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartitionsTest {

    // The values are those of Kafka's own test.
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
    }

    @Test
    void spreadsKeysOverAllPartitions() {
        boolean[] hit = new boolean[8];
        for (int i = 0; i < 1000; i++) {
            hit[Partitions.of(("key-" + i).getBytes(UTF_8), 8)] = true;
        }
        assertThat(hit).containsOnly(true);
    }
}
