package io.onemq.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SummaryTest {

    @Test
    void theMedianIsTheMiddleOrTheMeanOfTheTwo() {
        assertThat(Summary.median(3, 1, 2)).isEqualTo(2);
        assertThat(Summary.median(4, 1, 3, 2)).isEqualTo(2.5);
    }

    @Test
    void theRatioIsTheMedianOfTheRatiosOfTheRounds() {
        Summary summary =
                new Summary(Mode.REDIS, Operation.PUBLISH, List.of(round(100, 100), round(200, 100), round(1000, 900)));
        assertThat(summary.ratio()).isEqualTo(0.9);
        assertThat(summary.lowestRatio()).isEqualTo(0.5);
        assertThat(summary.highestRatio()).isEqualTo(1);
        assertThat(summary.isBelowTarget()).isFalse();
    }

    @Test
    void aRatioBelowTheTargetIsSeen() {
        assertThat(new Summary(Mode.REDIS, Operation.PUBLISH, List.of(round(100, 69))).isBelowTarget())
                .isTrue();
    }

    private static Round round(int expertPerSecond, int onemqPerSecond) {
        return new Round(1, Operation.PUBLISH, sample(expertPerSecond), sample(onemqPerSecond));
    }

    private static Sample sample(int perSecond) {
        return new Sample(perSecond, 1_000_000_000L, 0, 0, 0);
    }
}
