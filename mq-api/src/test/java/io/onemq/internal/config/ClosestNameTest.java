package io.onemq.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClosestNameTest {

    @ParameterizedTest
    @CsvSource({"'',abc,3", "abc,abc,0", "abc,abd,1", "abc,acb,1", "abc,ab,1", "abc,xabc,1", "kitten,sitting,3"})
    void countsEdits(String a, String b, int edits) {
        assertThat(ClosestName.distance(a, b)).isEqualTo(edits);
        assertThat(ClosestName.distance(b, a)).isEqualTo(edits);
    }

    @Test
    void prefersTheFirstOfEquallyCloseNames() {
        assertThat(ClosestName.of("ax", List.of("ac", "ab"))).isEqualTo("ab");
    }

    @Test
    void missesShortNamesByOneLetterOnly() {
        assertThat(ClosestName.nearMiss("UR", List.of("URL"))).contains("URL");
        assertThat(ClosestName.nearMiss("SSL", List.of("URL"))).isEmpty();
        assertThat(ClosestName.nearMiss("TOPLOGI", List.of("TOPOLOGY"))).contains("TOPOLOGY");
        assertThat(ClosestName.nearMiss("TOPIC", List.of("TOPOLOGY"))).isEmpty();
    }
}
