package io.onemq.memory.junit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** A class of tests that was run, and how everything in it ended. */
final class Launched implements TestExecutionListener {
    private final List<End> ends = new ArrayList<>();

    private Launched() {}

    /** How a test, or a run of a class, ended. */
    record End(String name, boolean isTest, Status status, String failure) {
        @Override
        public String toString() {
            return name + " " + status + (failure.isEmpty() ? "" : ": " + failure);
        }
    }

    static Launched run(Class<?> tests) {
        return run(tests, Map.of("junit.jupiter.execution.parallel.enabled", "false"));
    }

    static Launched runInParallel(Class<?> tests) {
        return run(
                tests,
                Map.of(
                        "junit.jupiter.execution.parallel.enabled", "true",
                        "junit.jupiter.execution.parallel.mode.default", "concurrent",
                        "junit.jupiter.execution.parallel.config.strategy", "fixed",
                        "junit.jupiter.execution.parallel.config.fixed.parallelism", "6"));
    }

    private static Launched run(Class<?> tests, Map<String, String> parameters) {
        Launched launched = new Launched();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClass(tests))
                                .configurationParameters(parameters)
                                .build(),
                        launched);
        return launched;
    }

    @Override
    public synchronized void executionFinished(TestIdentifier identifier, TestExecutionResult result) {
        ends.add(new End(
                identifier.getDisplayName(),
                identifier.isTest(),
                result.getStatus(),
                result.getThrowable().map(Launched::withCauses).orElse("")));
    }

    private static String withCauses(Throwable failure) {
        return failure + (failure.getCause() == null ? "" : "\n" + withCauses(failure.getCause()));
    }

    synchronized List<End> tests() {
        return ends.stream().filter(End::isTest).toList();
    }

    /** How the class went on a broker. */
    synchronized End on(String broker) {
        return ends.stream()
                .filter(end -> !end.isTest() && end.name().equals(broker))
                .findFirst()
                .orElseThrow(() -> new AssertionError("Nothing ran on " + broker + ": " + ends));
    }

    /** The failures of tests and of what is around them, as one text. */
    synchronized String failures() {
        return ends.stream().map(End::failure).filter(text -> !text.isEmpty()).collect(Collectors.joining("\n"));
    }
}
