package io.onemq.testkit.report;

import io.onemq.testkit.contract.ContractCase;
import io.onemq.testkit.contract.ContractRecord;
import io.onemq.testkit.contract.ContractRecord.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What a report says of one case on one adapter: how it ended in all the times that it was run.
 *
 * @param which the case
 * @param runs its records, possibly none
 */
record Verdict(ContractCase which, List<ContractRecord> runs) {

    /** How the case ended. It has to pass each time: one failure is a failure. */
    String status() {
        return decisive().map(run -> word(run.outcome())).orElse("NOT_RUN");
    }

    private static String word(Outcome outcome) {
        return outcome == Outcome.REFUSED ? "UNSUPPORTED-VERIFIED" : outcome.name();
    }

    /** The first of the worst runs. */
    private Optional<ContractRecord> decisive() {
        return Stream.of(Outcome.FAILED, Outcome.NOT_RUN, Outcome.DEVIATION, Outcome.REFUSED, Outcome.PASSED)
                .flatMap(outcome -> runs.stream().filter(run -> run.outcome() == outcome))
                .findFirst();
    }

    /** The longest run. */
    long millis() {
        return runs.stream().mapToLong(ContractRecord::millis).max().orElse(0);
    }

    /** Why it was refused, not run, failed or deviates; else empty. */
    String reason() {
        return runs.isEmpty() ? "There is no record of it" : of(ContractRecord::note);
    }

    /** Where more is said of a deviation; else empty. */
    String link() {
        return of(ContractRecord::link);
    }

    /** The file with the end of the broker's log; empty if there is none. */
    String log() {
        return of(ContractRecord::log);
    }

    private String of(Function<ContractRecord, String> part) {
        return decisive().map(part).orElse("");
    }
}
