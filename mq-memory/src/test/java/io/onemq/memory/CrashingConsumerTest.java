package io.onemq.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.testkit.contract.CrashingConsumer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program whose death the contract looks at, when the contract itself is killed. */
class CrashingConsumerTest {
    @Test
    void endsWithWhatStartedIt(@TempDir Path folder) throws IOException, InterruptedException {
        Process consumer = start(folder.resolve("ids"));
        try {
            // As the system does when the process at the other end is gone.
            consumer.getOutputStream().close();
            assertThat(consumer.waitFor(30, TimeUnit.SECONDS)).as("it ends").isTrue();
            assertThat(consumer.exitValue()).isNotZero();
        } finally {
            consumer.destroyForcibly();
        }
    }

    private static Process start(Path ids) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        CrashingConsumer.class.getName(),
                        "orders:0",
                        "billing:NONE",
                        "1",
                        ids.toString()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("MQ_URL", "memory:");
        return builder.start();
    }
}
