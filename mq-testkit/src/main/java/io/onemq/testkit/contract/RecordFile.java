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
 * Writes the records of this JVM, one file per adapter and mode. Other JVMs of the same run write files of their own, so
 * whoever sums up the files removes those of earlier runs first.
 */
final class RecordFile {
    private static final Set<Path> STARTED = new HashSet<>();

    private RecordFile() {}

    static synchronized void add(ContractRecord record) {
        long process = ProcessHandle.current().pid();
        Path file = Path.of(
                System.getProperty("mq.test.contract.folder", "target/mq-contract"),
                record.label() + "-" + process + ".tsv");
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
