package io.onemq.testkit.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Writes the records of this JVM, one file per adapter and mode. A file of an earlier run is replaced; other JVMs of the
 * same run, if Maven forks several, write files of their own.
 */
final class RecordFile {
    private static final Set<Path> STARTED = new HashSet<>();

    private RecordFile() {}

    static synchronized void add(ContractRecord record) {
        String fork = System.getProperty("surefire.forkNumber", "1");
        Path file = Path.of(
                System.getProperty("mq.test.contract.folder", "target/mq-contract"),
                record.label() + "-" + fork + ".tsv");
        try {
            if (STARTED.add(file)) {
                Files.createDirectories(file.getParent());
                Files.write(file, List.of(ContractRecord.HEADER));
            }
            Files.write(file, List.of(record.toLine()), StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot record a case of the contract", e);
        }
    }
}
