package io.onemq.testkit.report;

import io.onemq.testkit.contract.ContractCase;
import io.onemq.testkit.contract.ContractRecord;
import io.onemq.testkit.contract.ContractRecord.Outcome;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Sums up the records of the contract: one line per adapter, broker version and runtime.
 *
 * <p>A build calls it with the folders that hold records and, after {@code --expect}, the adapters that must be among
 * them: {@code ContractSummary --expect memory,redis mq-memory/target mq-redis/target}. It ends with status 1 if a case
 * failed or was not run, or if an expected adapter is missing.
 */
public final class ContractSummary {
    private static final Set<Outcome> TOLD = EnumSet.of(Outcome.FAILED, Outcome.NOT_RUN, Outcome.DEVIATION);

    private final Set<String> expected;
    private final Collection<ContractCase> cases;
    private final PrintStream out;

    ContractSummary(Set<String> expected, Collection<ContractCase> cases, PrintStream out) {
        this.expected = expected;
        this.cases = cases;
        this.out = out;
    }

    /**
     * Runs the program.
     *
     * @param args {@code --expect} with names separated by commas; {@code --core} if only the cases of
     *     {@link ContractCase#core()} were to be run; and folders that are searched for {@code .tsv} files of the contract
     * @throws IOException if a file cannot be read
     */
    public static void main(String[] args) throws IOException {
        Set<String> expected = new TreeSet<>();
        List<Path> folders = new ArrayList<>();
        List<ContractCase> cases = ContractCase.all();
        for (int i = 0; i < args.length; i++) {
            if (args[i].equals("--expect") && i + 1 < args.length) {
                expected.addAll(List.of(args[++i].split(",")));
            } else if (args[i].equals("--core")) {
                cases = ContractCase.core();
            } else {
                folders.add(Path.of(args[i]));
            }
        }
        boolean good = new ContractSummary(expected, cases, System.out)
                .print(Records.read(folders).cases());
        if (!good) {
            System.exit(1);
        }
    }

    /** Prints a line per adapter, version and runtime. Returns whether everything expected was run and nothing failed. */
    boolean print(List<ContractRecord> records) {
        Map<String, List<ContractRecord>> lines = records.stream()
                .collect(Collectors.groupingBy(
                        record -> "adapter=" + record.label() + " broker=\"" + record.broker() + "\" runtime="
                                + record.runtime(),
                        TreeMap::new,
                        Collectors.toList()));
        boolean good = true;
        for (Map.Entry<String, List<ContractRecord>> line : lines.entrySet()) {
            good &= print(line.getKey(), line.getValue());
        }
        if (records.isEmpty()) {
            out.println("No case of the contract was recorded");
            good = false;
        }
        Set<String> missing = new TreeSet<>(expected);
        records.forEach(record -> missing.remove(record.label()));
        missing.forEach(name -> out.println("adapter=" + name + " missing: no case of the contract was recorded"));
        return good && missing.isEmpty();
    }

    private boolean print(String line, List<ContractRecord> records) {
        Map<String, Outcome> outcomes = new HashMap<>();
        records.forEach(record -> outcomes.merge(record.name(), record.outcome(), ContractSummary::worse));
        cases.forEach(known -> outcomes.putIfAbsent(known.name(), Outcome.NOT_RUN));
        long failed = count(outcomes, Outcome.FAILED);
        long notRun = count(outcomes, Outcome.NOT_RUN);
        Map<String, String> reasons = new HashMap<>();
        records.forEach(
                record -> reasons.merge(record.name(), record.note(), (one, other) -> one.isEmpty() ? other : one));
        out.println(line + " cases=" + outcomes.size() + " passed=" + count(outcomes, Outcome.PASSED) + " failed="
                + failed + " refused=" + count(outcomes, Outcome.REFUSED) + " deviations="
                + count(outcomes, Outcome.DEVIATION) + " not-run=" + notRun);
        outcomes.entrySet().stream()
                .filter(entry -> TOLD.contains(entry.getValue()))
                .map(entry -> "  " + entry.getValue() + " " + entry.getKey() + ": "
                        + reasons.getOrDefault(entry.getKey(), "there is no record of it"))
                .sorted()
                .forEach(out::println);
        return failed == 0 && notRun == 0;
    }

    /** A case that was run several times has to pass each time. */
    private static Outcome worse(Outcome one, Outcome other) {
        return Stream.of(Outcome.FAILED, Outcome.NOT_RUN, Outcome.DEVIATION, Outcome.REFUSED)
                .filter(bad -> one == bad || other == bad)
                .findFirst()
                .orElse(Outcome.PASSED);
    }

    private static long count(Map<String, Outcome> outcomes, Outcome outcome) {
        return outcomes.values().stream().filter(outcome::equals).count();
    }
}
