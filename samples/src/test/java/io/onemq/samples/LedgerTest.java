package io.onemq.samples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private final Ledger ledger = new Ledger();

    @BeforeEach
    void publishOne() {
        ledger.publishing("a");
        ledger.confirmed("a");
    }

    @Test
    void confirmedAndHandledByNobodyIsLost() throws InterruptedException {
        assertThat(ledger.totals().lost()).isEqualTo(1);
        assertThat(ledger.awaitAll(System.nanoTime())).isFalse();
        assertThat(Shortfall.of(ledger))
                .containsExactly(
                        "1 orders were neither billed nor refused, such as a.",
                        "1 orders were not audited, such as a.");
    }

    @Test
    void lostUntilBothGroupsHandledIt() throws InterruptedException {
        ledger.billed("a");
        assertThat(ledger.totals().lost()).isEqualTo(1);

        ledger.audited("a");
        assertThat(ledger.totals().lost()).isZero();
        assertThat(ledger.awaitAll(System.nanoTime())).isTrue();
        assertThat(Shortfall.of(ledger)).isEmpty();
    }

    @Test
    void aDeadLetterCountsAsAnEnd() {
        ledger.deadLettered("a");
        ledger.audited("a");

        assertThat(ledger.totals().lost()).isZero();
    }

    @Test
    void duplicatesAreCountedInEachGroup() {
        ledger.billed("a");
        ledger.billed("a");
        ledger.deadLettered("a");
        ledger.audited("a");
        ledger.audited("a");

        Ledger.Totals totals = ledger.totals();
        assertThat(totals.duplicates()).isEqualTo(3);
        assertThat(totals.billed()).isEqualTo(1);
        assertThat(totals.audited()).isEqualTo(1);
    }

    @Test
    void aFailedPublishIsNotLostButNamed() throws InterruptedException {
        ledger.publishing("b");
        ledger.notConfirmed("b", new IllegalStateException("no broker"));
        ledger.billed("a");
        ledger.audited("a");

        assertThat(ledger.awaitAll(System.nanoTime())).isTrue();
        assertThat(ledger.totals().lost()).isZero();
        assertThat(Shortfall.of(ledger)).containsExactly("1 orders could not be published; the first: no broker");
    }

    @Test
    void messagesOfOthersAreNotMixedIn() {
        ledger.billed("somebody else's");

        assertThat(ledger.totals().foreign()).isEqualTo(1);
        assertThat(ledger.totals().billed()).isZero();
    }
}
