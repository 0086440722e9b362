package io.onemq.testkit.report;

import io.onemq.Capability;
import io.onemq.testkit.contract.CapabilityRecord;
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
 * {@code index.html}, one file that needs nothing else, for people. The ends of the brokers' logs of what failed are copied
 * beside them, into {@code logs}. {@code docs/compatibility-report.md} describes the JSON.
 *
 * <p>A build calls it with the folder to write to and the folders that hold records:
 * {@code CompatReport target/mq-compat mq-memory/target mq-redis/target}.
 */
public final class CompatReport {
    private static final int SCHEMA = 2;
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
        Records records = Records.read(Stream.of(args).skip(1).map(Path::of).toList());
        new CompatReport(ContractCase.all()).write(Path.of(args[0]), records);
    }

    void write(Path folder, Records records) throws IOException {
        Files.createDirectories(folder);
        String json = Json.of(report(records, new Logs(folder)));
        Files.writeString(folder.resolve("mq-compat.json"), json + "\n");
        Files.writeString(folder.resolve("index.html"), page().replace(DATA, json));
    }

    private static String page() throws IOException {
        try (InputStream page = CompatReport.class.getResourceAsStream("compat.html")) {
            return new String(Objects.requireNonNull(page, "compat.html").readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Every adapter and version has a result for every case, so that a hole shows. */
    private Map<String, Object> report(Records records, Logs logs) throws IOException {
        Map<String, List<ContractRecord>> targets = records.cases().stream()
                .collect(Collectors.groupingBy(
                        record -> String.join("\t", record.label(), record.broker(), record.runtime()),
                        TreeMap::new,
                        Collectors.toList()));
        List<Object> described = new ArrayList<>();
        for (List<ContractRecord> target : targets.values()) {
            described.add(target(target, records.capabilities(), logs));
        }
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("schema", SCHEMA);
        report.put("cases", cases.stream().map(CompatReport::describe).toList());
        report.put("targets", described);
        return report;
    }

    private static Map<String, Object> describe(ContractCase which) {
        Map<String, Object> described = new LinkedHashMap<>();
        described.put("case", which.name());
        described.put("rule", which.rule());
        described.put("sentence", which.sentence());
        return described;
    }

    private Map<String, Object> target(List<ContractRecord> records, List<CapabilityRecord> capabilities, Logs logs)
            throws IOException {
        ContractRecord any = records.get(0);
        Map<String, List<ContractRecord>> runs = records.stream().collect(Collectors.groupingBy(ContractRecord::name));
        List<Object> results = new ArrayList<>();
        for (ContractCase which : cases) {
            results.add(result(new Verdict(which, runs.getOrDefault(which.name(), List.of())), logs));
        }
        Map<String, Object> target = new LinkedHashMap<>();
        target.put("adapter", any.adapter());
        target.put("mode", any.mode());
        target.put("broker", any.broker());
        target.put("runtime", any.runtime());
        target.put("capabilities", capabilities(any, capabilities));
        target.put("results", results);
        return target;
    }

    /** The answers of the clients, once each, sorted. */
    private static List<Object> capabilities(ContractRecord target, List<CapabilityRecord> all) {
        Map<Capability, Object> answers = new TreeMap<>();
        all.stream()
                .filter(answer -> answer.adapter().equals(target.adapter())
                        && answer.mode().equals(target.mode())
                        && answer.broker().equals(target.broker())
                        && answer.runtime().equals(target.runtime()))
                .forEach(answer -> answers.put(answer.capability(), describe(answer)));
        return List.copyOf(answers.values());
    }

    private static Map<String, Object> describe(CapabilityRecord answer) {
        Map<String, Object> described = new LinkedHashMap<>();
        described.put("capability", answer.capability().name());
        described.put("level", answer.level().name());
        described.put("note", answer.note());
        return described;
    }

    private static Map<String, Object> result(Verdict verdict, Logs logs) throws IOException {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("case", verdict.which().name());
        result.put("status", verdict.status());
        result.put("millis", verdict.millis());
        result.put("attempts", verdict.runs().size());
        result.put("reason", verdict.reason());
        result.put("link", verdict.link());
        result.put("log", verdict.log().isEmpty() ? "" : logs.take(Path.of(verdict.log())));
        return result;
    }
}
