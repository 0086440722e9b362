package io.onemq.testkit.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.onemq.Capability;
import io.onemq.CapabilitySupport.Level;
import java.io.IOException;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SupportTableTest {
    private final List<SupportTarget> targets = new ArrayList<>();

    private void target(String adapter, String mode, String broker, Level priority) {
        Map<Capability, Level> levels = Stream.of(Capability.values())
                .collect(Collectors.toMap(any -> any, any -> any == Capability.PRIORITY ? priority : Level.NATIVE));
        targets.add(new SupportTarget(adapter, mode, broker, levels));
    }

    private String table() {
        return new SupportTable(targets).text();
    }

    private List<String> differences(String table) {
        return new SupportTable(targets)
                .differences("# Title\n" + SupportTable.BEGIN + "\n" + table + "\n" + SupportTable.END + "\n");
    }

    @Test
    void saysFromWhichVersionOnSomethingHolds() {
        target("redis", "", "Redis 8.0.2", Level.NATIVE);
        target("redis", "", "Redis 7.0.15", Level.EMULATED);
        target("rabbitmq", "", "RabbitMQ 4.0.5", Level.NATIVE);
        target("rabbitmq", "", "RabbitMQ 3.10.8", Level.UNSUPPORTED);
        target("rabbitmq", "", "RabbitMQ 4.3.6", Level.NATIVE);

        assertThat(table())
                .startsWith("| | RabbitMQ | Redis |\n|---|---|---|\n| confirmed publish | yes | yes |\n")
                .contains("\n| priority | from 4.0: yes | built, from 8.0: yes |\n")
                .endsWith("\n\nTested with RabbitMQ 3.10, 4.0, 4.3; Redis 7.0, 8.0.");
        assertThat(differences(table())).isEmpty();
    }

    @Test
    void isAboutTheModeThatComesByDefault() {
        target("kafka", "classic", "Kafka 4.4.0", Level.EMULATED);
        target("kafka", "share", "Kafka 4.4.0", Level.NATIVE);
        target("memory", "log", "In-process 1.0", Level.EMULATED);
        target("memory", "", "In-process 1.0", Level.NATIVE);

        assertThat(table()).contains("| priority | yes | yes |").endsWith("Tested with Kafka 4.4.");
    }

    @Test
    void tellsWhatAPageSaysOtherwise() {
        target("rabbitmq", "", "RabbitMQ 4.0.5", Level.NATIVE);
        String table = table();
        targets.clear();
        target("rabbitmq", "", "RabbitMQ 3.10.8", Level.UNSUPPORTED);
        target("mqtt", "", "Mosquitto 2.0", Level.NATIVE);

        assertThat(differences(table))
                .hasSize(Capability.values().length + 1)
                .contains("says yes of priority with RabbitMQ 3.10.8, which answers no")
                .contains("says nothing of replay with Mosquitto 2.0, which answers yes");
    }

    @Test
    void aCellIsTrueOfEachVersion() {
        assertThat(SupportCell.word("from 4.0: yes", Version.parse("3.10.8"))).isEqualTo("no");
        assertThat(SupportCell.word("from 4.0: yes", Version.parse("4.0.5"))).isEqualTo("yes");
        assertThat(SupportCell.word("built, from 8.6: yes", Version.parse("8.0.2")))
                .isEqualTo("built");
        assertThat(SupportCell.word("from 7.2: built, from 8.6: yes", Version.parse("7.0")))
                .isEqualTo("no");
        assertThat(SupportCell.word("from 7.2: built, from 8.6: yes", Version.parse("8.0")))
                .isEqualTo("built");
    }

    @Test
    void aPageWithoutMarkersIsRefused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> SupportTable.block("# Title"))
                .withMessageContaining(SupportTable.BEGIN);
    }

    @Test
    void theReadmeHasARowForEveryCapability() throws IOException {
        List<String> rows = SupportTable.block(Files.readString(Path.of("..", "README.md")))
                .lines()
                .filter(line -> line.matches("\\| [^|]+ \\|.*"))
                .map(line -> line.split(" *\\| *")[1])
                .toList();

        assertThat(rows)
                .containsExactlyElementsOf(Stream.of(Capability.values())
                        .map(capability ->
                                capability.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                        .toList());
    }
}
