package io.onemq.kafka.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.junit.jupiter.api.Test;

class AbsenceTest {
    /** Nanoseconds start anywhere, and go on from the lowest number after the highest. */
    private static final long NEARLY_OVER = Long.MAX_VALUE - 100_000_000_000L;

    private double connections;
    private long seconds;
    private final Absence absence =
            new Absence(this::metrics, Duration.ofMinutes(5), () -> NEARLY_OVER + seconds * 1_000_000_000);

    private Map<MetricName, Metric> metrics() {
        return Map.of(
                name("connection-count"), metric("connection-count", connections), name("other"), metric("other", 1));
    }

    private static MetricName name(String name) {
        return new MetricName(name, "consumer-metrics", "", Map.of());
    }

    private static Metric metric(String name, double value) {
        return new Metric() {
            @Override
            public MetricName metricName() {
                return name(name);
            }

            @Override
            public Object metricValue() {
                return value;
            }
        };
    }

    private boolean isTooLongAfter(int more) {
        seconds += more;
        return absence.isTooLong();
    }

    @Test
    void aClientThatNeverConnectsIsAlone() {
        assertThat(isTooLongAfter(299)).isFalse();
        assertThat(isTooLongAfter(1)).isTrue();
    }

    @Test
    void aConnectionBeginsTheTimeAnew() {
        assertThat(isTooLongAfter(200)).isFalse();
        connections = 2;
        assertThat(isTooLongAfter(90)).isFalse();
        connections = 0;
        assertThat(isTooLongAfter(299)).isFalse();
        assertThat(isTooLongAfter(1)).isTrue();
    }

    @Test
    void whatIsConnectedIsNeverAlone() {
        connections = 1;
        assertThat(isTooLongAfter(10_000)).isFalse();
        assertThat(isTooLongAfter(10_000)).isFalse();
    }
}
