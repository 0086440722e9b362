package io.onemq.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Test
    void anyFileWillDo(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("orders.jsonl");
        Files.writeString(file, "no order\n\n" + "x".repeat(300));

        assertThat(run("memory", "--input", file.toString(), "--all")).isZero();

        assertThat(printed())
                .contains("undecodable: 3", "line 2", "(empty)", " billed=0 audited=3 dead-lettered=3 lost=0");
    }

    @Test
    void ordersAreTakenAgainAfterTheLast(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("orders.jsonl");
        Files.writeString(file, "no order");

        assertThat(run("memory", "--input", file.toString(), "--orders", "25")).isZero();

        assertThat(printed()).contains("... and 15 more (--all shows them)", "published=25 ");
    }

    @Test
    void mistakesAreExplained() {
        assertThat(run("--colour")).isEqualTo(2);
        assertThat(run("nats")).isEqualTo(2);
        assertThat(run("memory", "--input", "not-there")).isEqualTo(1);

        assertThat(printed())
                .isEqualTo(String.format("Error: There is no option --colour. See ./run-sample --help.%n"
                        + "Error: There is no broker called nats. Say memory, rabbitmq, kafka, redis, or the URL of a"
                        + " broker that runs. See ./run-sample --help.%n"
                        + "Error: There is no file not-there.%n"));
    }

    @Test
    void helpNamesEveryOption() {
        assertThat(run("--help")).isZero();

        assertThat(printed()).contains("--input", "--orders", "--rate", "--topic", "--keep", "--all", "--timeout");
    }

    private int run(String... arguments) {
        return Main.run(List.of(arguments), new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
