package io.onemq.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the sample as a user does, on every broker, and expects the same numbers. */
class OrderPipelineIT {
    private static final String COUNTS = "published=10000 billed=9750 audited=10000 dead-lettered=250 lost=0";

    @ParameterizedTest
    @ValueSource(strings = "memory")
    void everyOrderIsAccountedForOnce(String broker) {
        String printed = run(broker, "--rate", "0");

        assertThat(printed.lines().reduce("", (before, last) -> last))
                .matches("broker=(?i:" + broker + ") \\S+ " + COUNTS + " duplicates=0");
    }

    @ParameterizedTest
    @ValueSource(strings = "memory")
    void aRestartOfTheBrokerLosesNothing(String broker) {
        String printed = run(broker, "--restart-broker-after", "4000");

        assertThat(printed).contains("answers again after");
        assertThat(printed.lines().reduce("", (before, last) -> last))
                .matches("broker=(?i:" + broker + ") \\S+ " + COUNTS + " duplicates=\\d+");
    }

    private static String run(String... arguments) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        int exit = Main.run(List.of(arguments), new PrintStream(printed, true, StandardCharsets.UTF_8));
        assertThat(exit).as(printed.toString(StandardCharsets.UTF_8)).isZero();
        return printed.toString(StandardCharsets.UTF_8);
    }
}
