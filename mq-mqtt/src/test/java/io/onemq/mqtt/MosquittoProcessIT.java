package io.onemq.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MosquittoProcessIT {
    /** Starts a broker, says so, and stays until it is killed. */
    static final class Main {
        private Main() {}

        public static void main(String[] none) throws InterruptedException {
            System.out.println(MosquittoProcess.launch().url());
            Thread.currentThread().join();
        }
    }

    @Test
    void endsWithItsJvmEvenIfThatIsKilled(@TempDir Path folder) throws Exception {
        Process jvm = start(folder);
        try {
            assertThat(jvm.inputReader().readLine()).startsWith("mqtt://");
            List<ProcessHandle> processes = jvm.descendants().toList();
            assertThat(processes).isNotEmpty();
            jvm.destroyForcibly();
            for (ProcessHandle process : processes) {
                assertEnds(process);
            }
        } finally {
            jvm.destroyForcibly();
        }
    }

    private static void assertEnds(ProcessHandle process) {
        try {
            assertThat(process.onExit()).succeedsWithin(10, TimeUnit.SECONDS);
        } finally {
            process.destroyForcibly();
        }
    }

    private static Process start(Path temporaryFiles) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + temporaryFiles,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
