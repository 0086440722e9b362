package io.onemq.testkit.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A {@link PlannedConsumer} in a JVM of its own, which ends at the latest with this one. */
final class ProgramProcess implements RunningProgram {
    private final Path output;
    private final Process process;
    private boolean killed;

    private ProgramProcess(Path output, Process process) {
        this.output = output;
        this.process = process;
    }

    static RunningProgram start(Program program) {
        Path output = program.journal().resolveSibling(program.journal().getFileName() + ".output");
        ProcessBuilder builder =
                new ProcessBuilder(command(program)).redirectErrorStream(true).redirectOutput(output.toFile());
        // Not an argument: those can be read by every user of the machine, and the URL may hold a password.
        builder.environment().put("MQ_URL", program.url());
        try {
            return new ProgramProcess(output, builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot run the program", e);
        }
    }

    private static List<String> command(Program program) {
        List<String> command = new ArrayList<>(JavaCommand.of(PlannedConsumer.class));
        command.add(Arguments.of(program.topic()));
        command.add(Arguments.of(program.group()));
        command.add(program.journal().toString());
        program.options().forEach((key, value) -> command.add(key + "=" + value));
        return command;
    }

    @Override
    public boolean hasDied() {
        if (process.isAlive()) {
            return false;
        }
        if (!killed && process.exitValue() != PlannedConsumer.KILLED_STATUS) {
            throw new AssertionError("The program ended with status " + process.exitValue() + "; " + written());
        }
        return true;
    }

    @Override
    public void kill() {
        killed = true;
        process.destroyForcibly();
    }

    @Override
    public void stop() {
        try {
            process.getOutputStream().close();
            boolean ended = process.waitFor(Waiting.DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended || (process.exitValue() != 0 && !hasDied())) {
                throw new AssertionError("The program did not end in good order; " + written());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot stop the program", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the program ended", e);
        } finally {
            process.destroyForcibly();
        }
    }

    private String written() {
        try {
            return "it wrote: " + Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read what the program wrote", e);
        }
    }
}
