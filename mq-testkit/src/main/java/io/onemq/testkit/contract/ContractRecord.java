package io.onemq.testkit.contract;

import java.util.List;
import java.util.Objects;

/**
 * How one case ended: a line of a file in {@code target/mq-contract}.
 *
 * @param adapter the adapter
 * @param mode its mode, possibly empty
 * @param broker name and version of the broker
 * @param runtime how the broker ran
 * @param rule the rule of {@code SPEC.md}
 * @param name class and method of the case
 * @param outcome how it ended
 * @param millis how long it took
 * @param note why it was refused, not run, failed or deviates; else empty
 * @param link where more is said of a deviation; else empty
 * @param log the file with the end of the broker's log, seen from the folder of the record; empty if there is none
 */
public record ContractRecord(
        String adapter,
        String mode,
        String broker,
        String runtime,
        String rule,
        String name,
        Outcome outcome,
        long millis,
        String note,
        String link,
        String log) {
    private static final int COLUMNS = 11;

    /** The first line of each file. */
    static final String HEADER = "adapter\tmode\tbroker\truntime\trule\tcase\toutcome\tmillis\tnote\tlink\tlog";

    /**
     * Checks that nothing is null.
     *
     * @param adapter the component's value
     * @param mode the component's value
     * @param broker the component's value
     * @param runtime the component's value
     * @param rule the component's value
     * @param name the component's value
     * @param outcome the component's value
     * @param millis the component's value
     * @param note the component's value
     * @param link the component's value
     * @param log the component's value
     */
    public ContractRecord {
        List.of(adapter, mode, broker, runtime, rule, name, note, link, log).forEach(Objects::requireNonNull);
        Objects.requireNonNull(outcome, "outcome");
    }

    /** How a case can end. */
    public enum Outcome {
        /** The adapter does what the rule says. */
        PASSED,
        /** It does not. */
        FAILED,
        /** The adapter lacks what the case needs, and refuses it as the contract says. */
        REFUSED,
        /** It does not, and the adapter says so and why: see {@link Deviation}. */
        DEVIATION,
        /** The harness has no means to run the case. */
        NOT_RUN
    }

    /**
     * Returns adapter and mode in one word.
     *
     * @return for example {@code kafka-share}
     */
    public String label() {
        return mode.isEmpty() ? adapter : adapter + "-" + mode;
    }

    /**
     * Returns the record with another name of the log.
     *
     * @param elsewhere the file with the end of the broker's log
     * @return the record otherwise as it is
     */
    public ContractRecord withLog(String elsewhere) {
        return new ContractRecord(adapter, mode, broker, runtime, rule, name, outcome, millis, note, link, elsewhere);
    }

    /** Returns the record as a line. */
    String toLine() {
        return String.join(
                "\t",
                clean(adapter),
                clean(mode),
                clean(broker),
                clean(runtime),
                rule,
                name,
                outcome.name(),
                Long.toString(millis),
                clean(note),
                clean(link),
                clean(log));
    }

    static String clean(String text) {
        return text.replaceAll("[\\t\\r\\n]+", " ").strip();
    }

    /**
     * Reads a record.
     *
     * @param line a line of a file other than the first
     * @return the record
     * @throws IllegalArgumentException if the line is not a record
     */
    public static ContractRecord parse(String line) {
        String[] parts = line.split("\t", -1);
        if (parts.length != COLUMNS) {
            throw new IllegalArgumentException("Not a record of the contract: " + line);
        }
        return new ContractRecord(
                parts[0],
                parts[1],
                parts[2],
                parts[3],
                parts[4],
                parts[5],
                Outcome.valueOf(parts[6]),
                Long.parseLong(parts[7]),
                parts[8],
                parts[9],
                parts[10]);
    }
}
