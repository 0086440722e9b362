package io.onemq.memory.faulty;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.onemq.testkit.contract.Deviation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs for each fault the case that has to notice it, with the fault and without, and writes a line for each run: fault,
 * whether it was there, how the case ended, and why. It is a program of its own because cases count threads and wait, and
 * must not be counted in the report.
 */
final class FaultyMain {
    private static final int AT_A_TIME = 6;

    /** A fault in what happens around the loss of a lease shows only if the two meet, which most runs of the case see. */
    private static final int MOST_RUNS = 20;

    /** What a driver that loses messages may declare. */
    private static final Deviation DECLARED = new Deviation(
            "PUB-1", "PublishContract.everyConfirmedMessageIsReceived", "it is known to forget", "a link");

    private FaultyMain() {}

    public static void main(String[] args) throws Exception {
        List<String> lines = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME);
        List<Future<String>> runs = new ArrayList<>();
        for (Faults fault : Faults.real()) {
            if (fault != Faults.LEAKS_THREADS) {
                runs.add(threads.submit(() -> runUntilNoticed(fault)));
                runs.add(threads.submit(() -> run(fault, fault.none())));
            }
        }
        runs.add(threads.submit(() -> run("DECLARED", Faults.LOSES_SOME, Faults.LOSES_SOME, List.of(DECLARED))));
        runs.add(threads.submit(() -> run("DECLARED", Faults.LOSES_SOME, Faults.NONE, List.of(DECLARED))));
        for (Future<String> run : runs) {
            lines.add(run.get());
        }
        threads.shutdown();
        // It counts the threads of everybody.
        lines.add(run(Faults.LEAKS_THREADS, Faults.NONE));
        lines.add(run(Faults.LEAKS_THREADS, Faults.LEAKS_THREADS));
        write(Path.of(args[0]), lines);
        System.exit(0);
    }

    private static void write(Path file, List<String> lines) throws IOException {
        Files.write(file, lines);
    }

    private static String runUntilNoticed(Faults fault) {
        String line = run(fault, fault);
        for (int runs = 1; fault.isRace() && runs < MOST_RUNS && line.contains("\tSUCCESSFUL\t"); runs++) {
            line = run(fault, fault);
        }
        return line;
    }

    private static String run(Faults expected, Faults present) {
        return run(expected.name(), expected, present, List.of());
    }

    private static String run(String name, Faults expected, Faults present, List<Deviation> deviations) {
        FaultyHarness.choose(present, name, deviations);
        List<String> ends = new ArrayList<>();
        LauncherFactory.create().execute(request(expected.caseName()), new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier identifier, TestExecutionResult result) {
                if (identifier.isTest()) {
                    ends.add(result.getStatus() + "\t"
                            + result.getThrowable().map(FaultyMain::oneLine).orElse(""));
                }
            }
        });
        return name + "\t" + (expected == present) + "\t" + (ends.size() == 1 ? ends.get(0) : "NONE OR MANY\t" + ends);
    }

    private static String oneLine(Throwable failure) {
        return failure.toString().replaceAll("\\s+", " ");
    }

    private static LauncherDiscoveryRequest request(String caseName) {
        PostDiscoveryFilter only = descriptor -> FilterResult.includedIf(descriptor
                .getSource()
                .filter(MethodSource.class::isInstance)
                .map(source -> ((MethodSource) source).getMethodName().equals(caseName))
                .orElse(true));
        return LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(FaultyContract.class), selectClass(FaultyFaults.class))
                .filters(only)
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "false")
                .build();
    }
}
