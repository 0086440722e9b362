package io.onemq.testkit.runtime;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The end of a log file that may be large. */
final class LogFile {

    private static final int BYTES_PER_LINE = 400;

    private LogFile() {}

    static List<String> tail(Path file, int lines) {
        if (lines <= 0 || !Files.exists(file)) {
            return List.of();
        }
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
            long wanted = Math.min(log.length(), (long) lines * BYTES_PER_LINE);
            byte[] end = new byte[Math.toIntExact(wanted)];
            log.seek(log.length() - wanted);
            log.readFully(end);
            List<String> all = new String(end, StandardCharsets.UTF_8).lines().toList();
            return List.copyOf(all.subList(Math.max(0, all.size() - lines), all.size()));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }
}
