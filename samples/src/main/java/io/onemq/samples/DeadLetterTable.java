package io.onemq.samples;

import io.onemq.DeadLetter;
import io.onemq.Delivery;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Collects dead letters by cause and prints them. Keeps a bounded number of rows for each cause. Thread-safe. */
final class DeadLetterTable {
    private static final int EXCERPT = 32;

    private final int rowsPerCause;
    private final Map<String, Integer> totals = new TreeMap<>();
    private final Map<String, List<String>> rows = new TreeMap<>();
    private final Set<String> seen = new HashSet<>();

    DeadLetterTable(int rowsPerCause) {
        this.rowsPerCause = rowsPerCause;
    }

    /** Adds a delivery from a dead-letter topic, unless it was here before. */
    synchronized void add(Delivery<byte[]> delivery, String line) {
        if (!seen.add(delivery.id())) {
            return;
        }
        String cause = delivery.deadLetter().map(DeadLetterTable::cause).orElse("no cause recorded");
        totals.merge(cause, 1, Integer::sum);
        List<String> shown = rows.computeIfAbsent(cause, none -> new ArrayList<>());
        if (shown.size() < rowsPerCause) {
            shown.add(row(delivery, line));
        }
    }

    /** The kind of failure and, of the text of a rejection, what does not differ from one order to the next. */
    private static String cause(DeadLetter letter) {
        String kind = letter.reason().name().toLowerCase(Locale.ROOT);
        return letter.reason() == DeadLetter.Reason.REJECTED
                ? kind + ": " + letter.message().replaceFirst(":.*", "")
                : kind;
    }

    private static String detail(DeadLetter letter) {
        return switch (letter.reason()) {
            case REJECTED -> letter.message().replaceFirst("[^:]*(: )?", "");
            case UNDECODABLE, EXHAUSTED, CRASHED, EXPIRED ->
                letter.message()
                        + letter.exception()
                                .map(name -> " (" + name.replaceFirst(".*[.$]", "") + ")")
                                .orElse("");
        };
    }

    private static String row(Delivery<byte[]> delivery, String line) {
        return String.format(
                        Locale.ROOT,
                        "    line %-6s %-5s %-" + EXCERPT + "s  %s",
                        line,
                        delivery.key().orElse("-"),
                        excerpt(delivery.payload()),
                        delivery.deadLetter().map(DeadLetterTable::detail).orElse(""))
                .stripTrailing();
    }

    private static String excerpt(byte[] payload) {
        String text = new String(payload, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", " ");
        if (text.isEmpty()) {
            return "(empty)";
        }
        return text.codePointCount(0, text.length()) <= EXCERPT
                ? text
                : text.substring(0, text.offsetByCodePoints(0, EXCERPT - 3)) + "...";
    }

    /** Prints the rows under their causes. */
    synchronized void print(PrintStream out) {
        totals.forEach((cause, total) -> {
            List<String> shown = rows.getOrDefault(cause, List.of());
            out.printf(Locale.ROOT, "  %s: %,d%n", cause, total);
            shown.forEach(out::println);
            if (total > shown.size()) {
                out.printf(Locale.ROOT, "    ... and %,d more (--all shows them)%n", total - shown.size());
            }
        });
    }
}
