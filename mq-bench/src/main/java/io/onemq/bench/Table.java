package io.onemq.bench;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Lays out a Markdown table so that it can be read as it is. */
final class Table {
    private static final int TEXT_COLUMNS = 2;

    private Table() {}

    /** Returns the table of some rows, headings first. Numbers are on the right. */
    static String markdown(List<List<String>> rows) {
        int[] widths = IntStream.range(0, rows.get(0).size())
                .map(column -> width(rows, column))
                .toArray();
        StringBuilder text = new StringBuilder();
        for (int row = 0; row < rows.size(); row++) {
            text.append(line(rows.get(row), widths));
            if (row == 0) {
                text.append(rule(widths));
            }
        }
        return text.toString();
    }

    private static int width(List<List<String>> rows, int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }

    private static String line(List<String> cells, int[] widths) {
        return IntStream.range(0, widths.length)
                .mapToObj(column -> pad(cells.get(column), column < TEXT_COLUMNS, widths[column]))
                .collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    private static String pad(String cell, boolean left, int width) {
        String space = " ".repeat(width - cell.length());
        return left ? cell + space : space + cell;
    }

    private static String rule(int[] widths) {
        return IntStream.range(0, widths.length)
                .mapToObj(column ->
                        column < TEXT_COLUMNS ? "-".repeat(widths[column] + 2) : "-".repeat(widths[column] + 1) + ":")
                .collect(Collectors.joining("|", "|", "|\n"));
    }
}
