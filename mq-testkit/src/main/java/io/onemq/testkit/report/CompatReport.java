package io.onemq.testkit.report;

import io.onemq.testkit.contract.ContractCase;
import io.onemq.testkit.contract.ContractRecord;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes what the contract says of each adapter and broker version: {@code mq-compat.json} for programs, and
 * {@code index.html}, one file that needs nothing else, for people.
 *
 * <p>A build calls it with the folder to write to and the folders that hold records:
 * {@code CompatReport target/mq-compat mq-memory/target mq-redis/target}.
 */
public final class CompatReport {
    private static final String DATA = "/*DATA*/null";

    private final List<ContractCase> cases;

    CompatReport(List<ContractCase> cases) {
        this.cases = cases;
    }

    /**
     * Runs the program.
     *
     * @param args where to write, and folders that are searched for {@code .tsv} files of the contract
     * @throws IOException if a file cannot be read or written
     */
    public static void main(String[] args) throws IOException {
        if (args.length < 2) {
            throw new IllegalArgumentException("Usage: CompatReport <folder to write to> <folder with records>...");
        }
        List<ContractRecord> records =
                Records.read(Stream.of(args).skip(1).map(Path::of).toList());
        new CompatReport(ContractCase.all()).write(Path.of(args[0]), records);
    }

    void write(Path folder, List<ContractRecord> records) throws IOException {
        String json = Json.of(report(records));
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("mq-compat.json"), json + "\n");
        Files.writeString(folder.resolve("index.html"), page().replace(DATA, json));
    }

    private static String page() throws IOException {
        try (InputStream page = CompatReport.class.getResourceAsStream("compat.html")) {
            return new String(Objects.requireNonNull(page, "compat.html").readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Every adapter and version has a result for every case, so that a hole shows. */
    private Map<String, Object> report(List<ContractRecord> records) {
        Map<String, List<ContractRecord>> targets = records.stream()
                .collect(Collectors.groupingBy(
                        record -> String.join("\t", record.label(), record.broker(), record.runtime()),
                        TreeMap::new,
                        Collectors.toList()));
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("schema", 1);
        report.put("cases", cases.stream().map(CompatReport::describe).toList());
        report.put("targets", targets.values().stream().map(this::target).toList());
        return report;
    }

    private static Map<String, Object> describe(ContractCase which) {
        Map<String, Object> described = new LinkedHashMap<>();
        described.put("case", which.name());
        described.put("rule", which.rule());
        described.put("sentence", which.sentence());
        return described;
    }

    private Map<String, Object> target(List<ContractRecord> records) {
        ContractRecord any = records.get(0);
        Map<String, List<ContractRecord>> runs = records.stream().collect(Collectors.groupingBy(ContractRecord::name));
        List<Object> results = new ArrayList<>();
        cases.forEach(which -> results.add(result(new Verdict(which, runs.getOrDefault(which.name(), List.of())))));
        Map<String, Object> target = new LinkedHashMap<>();
        target.put("adapter", any.adapter());
        target.put("mode", any.mode());
        target.put("broker", any.broker());
        target.put("runtime", any.runtime());
        target.put("results", results);
        return target;
    }

    private static Map<String, Object> result(Verdict verdict) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("case", verdict.which().name());
        result.put("outcome", verdict.outcome());
        result.put("millis", verdict.millis());
        result.put("runs", verdict.runs().size());
        result.put("reason", verdict.reason());
        return result;
    }
}
