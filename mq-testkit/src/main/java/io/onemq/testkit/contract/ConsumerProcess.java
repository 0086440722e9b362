package io.onemq.testkit.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs {@link CrashingConsumer} in a JVM of its own. */
final class ConsumerProcess {
    private ConsumerProcess() {}

    static List<String> runUntilCrash(CrashPlan plan) {
        try {
            Path folder = Files.createTempDirectory("onemq-crash");
            Path ids = Files.createFile(folder.resolve("ids"));
            Path output = folder.resolve("output");
            try {
                run(plan, ids, output);
                return Files.readAllLines(ids);
            } finally {
                Files.deleteIfExists(ids);
                Files.deleteIfExists(output);
                Files.deleteIfExists(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot run the consumer", e);
        }
    }

    private static void run(CrashPlan plan, Path ids, Path output) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command(plan, ids)).redirectErrorStream(true).redirectOutput(output.toFile());
        // Not an argument: those can be read by every user of the machine, and the URL may hold a password.
        builder.environment().put("MQ_URL", plan.url());
        Process process = builder.start();
        try {
            boolean ended = process.waitFor(2 * Waiting.DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended || process.exitValue() != 0) {
                throw new AssertionError("The consumer took "
                        + Files.readAllLines(ids).size() + " of " + plan.haltAfter() + " messages and "
                        + (ended ? "ended with status " + process.exitValue() : "did not come to its end")
                        + "; it wrote: " + Files.readString(output));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the consumer ran", e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static List<String> command(CrashPlan plan, Path ids) {
        List<String> command = new ArrayList<>(JavaCommand.of(CrashingConsumer.class));
        command.add(plan.topic().name());
        command.add(plan.group().name());
        command.add(String.valueOf(plan.haltAfter()));
        command.add(ids.toString());
        plan.options().forEach((key, value) -> command.add(key + "=" + value));
        return command;
    }
}
