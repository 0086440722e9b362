package io.onemq.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TallyTest {

    @Test
    void namesWhatWasLostDuplicatedAndUnexpected() {
        Tally tally = Tally.of(List.of("a", "b", "c"), List.of("a", "a", "x", "c"));

        assertThat(tally.isComplete()).isFalse();
        assertThat(tally.isExact()).isFalse();
        assertThat(tally).hasToString("of 3 messages: 1 lost [b], 1 duplicated [a], 1 unexpected [x]");
    }

    @Test
    void acceptsEachOnceInAnyOrder() {
        assertThat(Tally.of(List.of("a", "b"), List.of("b", "a")).isExact()).isTrue();
    }

    @Test
    void isCompleteWithDuplicates() {
        Tally tally = Tally.of(List.of("a"), List.of("a", "a"));

        assertThat(tally.isComplete()).isTrue();
        assertThat(tally.isExact()).isFalse();
    }

    @Test
    void showsTheFirstTen() {
        List<String> many = IntStream.range(0, 12).mapToObj(Integer::toString).toList();

        assertThat(Tally.of(many, List.of()).toString())
                .contains("12 lost [0, 1, ")
                .contains("9, ...]");
    }
}
