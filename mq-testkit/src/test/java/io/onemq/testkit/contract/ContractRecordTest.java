package io.onemq.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class ContractRecordTest {
    private final ContractRecord record = new ContractRecord(
            "kafka",
            "share",
            "Kafka 4.4.0",
            "process",
            "SET-1",
            "SettleContract.acknowledgedNeverReturns",
            ContractRecord.Outcome.FAILED,
            812,
            "lost\n\t3 messages",
            "https://here",
            "logs/a.log");

    @Test
    void survivesAFile() {
        ContractRecord read = ContractRecord.parse(record.toLine());

        assertThat(read.label()).isEqualTo("kafka-share");
        assertThat(read.note()).isEqualTo("lost 3 messages");
        assertThat(read.toLine()).isEqualTo(record.toLine());
        assertThat(read.outcome()).isEqualTo(ContractRecord.Outcome.FAILED);
        assertThat(read.millis()).isEqualTo(812);
        assertThat(read.link()).isEqualTo("https://here");
        assertThat(read.log()).isEqualTo("logs/a.log");
    }

    @Test
    void hasOneColumnPerHeading() {
        assertThat(record.toLine().split("\t", -1)).hasSameSizeAs(ContractRecord.HEADER.split("\t"));
    }

    @Test
    void refusesOtherLines() {
        assertThatIllegalArgumentException().isThrownBy(() -> ContractRecord.parse("something else"));
    }
}
