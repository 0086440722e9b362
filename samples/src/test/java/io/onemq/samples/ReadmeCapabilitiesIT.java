package io.onemq.samples;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.Capability;
import io.onemq.CapabilitySupport.Level;
import io.onemq.MqClient;
import io.onemq.testkit.report.SupportTable;
import io.onemq.testkit.runtime.Brokers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of the README says what the running brokers answer. */
class ReadmeCapabilitiesIT {
    private static final Map<Level, String> WORDS =
            Map.of(Level.NATIVE, "yes", Level.EMULATED, "built", Level.UNSUPPORTED, "no");

    @ParameterizedTest
    @CsvSource({"memory, 1", "rabbitmq, 2", "kafka, 3", "redis, 4"})
    void theTableIsTrue(String broker, int column) throws IOException {
        String url =
                broker.equals("memory") ? "memory:" : Brokers.shared(broker).url();
        Map<String, String> answered = new TreeMap<>();
        String running;
        try (MqClient mq = MqClient.builder(url).connect()) {
            running = mq.broker();
            mq.capabilities()
                    .forEach((capability, support) -> answered.put(row(capability), WORDS.get(support.level())));
        }

        Map<String, String> stated = column(column);
        stated.replaceAll((row, cell) -> SupportTable.word(cell, running));
        assertThat(stated).isEqualTo(answered);
    }

    private static String row(Capability capability) {
        return capability.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static Map<String, String> column(int column) throws IOException {
        Map<String, String> cells = new TreeMap<>();
        Files.readAllLines(Path.of("..", "README.md")).stream()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| |"))
                .map(line -> line.split(" *\\| *"))
                .forEach(row -> cells.put(row[1], row[column + 1]));
        return cells;
    }
}
