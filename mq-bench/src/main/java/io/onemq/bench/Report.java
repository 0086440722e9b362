package io.onemq.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The result as Markdown, for reading and for the documentation. */
final class Report {
    private static final List<String> HEADINGS = List.of(
            "mode",
            "operation",
            "native msg/s",
            "OneMQ msg/s",
            "ratio",
            "spread",
            "CPU s/100k native",
            "CPU s/100k OneMQ",
            "bytes/msg native",
            "bytes/msg OneMQ",
            "tail ms native",
            "tail ms OneMQ",
            "");

    private final List<Measured> measured = new ArrayList<>();

    /**
     * What was measured of one mode.
     *
     * @param mode the mode
     * @param messages messages per round and side
     * @param rounds rounds that counted
     * @param versions clients and broker
     * @param settings how each side was set
     * @param summaries one per operation
     */
    record Measured(
            Mode mode,
            int messages,
            int rounds,
            List<String> versions,
            List<String> settings,
            List<Summary> summaries) {}

    void add(Measured result) {
        measured.add(result);
    }

    String markdown() {
        StringBuilder text = new StringBuilder("# Benchmark\n\n");
        text.append(Environment.describe()).append("\n\n");
        text.append("Medians of interleaved rounds; payloads of ")
                .append(Payloads.SIZE)
                .append(" bytes; one partition, queue or stream. The ratio is the median of the rounds' ratios, with")
                .append(
                        " the lowest and the highest. The tail is the part of a round after the last message was handed")
                .append(" over: waiting for the last confirmations or settlements.\n\n");
        text.append(table()).append('\n');
        for (Measured result : measured) {
            text.append("- ").append(result.mode.id()).append(": ").append(result.messages);
            text.append(" messages per round and side, ").append(result.rounds).append(" rounds. ");
            text.append(String.join("; ", result.versions)).append(".\n");
            result.settings.forEach(
                    setting -> text.append("  - ").append(setting).append('\n'));
        }
        return text.toString();
    }

    /** One line per mode and operation for programs. */
    List<String> machineLines() {
        return measured.stream()
                .flatMap(result -> result.summaries.stream())
                .map(Report::machineLine)
                .toList();
    }

    private String table() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADINGS);
        for (Measured result : measured) {
            result.summaries.forEach(summary -> rows.add(row(summary)));
        }
        return Table.markdown(rows);
    }

    private static List<String> row(Summary summary) {
        return List.of(
                summary.mode().id(),
                summary.operation().title(),
                expert(summary, "%,.0f", Sample::messagesPerSecond),
                onemq(summary, "%,.0f", Sample::messagesPerSecond),
                summary.hasExpert() ? format("%.2f", summary.ratio()) : "",
                summary.hasExpert() ? format("%.2f..%.2f", summary.lowestRatio(), summary.highestRatio()) : "",
                expert(summary, "%.2f", Sample::cpuSecondsPer100k),
                onemq(summary, "%.2f", Sample::cpuSecondsPer100k),
                expert(summary, "%,.0f", Sample::bytesPerMessage),
                onemq(summary, "%,.0f", Sample::bytesPerMessage),
                expert(summary, "%.0f", Sample::tailMillis),
                onemq(summary, "%.0f", Sample::tailMillis),
                verdict(summary));
    }

    private static String verdict(Summary summary) {
        return summary.isBelowTarget() ? "BELOW TARGET " + Summary.TARGET : "";
    }

    private static String machineLine(Summary summary) {
        String figures = format("onemq_msg_per_s=%.0f", summary.onemq(Sample::messagesPerSecond));
        if (summary.hasExpert()) {
            figures += format(
                    " native_msg_per_s=%.0f ratio=%.3f ratio_min=%.3f ratio_max=%.3f",
                    summary.expert(Sample::messagesPerSecond),
                    summary.ratio(),
                    summary.lowestRatio(),
                    summary.highestRatio());
        }
        return "RESULT mode=" + summary.mode().id() + " operation="
                + summary.operation().name().toLowerCase(Locale.ROOT) + " " + figures
                + (summary.isBelowTarget() ? " " + verdict(summary) : "");
    }

    private static String expert(Summary summary, String format, ToDoubleFunction<Sample> figure) {
        return summary.hasExpert() ? format(format, summary.expert(figure)) : "";
    }

    private static String onemq(Summary summary, String format, ToDoubleFunction<Sample> figure) {
        return format(format, summary.onemq(figure));
    }

    static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
