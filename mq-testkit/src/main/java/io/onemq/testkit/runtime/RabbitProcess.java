package io.onemq.testkit.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A private RabbitMQ node, with a port mapper of its own: a shared one would outlive it and could be anybody's. */
final class RabbitProcess extends ProcessInstance {

    private static final String REMEDY = "Install RabbitMQ (apt-get install rabbitmq-server).";

    private final int distributionPort = FreePorts.next();
    private final int mapperPort = FreePorts.next();
    private @Nullable ChildProcess mapper;

    RabbitProcess() {
        super("rabbitmq");
    }

    @Override
    void prepare(Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder.resolve("home"));
        Files.writeString(folder.resolve("enabled_plugins"), "[].\n");
        Files.writeString(
                folder.resolve("rabbitmq.conf"),
                "listeners.tcp.1 = " + HOST + ":" + port() + "\ndisk_free_limit.absolute = 50MB\n");
        startMapper(folder);
    }

    @Override
    List<String> command(Path folder) {
        // The first folder goes before the PATH: what Debian has there changes to a user of its own.
        return List.of(Executables.require(
                "rabbitmq-server",
                REMEDY,
                "/usr/lib/rabbitmq/bin",
                "/usr/local/sbin",
                "/opt/homebrew/sbin",
                "/usr/sbin"));
    }

    @Override
    Map<String, String> environment(Path folder) {
        return Map.ofEntries(
                Map.entry("HOME", folder.resolve("home").toString()),
                Map.entry("LC_ALL", "C.UTF-8"),
                Map.entry("ERL_EPMD_ADDRESS", HOST),
                Map.entry("ERL_EPMD_PORT", Integer.toString(mapperPort)),
                Map.entry("RABBITMQ_NODENAME", "onemq@localhost"),
                Map.entry("RABBITMQ_DIST_PORT", Integer.toString(distributionPort)),
                Map.entry("RABBITMQ_CONF_ENV_FILE", "/dev/null"),
                Map.entry(
                        "RABBITMQ_CONFIG_FILE", folder.resolve("rabbitmq.conf").toString()),
                Map.entry(
                        "RABBITMQ_ENABLED_PLUGINS_FILE",
                        folder.resolve("enabled_plugins").toString()),
                Map.entry("RABBITMQ_MNESIA_BASE", folder.resolve("data").toString()),
                Map.entry("RABBITMQ_LOG_BASE", folder.resolve("logs").toString()),
                Map.entry("RABBITMQ_PID_FILE", folder.resolve("pid").toString()),
                Map.entry("RABBITMQ_LOGS", "-"),
                // Makes the start script become the server instead of its parent; the server must not read, though.
                Map.entry("RABBITMQ_ALLOW_INPUT", "true"),
                Map.entry(
                        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS",
                        "-noinput -kernel inet_dist_use_interface {127,0,0,1} " + RabbitSettings.ARGUMENTS));
    }

    @Override
    public synchronized void destroy() {
        super.destroy();
        if (mapper != null) {
            mapper.end();
        }
    }

    private synchronized void startMapper(Path folder) throws IOException, InterruptedException {
        String epmd = Executables.require("epmd", REMEDY, erlangFolders());
        mapper = startHelper(
                List.of(epmd, "-port", Integer.toString(mapperPort), "-address", HOST), environment(folder), folder);
        // The server would start a mapper that stays, did it not find one.
        while (FreePorts.isFree(mapperPort)) {
            if (!mapper.isAlive()) {
                throw new IllegalStateException("its port mapper ended by itself");
            }
            Thread.sleep(20);
        }
    }

    private static String[] erlangFolders() {
        return Stream.of("/usr/lib/erlang/bin", "/usr/local/lib/erlang/bin", "/opt/homebrew/bin")
                .toArray(String[]::new);
    }
}
