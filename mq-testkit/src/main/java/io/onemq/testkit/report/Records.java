package io.onemq.testkit.report;

import io.onemq.testkit.contract.CapabilityRecord;
import io.onemq.testkit.contract.ContractRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What runs of the contract recorded.
 *
 * @param cases how each case ended, with the logs as full paths
 * @param capabilities what the clients answered
 */
record Records(List<ContractRecord> cases, List<CapabilityRecord> capabilities) {

    /** Reads every record below the folders; those that do not exist are left out. */
    static Records read(List<Path> folders) throws IOException {
        Records records = new Records(new ArrayList<>(), new ArrayList<>());
        for (Path folder : folders) {
            if (Files.isDirectory(folder)) {
                records.add(folder);
            }
        }
        return records;
    }

    private void add(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(any -> any.toString().contains("mq-contract"))
                    .sorted()
                    .toList()) {
                if (file.toString().endsWith(".tsv")) {
                    lines(file)
                            .map(ContractRecord::parse)
                            .map(record -> found(file, record))
                            .forEach(cases::add);
                } else if (file.toString().endsWith(".capabilities")) {
                    lines(file).map(CapabilityRecord::parse).forEach(capabilities::add);
                }
            }
        }
    }

    private static Stream<String> lines(Path file) throws IOException {
        return Files.readAllLines(file).stream().skip(1);
    }

    private static ContractRecord found(Path file, ContractRecord record) {
        return record.log().isEmpty()
                ? record
                : record.withLog(file.resolveSibling(record.log()).toString());
    }
}
