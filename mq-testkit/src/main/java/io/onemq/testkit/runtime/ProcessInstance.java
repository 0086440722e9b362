package io.onemq.testkit.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A broker as a child process, with a folder of its own for data and log. */
abstract class ProcessInstance implements Instance {

    static final String HOST = "127.0.0.1";

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);

    private final String name;
    private final int port = FreePorts.next();
    private @Nullable Path folder;
    private @Nullable ChildProcess process;
    private @Nullable ChildProcess remover;
    private boolean prepared;
    private boolean destroyed;

    ProcessInstance(String name) {
        this.name = name;
    }

    /** Writes what the first start needs into the folder. */
    abstract void prepare(Path folder) throws IOException, InterruptedException;

    abstract List<String> command(Path folder);

    Map<String, String> environment(Path folder) {
        return Map.of();
    }

    @Override
    public final String host() {
        return HOST;
    }

    @Override
    public final int port() {
        return port;
    }

    @Override
    public final String handle() {
        ChildProcess running = running();
        return running == null ? "" : Long.toString(running.pid());
    }

    @Override
    public final void launch() throws IOException, InterruptedException {
        Path home = home();
        if (!prepared) {
            prepare(home);
            prepared = true;
        }
        List<String> command = command(home);
        synchronized (this) {
            refuseIfDestroyed();
            process = ChildProcess.start(command, environment(home), home, log(home));
        }
    }

    @Override
    public String origin() {
        return "the one that is installed, which is all that can run as a process,";
    }

    @Override
    public final synchronized boolean isAlive() {
        return process != null && process.isAlive();
    }

    @Override
    public final void terminate() throws InterruptedException {
        ChildProcess running = running();
        if (running != null) {
            running.terminate(STOP_TIMEOUT);
        }
    }

    @Override
    public final void giveUp() throws InterruptedException {
        kill();
    }

    @Override
    public final void kill() throws InterruptedException {
        ChildProcess running = running();
        if (running != null) {
            running.kill();
        }
    }

    @Override
    public final List<String> logs(int lines) {
        Path home = folder();
        return home == null ? List.of() : LogFile.tail(log(home), lines);
    }

    @Override
    public synchronized void destroy() {
        destroyed = true;
        if (process != null) {
            process.end();
        }
        if (folder != null) {
            delete(folder);
            folder = null;
        }
        if (remover != null) {
            remover.end();
        }
    }

    /** Starts a process beside the broker, which must end with it. */
    final synchronized ChildProcess startHelper(List<String> command, Map<String, String> environment, Path home)
            throws IOException {
        refuseIfDestroyed();
        return ChildProcess.start(command, environment, home, log(home));
    }

    private synchronized Path home() throws IOException {
        refuseIfDestroyed();
        if (folder == null) {
            folder = Files.createTempDirectory("onemq-" + name + "-");
            // After a pause in which the broker is killed: it would go on writing.
            remover = ChildProcess.afterwards(
                    List.of("/bin/sh", "-c", "sleep 1; exec rm -rf \"$1\"", name, folder.toString()), Map.of());
        }
        return folder;
    }

    private synchronized @Nullable Path folder() {
        return folder;
    }

    private synchronized @Nullable ChildProcess running() {
        return process != null && process.isAlive() ? process : null;
    }

    private void refuseIfDestroyed() {
        if (destroyed) {
            throw new IllegalStateException("it is closed");
        }
    }

    private static Path log(Path home) {
        return home.resolve("broker.log");
    }

    private static void delete(Path home) {
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot remove " + home, e);
        }
    }
}
