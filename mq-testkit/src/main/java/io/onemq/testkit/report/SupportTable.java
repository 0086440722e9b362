package io.onemq.testkit.report;

import io.onemq.Capability;
import io.onemq.CapabilitySupport.Level;
import java.io.IOException;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes the table of what each broker supports from {@code mq-compat.json}: by the broker itself (yes), by the library (built),
 * not at all (no).
 *
 * <p>A build calls it with the file: {@code SupportTable target/mq-compat/mq-compat.json} prints the table, {@code --update
 * README.md} puts it between the two markers of a page, and {@code --check README.md} ends with status 1 if the table of that
 * page says something else than the brokers that are in the file. A file of fewer versions than the table is about is enough
 * to check, but not to make it.
 */
public final class SupportTable {
    /** Marks where the table begins. */
    static final String BEGIN = "<!-- support table: begin, made by SupportTable -->";

    /** Marks where it ends. */
    static final String END = "<!-- support table: end -->";

    private static final Map<String, String> COLUMNS = columns();
    private static final Map<Level, String> WORDS =
            Map.of(Level.NATIVE, "yes", Level.EMULATED, "built", Level.UNSUPPORTED, "no");

    private final List<SupportTarget> targets;

    SupportTable(List<SupportTarget> targets) {
        this.targets = targets;
    }

    /** Adapters and their headings; another one is called by its own name, after these. */
    private static Map<String, String> columns() {
        Map<String, String> columns = new LinkedHashMap<>();
        columns.put("memory", "in-process");
        columns.put("rabbitmq", "RabbitMQ");
        columns.put("kafka", "Kafka");
        columns.put("redis", "Redis");
        columns.put("mqtt", "MQTT");
        return columns;
    }

    /**
     * Runs the program.
     *
     * @param args the file, and possibly {@code --update} or {@code --check} with a page
     * @throws IOException if a file cannot be read or written
     */
    public static void main(String[] args) throws IOException {
        boolean onPage = args.length == 3 && List.of("--update", "--check").contains(args[1]);
        if (args.length != 1 && !onPage) {
            throw new IllegalArgumentException("Usage: SupportTable <mq-compat.json> [--update|--check <page>]");
        }
        SupportTable table = new SupportTable(SupportTarget.read(Files.readString(Path.of(args[0]))));
        if (!onPage) {
            System.out.println(table.text());
            return;
        }
        Path page = Path.of(args[2]);
        String text = Files.readString(page);
        if (args[1].equals("--update")) {
            Files.writeString(page, text.replace(block(text), "\n" + table.text() + "\n"));
            return;
        }
        List<String> differences = table.differences(text);
        differences.forEach(difference -> System.out.println(page + ": " + difference));
        if (!differences.isEmpty()) {
            System.exit(1);
        }
    }

    /**
     * Returns what a cell of the table says of one broker.
     *
     * @param cell such as {@code yes} or {@code built, from 4.2: yes}
     * @param broker product and version, as a client tells them
     * @return {@code yes}, {@code built} or {@code no}
     */
    public static String word(String cell, String broker) {
        return SupportCell.word(cell, Version.parse(broker.substring(broker.lastIndexOf(' ') + 1)));
    }

    /** What is between the markers of a page. */
    static String block(String page) {
        int begin = page.indexOf(BEGIN);
        int end = page.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalStateException("The page has no table between the lines " + BEGIN + " and " + END);
        }
        return page.substring(begin + BEGIN.length(), end);
    }

    /** Returns the table with the sentence about versions. */
    String text() {
        List<String> adapters = adapters();
        List<String> lines = new ArrayList<>();
        lines.add(adapters.stream()
                .map(adapter -> COLUMNS.getOrDefault(adapter, adapter))
                .collect(Collectors.joining(" | ", "| | ", " |")));
        lines.add("|" + "---|".repeat(adapters.size() + 1));
        Stream.of(Capability.values())
                .map(capability -> adapters.stream()
                        .map(adapter -> cell(adapter, capability))
                        .collect(Collectors.joining(" | ", "| " + row(capability) + " | ", " |")))
                .forEach(lines::add);
        lines.add("");
        lines.add(versions());
        return String.join("\n", lines);
    }

    private List<String> adapters() {
        return Stream.concat(
                        COLUMNS.keySet().stream(),
                        targets.stream().map(SupportTarget::adapter).sorted())
                .distinct()
                .filter(adapter ->
                        targets.stream().anyMatch(target -> target.adapter().equals(adapter)))
                .toList();
    }

    /** One of each version: what a client gets that chooses no mode. */
    private List<SupportTarget> defaults(String adapter) {
        Map<String, SupportTarget> versions = new TreeMap<>();
        targets.stream()
                .filter(target -> target.adapter().equals(adapter))
                .forEach(target -> versions.merge(target.broker(), target, SupportTarget::moreUsual));
        return List.copyOf(versions.values());
    }

    private String cell(String adapter, Capability capability) {
        Map<String, Map<Version, String>> products = new TreeMap<>();
        defaults(adapter)
                .forEach(target -> products.computeIfAbsent(target.product(), any -> new TreeMap<>())
                        .put(target.version(), WORDS.get(target.level(capability))));
        return products.values().stream().map(SupportCell::of).distinct().collect(Collectors.joining(" or "));
    }

    private String versions() {
        Map<String, List<SupportTarget>> products = new LinkedHashMap<>();
        adapters().stream()
                .filter(adapter -> !adapter.equals("memory"))
                .flatMap(adapter -> defaults(adapter).stream())
                .forEach(target -> products.computeIfAbsent(target.product(), any -> new ArrayList<>())
                        .add(target));
        return products.entrySet().stream()
                .map(product -> product.getKey() + " "
                        + product.getValue().stream()
                                .map(SupportTarget::version)
                                .sorted()
                                .map(SupportCell::minor)
                                .distinct()
                                .collect(Collectors.joining(", ")))
                .collect(Collectors.joining("; ", "Tested with ", "."));
    }

    /** What the table of a page says otherwise than the brokers. */
    List<String> differences(String page) {
        List<String[]> rows = block(page)
                .lines()
                .filter(line -> line.startsWith("| "))
                .map(line -> line.strip().split(" *\\| *", -1))
                .toList();
        List<String> differences = new ArrayList<>();
        for (String adapter : adapters()) {
            int column = List.of(rows.get(0)).indexOf(COLUMNS.getOrDefault(adapter, adapter));
            for (SupportTarget target : defaults(adapter)) {
                Stream.of(Capability.values())
                        .map(capability -> difference(rows, column, target, capability))
                        .filter(difference -> !difference.isEmpty())
                        .forEach(differences::add);
            }
        }
        return differences;
    }

    private static String difference(List<String[]> rows, int column, SupportTarget target, Capability capability) {
        String said = rows.stream()
                .filter(row -> column > 0 && row[1].equals(row(capability)))
                .map(row -> SupportCell.word(row[column], target.version()))
                .findFirst()
                .orElse("nothing");
        String answered = WORDS.get(target.level(capability));
        return said.equals(answered)
                ? ""
                : "says " + said + " of " + row(capability) + " with " + target.broker() + ", which answers "
                        + answered;
    }

    private static String row(Capability capability) {
        return capability.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
