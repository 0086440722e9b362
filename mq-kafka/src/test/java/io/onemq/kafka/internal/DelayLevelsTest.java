package io.onemq.kafka.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DelayLevelsTest {
    private final DelayLevels levels = new DelayLevels("");

    @Test
    void theLastTwoSecondsAreTheConsumers() {
        assertThat(levels.choose(-5_000)).isNull();
        assertThat(levels.choose(0)).isNull();
        assertThat(levels.choose(1_999)).isNull();
        assertThat(levels.choose(2_000)).isEqualTo("onemq.delay.1");
    }

    @Test
    void aMessageGoesToTheLongestLevelThatLeavesItInTime() {
        assertThat(levels.choose(3_499)).isEqualTo("onemq.delay.1");
        assertThat(levels.choose(3_500)).isEqualTo("onemq.delay.3");
        assertThat(levels.choose(60_000)).isEqualTo("onemq.delay.31");
        assertThat(levels.choose(64_000)).isEqualTo("onemq.delay.63");
        assertThat(levels.choose(Duration.ofDays(7).toMillis())).isEqualTo("onemq.delay.262143");
    }

    @ParameterizedTest
    @ValueSource(longs = {2_000, 3_500, 5_000, 60_000, 300_000, 3_600_000, 86_400_000, 604_800_000})
    void theWayThroughTheLevelsEndsInTime(long delay) {
        long left = delay;
        List<String> way = new ArrayList<>();
        String level = levels.choose(left);
        while (level != null) {
            way.add(level);
            left -= levels.delayMillis(level);
            level = levels.choose(left);
        }
        assertThat(left).isBetween(DelayLevels.SLACK_MILLIS, 1_999L);
        assertThat(way).hasSizeLessThan(20);
    }

    @Test
    void thePrefixOfTheGroupsSeparatesInstallations() {
        DelayLevels others = new DelayLevels("team a:");
        assertThat(others.topics()).startsWith("team_a_onemq.delay.1").hasSize(12);
        assertThat(others.orphans()).isEqualTo("team_a_onemq.delay.orphans");
        assertThat(others.group()).isEqualTo("team_a_onemq.delay");
        assertThat(others.isOwn("team_a_onemq.delay.3")).isTrue();
        assertThat(others.isOwn("onemq.delay.3")).isFalse();
    }
}
