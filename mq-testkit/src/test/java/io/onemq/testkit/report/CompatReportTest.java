package io.onemq.testkit.report;

import static org.assertj.core.api.Assertions.assertThat;

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
        return new ContractRecord("kafka", "share", "Kafka 4.4", "container", "SET-1", name, outcome, 12, note);
    }

    private String json(ContractRecord... records) throws IOException {
        report.write(folder, List.of(records));
        return Files.readString(folder.resolve("mq-compat.json"));
    }

    @Test
    void tellsHowEachCaseEnded() throws IOException {
        assertThat(json(
                        record("A.one", Outcome.PASSED, ""),
                        record("A.two", Outcome.REFUSED, "PRIORITY: a log has its order")))
                .contains("{\"case\":\"A.one\",\"rule\":\"SET-1\",\"sentence\":\"acks \\\"one\\\"\"}")
                .contains("\"adapter\":\"kafka\",\"mode\":\"share\",\"broker\":\"Kafka 4.4\",\"runtime\":\"container\"")
                .contains("{\"case\":\"A.one\",\"outcome\":\"PASSED\",\"millis\":12,\"runs\":1,\"reason\":\"\"}")
                .contains("\"outcome\":\"UNSUPPORTED-VERIFIED\",\"millis\":12,\"runs\":1,"
                        + "\"reason\":\"PRIORITY: a log has its order\"");
    }

    @Test
    void oneFailureOfSeveralRunsIsAFailure() throws IOException {
        assertThat(json(record("A.one", Outcome.PASSED, ""), record("A.one", Outcome.FAILED, "lost 1")))
                .contains("{\"case\":\"A.one\",\"outcome\":\"FAILED\",\"millis\":12,\"runs\":2,\"reason\":\"lost 1\"}");
    }

    @Test
    void aCaseWithoutARecordIsNotRun() throws IOException {
        assertThat(json(record("A.one", Outcome.PASSED, "")))
                .contains("{\"case\":\"A.two\",\"outcome\":\"NOT_RUN\",\"millis\":0,\"runs\":0,"
                        + "\"reason\":\"There is no record of it\"}");
    }

    @Test
    void whatAFailureSaysCannotBreakThePage() throws IOException {
        String json = json(record("A.one", Outcome.FAILED, "</script><script>alert(1)</script>"));

        assertThat(json).doesNotContain("</script>").contains("\\u003c/script>");
        assertThat(Files.readString(folder.resolve("index.html"))).contains(json.strip());
    }
}
