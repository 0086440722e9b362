package io.onemq.redis.internal;

import static org.awaitility.Awaitility.await;

import io.onemq.testkit.runtime.BrokerRuntime;
import io.onemq.testkit.runtime.Brokers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/** A node of a cluster, as a process or a container, as the other tests have their server. It ends with this JVM at the latest. */
final class ClusterNode implements AutoCloseable {
    private static final String HOST = "127.0.0.1";
    private static final int BUS_OFFSET = 10_000;

    /** Ends the server in good order when the pipe from this JVM ends. */
    private static final String WATCHED = "\"$@\" & child=$!; read -r end; kill $child; wait $child";

    final int port = freePort();
    private final Path folder;
    private @Nullable Process process;

    ClusterNode() throws IOException {
        folder = Files.createTempDirectory("onemq-redis-cluster-");
    }

    /** Below the range of ephemeral ports, as is the port at which nodes talk to each other. */
    private static int freePort() {
        for (int attempt = 0; attempt < 1_000; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(15_000, 22_000);
            if (isFree(port) && isFree(port + BUS_OFFSET)) {
                return port;
            }
        }
        throw new IllegalStateException("no free port");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    void start() {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", WATCHED, "onemq"));
        command.addAll(isContainer() ? container() : List.of(server()));
        command.addAll(List.of("--port", Integer.toString(port), "--bind", HOST, "--dir", folder.toString()));
        command.addAll(List.of("--cluster-enabled", "yes", "--cluster-node-timeout", "3000"));
        command.addAll(List.of("--appendonly", "yes", "--save", "", "--protected-mode", "no"));
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.appendTo(folder.resolve("node.log").toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await().atMost(Duration.ofSeconds(30))
                .ignoreExceptionsInstanceOf(JedisException.class)
                .until(() -> {
                    try (Jedis jedis = jedis()) {
                        return jedis.ping().equals("PONG");
                    }
                });
    }

    private static boolean isContainer() {
        try (BrokerRuntime asOthers = Brokers.create("redis")) {
            return asOthers.kind() == BrokerRuntime.Kind.CONTAINER;
        }
    }

    private List<String> container() {
        String image = Optional.ofNullable(System.getProperty("mq.test.redis.image"))
                .or(() -> Optional.ofNullable(System.getenv("MQ_TEST_REDIS_IMAGE")))
                .orElse("redis:8");
        return List.of(
                "docker",
                "run",
                "--rm",
                "--network",
                "host",
                "--user",
                owner(),
                "--volume",
                folder + ":" + folder,
                image,
                "redis-server");
    }

    /** Files of the server belong to whoever runs the tests, so that they can be removed. */
    private String owner() {
        try {
            return Files.getAttribute(folder, "unix:uid").toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String server() {
        for (String name : List.of("redis-server", "valkey-server")) {
            for (String directory : System.getenv().getOrDefault("PATH", "").split(":")) {
                if (Files.isExecutable(Path.of(directory, name))) {
                    return name;
                }
            }
        }
        throw new IllegalStateException(
                "There is no redis-server on the PATH. Install Redis (apt-get install redis-server).");
    }

    void stop() {
        Process running = process;
        if (running == null) {
            return;
        }
        process = null;
        try {
            running.getOutputStream().close();
            if (!running.waitFor(30, TimeUnit.SECONDS)) {
                running.destroyForcibly();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    Jedis jedis() {
        return new Jedis(HOST, port);
    }

    String id() {
        try (Jedis jedis = jedis()) {
            return jedis.clusterMyId();
        }
    }

    String address() {
        return String.format(Locale.ROOT, "%s:%d", HOST, port);
    }

    @Override
    public void close() {
        stop();
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                delete(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            try (var inner = Files.list(file)) {
                for (Path each : inner.toList()) {
                    delete(each);
                }
            }
        }
        Files.delete(file);
    }
}
