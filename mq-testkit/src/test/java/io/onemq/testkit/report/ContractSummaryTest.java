package io.onemq.testkit.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.testkit.contract.ContractCase;
import io.onemq.testkit.contract.ContractRecord;
import io.onemq.testkit.contract.ContractRecord.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ContractSummaryTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final List<ContractCase> cases =
            List.of(new ContractCase("SET-1", "A.one", "one"), new ContractCase("SET-2", "A.two", "two"));

    private boolean print(Set<String> expected, ContractRecord... records) {
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        return new ContractSummary(expected, cases, out).print(List.of(records));
    }

    private static ContractRecord record(String broker, String name, Outcome outcome) {
        return new ContractRecord("redis", "", broker, "container", "SET-1", name, outcome, 1, "why", "", "");
    }

    private String output() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    @Test
    void countsPerBrokerVersion() {
        boolean good = print(
                Set.of("redis"),
                record("Redis 8.0.2", "A.one", Outcome.PASSED),
                record("Redis 8.0.2", "A.two", Outcome.REFUSED),
                record("Redis 7.0.15", "A.one", Outcome.PASSED),
                record("Redis 7.0.15", "A.two", Outcome.PASSED));

        assertThat(good).isTrue();
        assertThat(output().lines())
                .containsExactly(
                        line("Redis 7.0.15", "cases=2 passed=2 failed=0 refused=0 deviations=0 not-run=0"),
                        line("Redis 8.0.2", "cases=2 passed=1 failed=0 refused=1 deviations=0 not-run=0"));
    }

    private static String line(String broker, String counts) {
        return "adapter=redis broker=\"" + broker + "\" runtime=container " + counts;
    }

    @Test
    void failsForAFailedCase() {
        boolean good = print(
                Set.of(),
                record("Redis 8.0.2", "A.one", Outcome.FAILED),
                record("Redis 8.0.2", "A.two", Outcome.PASSED));

        assertThat(good).isFalse();
        assertThat(output()).contains("failed=1").contains("FAILED A.one: why");
    }

    @Test
    void failsForACaseThatFailedInOneOfItsRuns() {
        boolean good = print(
                Set.of(),
                record("Redis 8.0.2", "A.one", Outcome.FAILED),
                record("Redis 8.0.2", "A.one", Outcome.PASSED),
                record("Redis 8.0.2", "A.two", Outcome.PASSED));

        assertThat(good).isFalse();
        assertThat(output()).contains("cases=2 passed=1 failed=1");
    }

    @Test
    void failsForACaseWithoutARecord() {
        boolean good = print(Set.of(), record("Redis 8.0.2", "A.one", Outcome.PASSED));

        assertThat(good).isFalse();
        assertThat(output()).contains("not-run=1").contains("NOT_RUN A.two: there is no record");
    }

    @Test
    void tellsDeviationsAndTakesThem() {
        boolean good = print(
                Set.of(),
                record("Redis 8.0.2", "A.one", Outcome.DEVIATION),
                record("Redis 8.0.2", "A.two", Outcome.PASSED));

        assertThat(good).isTrue();
        assertThat(output()).contains("deviations=1").contains("DEVIATION A.one: why");
    }

    @Test
    void failsForAMissingAdapter() {
        boolean good = print(
                Set.of("redis", "kafka-share"),
                record("Redis 8.0.2", "A.one", Outcome.PASSED),
                record("Redis 8.0.2", "A.two", Outcome.PASSED));

        assertThat(good).isFalse();
        assertThat(output()).contains("adapter=kafka-share missing");
    }

    @Test
    void failsIfNothingWasExpectedAndNothingFound() {
        assertThat(print(Set.of())).isFalse();
        assertThat(output()).contains("No case of the contract was recorded");
    }
}
