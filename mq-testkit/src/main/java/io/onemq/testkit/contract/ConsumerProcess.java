package io.onemq.testkit.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Runs {@link CrashingConsumer} in a JVM of its own, which ends at the latest with this one. */
final class ConsumerProcess {
    private static final Duration POLL = Duration.ofMillis(100);

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
            boolean ended = Waiting.holdsWithin(
                    Waiting.DEADLINE.multipliedBy(2),
                    POLL,
                    () -> !process.isAlive() || plan.isOver().getAsBoolean());
            if (process.isAlive() ? !ended : process.exitValue() != 0) {
                throw new AssertionError("The consumer took "
                        + Files.readAllLines(ids).size() + " of " + plan.haltAfter() + " messages and "
                        + (process.isAlive() ? "did not come to its end" : "ended with status " + process.exitValue())
                        + "; it wrote: " + Files.readString(output));
            }
        } finally {
            process.destroyForcibly();
        }
    }

    private static List<String> command(CrashPlan plan, Path ids) {
        List<String> command = new ArrayList<>(JavaCommand.of(CrashingConsumer.class));
        command.add(Arguments.of(plan.topic()));
        command.add(Arguments.of(plan.group()));
        command.add(String.valueOf(plan.haltAfter()));
        command.add(ids.toString());
        plan.options().forEach((key, value) -> command.add(key + "=" + value));
        return command;
    }
}
