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
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of the README, and those of the brokers' pages that are about one mode, say what the running brokers answer. */
class ReadmeCapabilitiesIT {
    private static final Map<Level, String> WORDS =
            Map.of(Level.NATIVE, "yes", Level.EMULATED, "built", Level.UNSUPPORTED, "no");
    private static final Pattern CAPABILITY = Pattern.compile("[A-Z]+(_[A-Z]+)*");

    @ParameterizedTest
    @CsvSource({"memory, 1", "rabbitmq, 2", "kafka, 3", "redis, 4"})
    void theTableIsTrue(String broker, int column) throws IOException {
        Answer answer = ask(broker);
        Map<String, String> answered = new TreeMap<>();
        answer.levels.forEach((capability, level) -> answered.put(row(capability), WORDS.get(level)));

        Map<String, String> stated = column(column);
        stated.replaceAll((row, cell) -> SupportTable.word(cell, answer.running));
        assertThat(stated).isEqualTo(answered);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rabbitmq", "redis"})
    void aPageIsTrue(String broker) throws IOException {
        Answer answer = ask(broker);
        Map<Capability, Level> stated = new EnumMap<>(Capability.class);
        page(broker)
                .forEach((capability, cell) -> stated.put(
                        Capability.valueOf(capability),
                        Level.valueOf(SupportTable.word(cell, answer.running).toUpperCase(Locale.ROOT))));
        assertThat(stated).isEqualTo(answer.levels);
    }

    /** What a client says of the broker that it is connected to. */
    private record Answer(String running, Map<Capability, Level> levels) {}

    private static Answer ask(String broker) {
        String url =
                broker.equals("memory") ? "memory:" : Brokers.shared(broker).url();
        try (MqClient mq = MqClient.builder(url).connect()) {
            Map<Capability, Level> levels = new EnumMap<>(Capability.class);
            mq.capabilities().forEach((capability, support) -> levels.put(capability, support.level()));
            return new Answer(mq.broker(), levels);
        }
    }

    /** The second column of the table of a page, by the capabilities in the first. */
    private static Map<String, String> page(String broker) throws IOException {
        String page = Files.readString(Path.of("..", "docs", "brokers", broker + ".md"));
        Map<String, String> cells = new TreeMap<>();
        page.substring(page.indexOf("| capability | support | how |"), page.indexOf("## Configuration"))
                .lines()
                .skip(2)
                .filter(line -> line.startsWith("| "))
                .map(line -> line.split(" *\\| *"))
                .forEach(row -> CAPABILITY.matcher(row[1]).results().forEach(name -> cells.put(name.group(), row[2])));
        return cells;
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
