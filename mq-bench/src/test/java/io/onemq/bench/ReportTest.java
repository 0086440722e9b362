package io.onemq.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {

    @Test
    void aRatioBelowTheTargetIsNamedInBothForms() {
        Report report = new Report();
        report.add(new Report.Measured(
                Mode.REDIS,
                100,
                1,
                List.of("jedis"),
                List.of("pipelined"),
                List.of(new Summary(
                        Mode.REDIS,
                        Operation.CONSUME,
                        List.of(new Round(1, Operation.CONSUME, sample(1_000), sample(2_000)))))));
        assertThat(report.markdown())
                .contains("| mode  | operation       | native msg/s |")
                .contains("| redis | consume and ack |      100,000 |      50,000 |  0.50 | 0.50..0.50 |")
                .contains("BELOW TARGET 0.7");
        assertThat(report.machineLines())
                .containsExactly("RESULT mode=redis operation=consume onemq_msg_per_s=50000 native_msg_per_s=100000"
                        + " ratio=0.500 ratio_min=0.500 ratio_max=0.500 BELOW TARGET 0.7");
    }

    private static Sample sample(long micros) {
        return new Sample(100, micros * 1_000, 0, 0, 0);
    }
}
