package io.onemq.testkit.report;

import io.onemq.testkit.contract.ContractCase;
import io.onemq.testkit.contract.ContractRecord;
import io.onemq.testkit.contract.ContractRecord.Outcome;
import java.util.List;

/**
 * What a report says of one case on one adapter: how it ended in all the times that it was run.
 *
 * @param which the case
 * @param runs its records, possibly none
 */
record Verdict(ContractCase which, List<ContractRecord> runs) {

    /** How the case ended. It has to pass each time: one failure is a failure. */
    String outcome() {
        if (runs.isEmpty() || any(Outcome.NOT_RUN)) {
            return "NOT_RUN";
        }
        if (any(Outcome.FAILED)) {
            return "FAILED";
        }
        return any(Outcome.REFUSED) ? "UNSUPPORTED-VERIFIED" : "PASSED";
    }

    private boolean any(Outcome outcome) {
        return runs.stream().anyMatch(run -> run.outcome() == outcome);
    }

    /** The longest run. */
    long millis() {
        return runs.stream().mapToLong(ContractRecord::millis).max().orElse(0);
    }

    /** Why it was refused, not run or failed; else empty. */
    String reason() {
        return runs.stream()
                .map(ContractRecord::note)
                .filter(note -> !note.isEmpty())
                .findFirst()
                .orElse(runs.isEmpty() ? "There is no record of it" : "");
    }
}
