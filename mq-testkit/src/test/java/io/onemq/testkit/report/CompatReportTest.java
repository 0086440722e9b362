package io.onemq.testkit.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.Capability;
import io.onemq.CapabilitySupport.Level;
import io.onemq.testkit.contract.CapabilityRecord;
import io.onemq.testkit.contract.ContractCase;
import io.onemq.testkit.contract.ContractRecord;
import io.onemq.testkit.contract.ContractRecord.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompatReportTest {
    private final CompatReport report = new CompatReport(List.of(
            new ContractCase("SET-1", "A.one", "acks \"one\""), new ContractCase("SET-2", "A.two", "acks two")));

    @TempDir
    Path folder;

    private static ContractRecord record(String name, Outcome outcome, String note) {
        return new ContractRecord("kafka", "share", "Kafka 4.4", "container", "SET-1", name, outcome, 12, note, "", "");
    }

    private static CapabilityRecord capability(String broker, Capability capability, Level level) {
        return new CapabilityRecord("kafka", "share", broker, "container", capability, level, "why");
    }

    private String json(ContractRecord... records) throws IOException {
        report.write(folder, new Records(List.of(records), List.of()));
        return Files.readString(folder.resolve("mq-compat.json"));
    }

    @Test
    void tellsHowEachCaseEnded() throws IOException {
        assertThat(json(
                        record("A.one", Outcome.PASSED, ""),
                        record("A.two", Outcome.REFUSED, "PRIORITY: a log has its order")))
                .contains("{\"case\":\"A.one\",\"rule\":\"SET-1\",\"sentence\":\"acks \\\"one\\\"\"}")
                .contains("\"adapter\":\"kafka\",\"mode\":\"share\",\"broker\":\"Kafka 4.4\",\"runtime\":\"container\"")
                .contains(
                        "{\"case\":\"A.one\",\"status\":\"PASSED\",\"millis\":12,\"attempts\":1,\"reason\":\"\",\"link\":\"\",\"log\":\"\"}")
                .contains("\"status\":\"UNSUPPORTED-VERIFIED\",\"millis\":12,\"attempts\":1,"
                        + "\"reason\":\"PRIORITY: a log has its order\"");
    }

    @Test
    void oneFailureOfSeveralRunsIsAFailure() throws IOException {
        assertThat(json(record("A.one", Outcome.PASSED, ""), record("A.one", Outcome.FAILED, "lost 1")))
                .contains(
                        "{\"case\":\"A.one\",\"status\":\"FAILED\",\"millis\":12,\"attempts\":2,\"reason\":\"lost 1\",");
    }

    @Test
    void aCaseWithoutARecordIsNotRun() throws IOException {
        assertThat(json(record("A.one", Outcome.PASSED, "")))
                .contains("{\"case\":\"A.two\",\"status\":\"NOT_RUN\",\"millis\":0,\"attempts\":0,"
                        + "\"reason\":\"There is no record of it\",");
    }

    @Test
    void aDeviationHasItsReasonAndItsLink() throws IOException {
        ContractRecord deviation = new ContractRecord(
                "kafka", "share", "Kafka 4.4", "container", "SET-1", "A.one", Outcome.DEVIATION, 9, "so", "docs/x", "");

        assertThat(json(record("A.one", Outcome.PASSED, ""), deviation))
                .contains(
                        "\"status\":\"DEVIATION\",\"millis\":12,\"attempts\":2,\"reason\":\"so\",\"link\":\"docs/x\"");
    }

    @Test
    void theLogOfAFailureIsCopiedBesideThePage() throws IOException {
        Path log = Files.writeString(folder.resolve("kafka-A.one-1.log"), "it burns");
        Files.createDirectories(folder.resolve("logs"));
        Files.writeString(folder.resolve("logs/of-an-earlier-report.log"), "");

        assertThat(json(record("A.one", Outcome.FAILED, "lost 1").withLog(log.toString())))
                .contains("\"log\":\"logs/1-kafka-A.one-1.log\"");
        assertThat(folder.resolve("logs/1-kafka-A.one-1.log")).hasContent("it burns");
        assertThat(folder.resolve("logs")).isDirectoryNotContaining("glob:**/of-*");
    }

    @Test
    void tellsWhatTheClientOfATargetAnswered() throws IOException {
        report.write(
                folder,
                new Records(
                        List.of(record("A.one", Outcome.PASSED, "")),
                        List.of(
                                capability("Kafka 4.4", Capability.REPLAY, Level.NATIVE),
                                capability("Kafka 4.3", Capability.PRIORITY, Level.NATIVE))));

        assertThat(folder.resolve("mq-compat.json"))
                .content()
                .contains("\"capabilities\":[{\"capability\":\"REPLAY\",\"level\":\"NATIVE\",\"note\":\"why\"}]")
                .doesNotContain("PRIORITY");
    }

    @Test
    void whatAFailureSaysCannotBreakThePage() throws IOException {
        String json = json(record("A.one", Outcome.FAILED, "</script><script>alert(1)</script>"));

        assertThat(json).doesNotContain("</script>").contains("\\u003c/script>");
        assertThat(Files.readString(folder.resolve("index.html"))).contains(json.strip());
    }
}
