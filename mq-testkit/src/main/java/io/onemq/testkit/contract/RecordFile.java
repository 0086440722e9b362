package io.onemq.testkit.contract;

import io.onemq.MqClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Writes the records of this JVM, one file of cases and one of capabilities per adapter and mode. Other JVMs of the same run write files of their own, so
 * whoever sums up the files removes those of earlier runs first.
 */
final class RecordFile {
    private static final Set<Path> STARTED = new HashSet<>();

    private RecordFile() {}

    static void add(ContractRecord record) {
        append(record.label(), ".tsv", ContractRecord.HEADER, List.of(record.toLine()));
    }

    /** Records what a client answers about its capabilities. */
    static void add(AdapterHarness harness, MqClient client) {
        List<String> lines = client.capabilities().entrySet().stream()
                .map(answer -> new CapabilityRecord(
                        harness.adapter(),
                        harness.mode(),
                        client.broker(),
                        harness.runtime(),
                        answer.getKey(),
                        answer.getValue().level(),
                        answer.getValue().note()))
                .map(CapabilityRecord::toLine)
                .toList();
        append(harness.label(), ".capabilities", CapabilityRecord.HEADER, lines);
    }

    private static synchronized void append(String label, String suffix, String header, List<String> lines) {
        long process = ProcessHandle.current().pid();
        Path file = Path.of(
                System.getProperty("mq.test.contract.folder", "target/mq-contract"), label + "-" + process + suffix);
        try {
            if (STARTED.add(file)) {
                Files.createDirectories(file.getParent());
                Files.write(file, List.of(header));
            }
            Files.write(file, lines, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot record what the contract found", e);
        }
    }
}
