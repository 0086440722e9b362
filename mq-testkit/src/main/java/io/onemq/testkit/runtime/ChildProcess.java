package io.onemq.testkit.runtime;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A process that does not outlive this JVM, not even if the JVM is killed.
 *
 * <p>Its standard input is a pipe from this JVM. The shell that starts it leaves a watcher behind that reads from the
 * pipe: the pipe ends when the JVM does, and the watcher then kills the process.
 */
final class ChildProcess {

    /** Replaces itself by the command, so that the process of the shell is the process of the broker. */
    private static final String WATCHED = "exec 3<&0 </dev/null; "
            + "(trap '' HUP INT TERM; read -r end <&3; kill -KILL $$) >/dev/null 2>&1 & "
            + "exec 3<&-; exec \"$@\"";

    /** Runs the command when the JVM ends. */
    private static final String AFTERWARDS = "trap '' HUP INT TERM; read -r end; exec \"$@\"";

    private static final Duration KILL_TIMEOUT = Duration.ofSeconds(10);

    private final Process process;

    private ChildProcess(Process process) {
        this.process = process;
    }

    /** Starts a command which ends, at the latest, with this JVM. Its output is appended to the log. */
    static ChildProcess start(List<String> command, Map<String, String> environment, Path folder, Path log)
            throws IOException {
        ProcessBuilder builder = shell(WATCHED, command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        return new ChildProcess(builder.start());
    }

    /** Keeps a command ready that runs when this JVM ends, even if it is killed. */
    static ChildProcess afterwards(List<String> command, Map<String, String> environment) throws IOException {
        ProcessBuilder builder =
                shell(AFTERWARDS, command).redirectOutput(Redirect.DISCARD).redirectError(Redirect.DISCARD);
        builder.environment().putAll(environment);
        return new ChildProcess(builder.start());
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /** Asks it to end, waits, and kills it if it does not. */
    void terminate(Duration timeout) throws InterruptedException {
        // Not process.destroy(): that closes the pipe as well, and the watcher would kill it.
        process.toHandle().destroy();
        if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
            kill();
        }
    }

    /** Kills it and what it started, and waits until all are gone. */
    void kill() throws InterruptedException {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        process.waitFor(KILL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        long deadline = System.nanoTime() + KILL_TIMEOUT.toNanos();
        for (ProcessHandle child : children) {
            child.destroyForcibly();
            while (child.isAlive() && System.nanoTime() < deadline) {
                Thread.sleep(5);
            }
        }
    }

    /** As {@link #kill()}, and an interrupt is left to the caller of the caller. */
    void end() {
        try {
            kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ProcessBuilder shell(String script, List<String> command) {
        List<String> line = new ArrayList<>(List.of("/bin/sh", "-c", script, "onemq"));
        line.addAll(command);
        return new ProcessBuilder(line);
    }
}
