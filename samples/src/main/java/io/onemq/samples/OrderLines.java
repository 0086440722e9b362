package io.onemq.samples;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The lines of a file as bytes, without looking into them: whether they are orders is for the consumers to find out. */
record OrderLines(List<byte[]> lines) {

    /** Reads a file, or the bundled one if it is null. */
    static OrderLines read(@Nullable Path file) throws IOException {
        try (InputStream input = file == null ? bundled() : Files.newInputStream(file)) {
            return new OrderLines(split(input.readAllBytes()));
        }
    }

    private static InputStream bundled() {
        return Objects.requireNonNull(OrderLines.class.getResourceAsStream("orders.jsonl"), "orders.jsonl");
    }

    private static List<byte[]> split(byte[] all) {
        List<byte[]> lines = new ArrayList<>();
        int start = 0;
        for (int end = 0; end < all.length; end++) {
            if (all[end] == '\n') {
                lines.add(Arrays.copyOfRange(all, start, end));
                start = end + 1;
            }
        }
        if (start < all.length) {
            lines.add(Arrays.copyOfRange(all, start, all.length));
        }
        return lines;
    }

    int size() {
        return lines.size();
    }

    /** Returns a line; after the last the first comes again. */
    byte[] get(int index) {
        return lines.get(index % lines.size());
    }

    /** Returns the number, from 1, that the line has in the file. */
    int numberOf(int index) {
        return index % lines.size() + 1;
    }
}
