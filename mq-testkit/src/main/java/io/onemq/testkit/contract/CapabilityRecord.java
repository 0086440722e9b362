package io.onemq.testkit.contract;

import io.onemq.Capability;
import io.onemq.CapabilitySupport.Level;
import java.util.List;
import java.util.Objects;

/**
 * What a client answered about one capability: a line of a {@code .capabilities} file in {@code target/mq-contract}.
 *
 * @param adapter the adapter
 * @param mode its mode, possibly empty
 * @param broker name and version of the broker
 * @param runtime how the broker ran
 * @param capability the capability
 * @param level whether there is support, and by whom
 * @param note what the client said of it
 */
public record CapabilityRecord(
        String adapter, String mode, String broker, String runtime, Capability capability, Level level, String note) {
    private static final int COLUMNS = 7;

    /** The first line of each file. */
    static final String HEADER = "adapter\tmode\tbroker\truntime\tcapability\tlevel\tnote";

    /**
     * Checks that nothing is null.
     *
     * @param adapter the component's value
     * @param mode the component's value
     * @param broker the component's value
     * @param runtime the component's value
     * @param capability the component's value
     * @param level the component's value
     * @param note the component's value
     */
    public CapabilityRecord {
        List.of(adapter, mode, broker, runtime, capability, level, note).forEach(Objects::requireNonNull);
    }

    /** Returns the record as a line. */
    String toLine() {
        return String.join(
                "\t",
                ContractRecord.clean(adapter),
                ContractRecord.clean(mode),
                ContractRecord.clean(broker),
                ContractRecord.clean(runtime),
                capability.name(),
                level.name(),
                ContractRecord.clean(note));
    }

    /**
     * Reads a record.
     *
     * @param line a line of a file other than the first
     * @return the record
     * @throws IllegalArgumentException if the line is not a record
     */
    public static CapabilityRecord parse(String line) {
        String[] parts = line.split("\t", -1);
        if (parts.length != COLUMNS) {
            throw new IllegalArgumentException("Not a record of a capability: " + line);
        }
        return new CapabilityRecord(
                parts[0],
                parts[1],
                parts[2],
                parts[3],
                Capability.valueOf(parts[4]),
                Level.valueOf(parts[5]),
                parts[6]);
    }
}
