package io.onemq.mqtt;

import io.onemq.testkit.contract.BrokerControl;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Mosquitto as a child process: all that the contract needs of a broker which the testkit does not know. It comes back on
 * the same port with what it had stored, and ends with this JVM, even if that is killed.
 */
final class MosquittoProcess implements BrokerControl {
    private static final long PATIENCE_SECONDS = 30;
    private static final long POLL_MILLIS = 20;
    private static final int LOWEST_PORT = 10_000;
    private static final int BEYOND_PORTS = 15_000;

    /**
     * The standard input is a pipe from this JVM, and ends with it. A shell that waits for that is left behind; the other one
     * becomes the broker.
     */
    private static final String WATCHED = "exec 3<&0 </dev/null; "
            + "(trap '' HUP INT TERM; read -r end <&3; kill -KILL $$) >/dev/null 2>&1 & "
            + "exec 3<&-; exec \"$@\"";

    private final Path folder;
    private final int port;
    private Process process;

    private MosquittoProcess(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    /** Starts a broker. */
    static MosquittoProcess launch() {
        try {
            Path folder = Files.createTempDirectory("onemq-mosquitto-");
            MosquittoProcess broker = new MosquittoProcess(folder, freePort());
            broker.configure();
            Runtime.getRuntime().addShutdownHook(new Thread(broker::remove));
            broker.start();
            return broker;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Below the ports that systems give to clients, so that no client has it while the broker is away. */
    private static int freePort() throws IOException {
        IOException last = new IOException("nothing tried");
        for (int attempt = 0; attempt < 100; attempt++) {
            // Other tests look for one at the same time.
            int port = ThreadLocalRandom.current().nextInt(LOWEST_PORT, BEYOND_PORTS);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException e) {
                last = e;
            }
        }
        throw new IOException("No free port between " + LOWEST_PORT + " and " + BEYOND_PORTS, last);
    }

    private void configure() throws IOException {
        Path passwords = folder.resolve("passwords");
        // Nobody has a password that fits.
        Files.writeString(passwords, "");
        Files.writeString(
                folder.resolve("mosquitto.conf"),
                String.join(
                        "\n",
                        "listener " + port + " 127.0.0.1",
                        "allow_anonymous true",
                        "password_file " + passwords,
                        "persistence true",
                        "persistence_location " + folder + "/",
                        "autosave_interval 1",
                        "max_queued_messages 0",
                        "max_inflight_messages 0",
                        "set_tcp_nodelay true",
                        "log_dest file " + folder.resolve("broker.log"),
                        "log_type all",
                        "user root",
                        ""));
    }

    String url() {
        return "mqtt://127.0.0.1:" + port;
    }

    int port() {
        return port;
    }

    Path log() {
        return folder.resolve("broker.log");
    }

    @Override
    public synchronized void start() {
        if (process != null && process.isAlive()) {
            return;
        }
        try {
            String configuration = folder.resolve("mosquitto.conf").toString();
            process = new ProcessBuilder("/bin/sh", "-c", WATCHED, "mosquitto", program(), "-c", configuration)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("output.log").toFile())
                    .start();
            awaitAnswer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String program() {
        String path = System.getenv("PATH") + File.pathSeparator + "/usr/sbin" + File.pathSeparator + "/usr/local/sbin";
        return Stream.of(path.split(File.pathSeparator))
                .map(each -> Path.of(each, "mosquitto"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "There is no mosquitto on the PATH. Install Mosquitto (apt-get install mosquitto)."))
                .toString();
    }

    private void awaitAnswer() throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        boolean answers = answers();
        while (process.isAlive() && !answers && System.nanoTime() - deadline < 0) {
            try {
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("Interrupted while Mosquitto starts", e);
            }
            answers = answers();
        }
        // What answers may be another program that has taken the port.
        if (!process.isAlive()) {
            throw new IOException("Mosquitto has ended by itself; see " + folder);
        }
        if (!answers) {
            throw new IOException("Mosquitto does not answer; see " + folder);
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public synchronized void stop() {
        // Not process.destroy(), which ends the pipe as well, so that the watcher would kill it.
        process.toHandle().destroy();
        process.onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    @Override
    public synchronized void kill() {
        process.destroyForcibly();
        process.onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    private void remove() {
        kill();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot remove " + folder, e);
        }
    }
}
