package io.onemq.testkit.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.testkit.contract.ContractCase;
import io.onemq.testkit.contract.ContractRecord;
import io.onemq.testkit.contract.ContractRecord.Outcome;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The page of the report in a real browser: what a reader of it does. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CompatPageIT {
    /** As many as a matrix has. */
    private static final int VERSIONS = 18;

    private static final int PHONE = 390;
    /** A4 across, without its margins. */
    private static final int PAPER = 1040;

    private static final String ROWS = "document.querySelectorAll('#rules > tr').length";
    private static final String DETAILS = "document.querySelector('.details')";

    private final List<ContractCase> cases = List.of(
            new ContractCase("SET-2", "A.acks", "an ack ends a delivery"),
            new ContractCase("SET-10", "A.nacks", "a nack brings it back"),
            new ContractCase("SET-10", "A.releases", "a release does so, too"),
            new ContractCase("LEAS-1", "B.keeps", "a lease is kept"),
            new ContractCase("TIME-1", "C.waits", "a delay is never too short"));

    private Path page;
    private Browser browser;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        Path log = Files.writeString(folder.resolve("broker.log"), "it burns");
        List<ContractRecord> records = new ArrayList<>();
        IntStream.range(0, VERSIONS)
                .mapToObj(version -> "RabbitMQ 4." + version + ".10")
                .forEach(broker -> {
                    records.add(record(broker, cases.get(0), Outcome.PASSED, "", ""));
                    records.add(record(broker, cases.get(1), Outcome.PASSED, "", ""));
                    records.add(record(broker, cases.get(3), Outcome.REFUSED, "LEASE_EXTENSION: it has none", ""));
                    records.add(record(broker, cases.get(4), Outcome.PASSED, "", ""));
                });
        records.set(
                0,
                record("RabbitMQ 4.0.10", cases.get(0), Outcome.FAILED, "<b id=evil>lost 3</b>", "")
                        .withLog(log.toString()));
        records.set(
                3, record("RabbitMQ 4.0.10", cases.get(4), Outcome.DEVIATION, "it has no clock", "https://there/12"));
        new CompatReport(cases).write(folder.resolve("report"), new Records(records, List.of()));
        page = folder.resolve("report").resolve("index.html");
        browser = new Browser(folder);
    }

    private static ContractRecord record(String broker, ContractCase which, Outcome outcome, String note, String link) {
        return new ContractRecord(
                "rabbitmq", "", broker, "container", which.rule(), which.name(), outcome, 1_500, note, link, "");
    }

    @AfterAll
    void stop() throws InterruptedException {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void openPage() {
        browser.width(1280, false);
        browser.medium("");
        browser.open(page);
    }

    /** The button of a rule on the first version. */
    private static String cell(String rule) {
        return "[...document.querySelectorAll('#rules > tr')].find(row => row.textContent.startsWith('" + rule
                + " ')).querySelector('button')";
    }

    @Test
    void showsEveryRuleInOrderOnEveryVersion() {
        assertThat(browser.value("[...document.querySelectorAll('tbody b')].map(e => e.textContent).join()"))
                .isEqualTo("LEAS-1,SET-2,SET-10,TIME-1");
        assertThat(browser.number("document.querySelectorAll('thead th').length"))
                .isEqualTo(VERSIONS + 1);
        assertThat(browser.value(cell("SET-2") + ".textContent")).isEqualTo("✗");
        assertThat(browser.value(cell("SET-10") + ".textContent")).isEqualTo("? 2");
        assertThat(browser.value(cell("LEAS-1") + ".title")).isEqualTo("UNSUPPORTED-VERIFIED");
        assertThat(browser.value(cell("TIME-1") + ".title")).isEqualTo("DEVIATION");
        assertThat(browser.value("document.getElementById('summary').textContent"))
                .contains("4 rules, 5 cases, 18 brokers")
                .contains("1 FAILED", "1 DEVIATION", "18 NOT_RUN", "18 UNSUPPORTED-VERIFIED");
    }

    @Test
    void theFilterLeavesWhatHasEveryWord() {
        browser.click("document.getElementById('text')");
        browser.type("LEASE kept");
        assertThat(browser.value("document.querySelector('#rules b').textContent"))
                .isEqualTo("LEAS-1");
        assertThat(browser.number(ROWS)).isEqualTo(1);

        browser.type(" nowhere");
        assertThat(browser.value("document.getElementById('rules').textContent"))
                .isEqualTo("No rule fits.");
    }

    @Test
    void theBoxLeavesWhatIsNotAsItShouldBe() {
        browser.click("document.getElementById('trouble')");

        assertThat(browser.value("[...document.querySelectorAll('#rules b')].map(e => e.textContent).join()"))
                .isEqualTo("SET-2,SET-10,TIME-1");
    }

    @Test
    void aCellOpensItsCasesAndClosesThem() {
        browser.click(cell("SET-2"));
        assertThat(browser.value(DETAILS + ".innerText"))
                .contains("SET-2 on RabbitMQ 4.0.10 (container)")
                .contains("✗ FAILED an ack ends a delivery (A.acks, 1.5 s)")
                .contains("<b id=evil>lost 3</b>");
        assertThat(browser.value("document.getElementById('evil')")).isEqualTo("null");

        browser.click(cell("SET-2"));
        assertThat(browser.value(DETAILS)).isEqualTo("null");
    }

    @Test
    void aFailureLeadsToTheLogAndADeviationToItsReason() {
        browser.click(cell("SET-2"));
        String log = browser.value(DETAILS + ".querySelector('a').href");
        assertThat(Path.of(URI.create(log))).hasContent("it burns");

        browser.click(cell("TIME-1"));
        assertThat(browser.value("document.querySelectorAll('.details')[1].innerText"))
                .contains("≠ DEVIATION")
                .contains("it has no clock");
        assertThat(browser.value("document.querySelectorAll('.details')[1].querySelector('a').href"))
                .isEqualTo("https://there/12");
    }

    @Test
    void fitsAPhone() {
        browser.width(PHONE, true);

        assertThat(browser.number("innerWidth")).isEqualTo(PHONE);
        assertThat(browser.number("document.documentElement.scrollWidth")).isLessThanOrEqualTo(PHONE);
        assertThat(browser.value("document.querySelector('.scroll').scrollWidth > innerWidth"))
                .as("the table scrolls by itself")
                .isEqualTo("true");
        assertThat(browser.value("getComputedStyle(document.querySelector('tbody th span')).display"))
                .isEqualTo("none");

        browser.click(cell("SET-2"));
        assertThat(browser.number(DETAILS + ".querySelector('li').getBoundingClientRect().right"))
                .as("what a cell opens is read without scrolling")
                .isLessThanOrEqualTo(PHONE);
    }

    @Test
    void printsAllColumnsAndNoFilter() {
        browser.click(cell("SET-2"));
        browser.width(PAPER, false);
        browser.medium("print");

        assertThat(browser.value("getComputedStyle(document.querySelector('.filter')).display"))
                .isEqualTo("none");
        assertThat(browser.number("document.documentElement.scrollWidth")).isLessThanOrEqualTo(PAPER);
        String pdf = new String(browser.print(), StandardCharsets.ISO_8859_1);
        assertThat(pdf).startsWith("%PDF-");
        // A4 across, in points.
        assertThat(pdf).containsPattern("/MediaBox \\[0 0 84[12](\\.\\d+)? 59[45](\\.\\d+)?\\]");
    }
}
