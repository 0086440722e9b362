package io.onemq.memory.faulty;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A contract is worth what it notices: each faulty driver fails the case that is there for it, and says why. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultyDriversTest {
    private static final long SECONDS = 240;

    private final Map<String, String[]> runs = new TreeMap<>();
    private final List<String> records = new ArrayList<>();

    static List<Faults> faults() {
        return Faults.real();
    }

    @BeforeAll
    void runAll(@TempDir Path folder) throws Exception {
        Path results = folder.resolve("results.tsv");
        File log = folder.resolve("log").toFile();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-Dmq.test.timeout.factor=0.2",
                        "-Dmq.test.contract.folder=" + folder.resolve("records"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        FaultyMain.class.getName(),
                        results.toString())
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        try {
            assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS))
                    .as("ends in time")
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(results).as(Files.readString(log.toPath())).exists();
        for (String line : Files.readAllLines(results)) {
            String[] run = line.split("\t", -1);
            runs.put(run[0] + " " + run[1], run);
        }
        try (Stream<Path> files = Files.list(folder.resolve("records"))) {
            for (Path file :
                    files.filter(any -> any.toString().endsWith(".tsv")).toList()) {
                records.addAll(Files.readAllLines(file));
            }
        }
    }

    private String[] run(Object fault, boolean present) {
        return runs.getOrDefault(fault + " " + present, new String[] {"", "", "NOT RUN", ""});
    }

    @ParameterizedTest
    @MethodSource("faults")
    void theCaseFailsAndSaysWhy(Faults fault) {
        String[] run = run(fault, true);
        assertThat(run[2]).as(fault.caseName() + " with the fault").isEqualTo("FAILED");
        assertThat(run[3])
                .as("what " + fault.caseName() + " says")
                .contains("Line ")
                .containsIgnoringCase(fault.words())
                .doesNotContain("NullPointerException", "TestTimedOut");
    }

    @Test
    void whatADriverDeclaresIsADeviation() {
        assertThat(run("DECLARED", true)[2]).isEqualTo("ABORTED");
        assertThat(records)
                .filteredOn(line -> line.contains("\tDEVIATION\t"))
                .singleElement(InstanceOfAssertFactories.STRING)
                .contains("PUB-1\tPublishContract.everyConfirmedMessageIsReceived", "it is known to forget: ", "lost [")
                .contains("\ta link\t");
    }

    @Test
    void aDeclarationThatIsNotTrueAnyMoreFails() {
        assertThat(run("DECLARED", false)[2]).isEqualTo("FAILED");
        assertThat(run("DECLARED", false)[3])
                .contains("declares a deviation from PUB-1 in PublishContract.everyConfirmedMessageIsReceived")
                .contains("remove the declaration");
        assertThat(records).anyMatch(line -> line.contains("\tFAILED\t") && line.contains("remove the declaration"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void theCasePassesWithoutTheFault(Faults fault) {
        String[] run = run(fault, false);
        assertThat(run[2]).as(fault.caseName() + " without a fault: " + run[3]).isEqualTo("SUCCESSFUL");
    }
}
