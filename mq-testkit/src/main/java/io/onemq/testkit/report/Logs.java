package io.onemq.testkit.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** The logs of brokers beside a report. */
final class Logs {
    private final Path report;
    private final Map<Path, String> taken = new HashMap<>();

    /** Removes those of an earlier report. */
    Logs(Path report) throws IOException {
        this.report = report;
        Path folder = report.resolve("logs");
        if (Files.isDirectory(folder)) {
            try (Stream<Path> old = Files.list(folder)) {
                for (Path file : old.toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    /** Copies a log and returns where it is, seen from the report; empty if it is gone. */
    String take(Path log) throws IOException {
        String known = taken.get(log);
        if (known != null || !Files.exists(log)) {
            return known == null ? "" : known;
        }
        String name = "logs/" + (taken.size() + 1) + "-" + log.getFileName();
        Files.createDirectories(report.resolve("logs"));
        Files.copy(log, report.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        taken.put(log, name);
        return name;
    }
}
