package io.onemq.testkit.report;

import io.onemq.testkit.contract.ContractRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Reads what runs of the contract recorded. */
final class Records {

    private Records() {}

    /** Reads every record below the folders; those that do not exist are left out. */
    static List<ContractRecord> read(List<Path> folders) throws IOException {
        List<ContractRecord> records = new ArrayList<>();
        for (Path folder : folders) {
            if (Files.isDirectory(folder)) {
                records.addAll(read(folder));
            }
        }
        return records;
    }

    private static List<ContractRecord> read(Path folder) throws IOException {
        List<ContractRecord> records = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Records::isRecordFile).sorted().toList()) {
                Files.readAllLines(file).stream()
                        .skip(1)
                        .map(ContractRecord::parse)
                        .forEach(records::add);
            }
        }
        return records;
    }

    private static boolean isRecordFile(Path file) {
        return file.toString().endsWith(".tsv") && file.toString().contains("mq-contract");
    }
}
