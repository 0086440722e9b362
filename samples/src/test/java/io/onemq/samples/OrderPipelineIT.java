package io.onemq.samples;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.testkit.runtime.Brokers;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the sample as a user does, on every broker, and expects the same numbers. */
class OrderPipelineIT {
    private static final String COUNTS = " published=10000 billed=9750 audited=10000 dead-lettered=250 lost=0";

    @ParameterizedTest
    @ValueSource(strings = {"memory", "rabbitmq", "kafka", "redis"})
    void everyOrderIsAccountedForOnce(String broker) {
        String where = broker.equals("memory") ? broker : Brokers.shared(broker).url();

        List<String> printed = run(where, "--rate", "0");

        assertThat(last(printed)).startsWith("broker=").contains(COUNTS).endsWith(" duplicates=0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "rabbitmq", "kafka", "redis"})
    void aRestartOfTheBrokerLosesNothing(String broker) {
        List<String> printed = run(broker, "--restart-broker-after", "4000");

        assertThat(printed).anyMatch(line -> line.contains("answers again after"));
        assertThat(last(printed)).startsWith("broker=").contains(COUNTS);
    }

    private static List<String> run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int exit = Main.run(List.of(arguments), new PrintStream(out, true, StandardCharsets.UTF_8));
        String printed = out.toString(StandardCharsets.UTF_8);
        assertThat(exit).as(printed).isZero();
        return printed.lines().toList();
    }

    private static String last(List<String> printed) {
        return printed.get(printed.size() - 1);
    }
}
