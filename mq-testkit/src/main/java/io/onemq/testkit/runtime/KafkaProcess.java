package io.onemq.testkit.runtime;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Kafka in a JVM of its own: broker and controller in one. */
final class KafkaProcess extends ProcessInstance {

    private final String version;
    private final int relay;
    private final int controllerPort = FreePorts.next();
    private String classPath = "";

    KafkaProcess(String version, int relay) {
        super("kafka");
        this.version = version;
        this.relay = relay;
    }

    @Override
    public String origin() {
        return "what Maven fetched as kafka_2.13 " + version;
    }

    @Override
    void prepare(Path folder) throws IOException, InterruptedException {
        classPath = KafkaClassPath.resolve(version);
        Files.writeString(
                properties(folder),
                KafkaProperties.text(KafkaProperties.node(
                        HOST + ":" + controllerPort,
                        List.of("PLAINTEXT://" + HOST + ":" + port(), "CONTROLLER://" + HOST + ":" + controllerPort),
                        List.of("PLAINTEXT://" + HOST + ":" + (relay == 0 ? port() : relay)),
                        folder.resolve("data").toString())));
        format(folder);
    }

    @Override
    List<String> command(Path folder) {
        return List.of(
                java(),
                "-Xms128m",
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dorg.slf4j.simpleLogger.showDateTime=true",
                "-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS",
                "-cp",
                classPath,
                "kafka.Kafka",
                properties(folder).toString());
    }

    private void format(Path folder) throws IOException, InterruptedException {
        Path output = folder.resolve("format.log");
        Process format = new ProcessBuilder(
                        java(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath,
                        "kafka.tools.StorageTool",
                        "format",
                        "--cluster-id",
                        clusterId(),
                        "--config",
                        properties(folder).toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!format.waitFor(60, TimeUnit.SECONDS) || format.exitValue() != 0) {
            format.destroyForcibly();
            throw new IllegalStateException(
                    "its storage cannot be formatted: " + String.join("\n  ", LogFile.tail(output, 10)));
        }
    }

    private static Path properties(Path folder) {
        return folder.resolve("server.properties");
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** A Kafka UUID; the ones that begin with a hyphen would be taken for an option. */
    private static String clusterId() {
        UUID random = UUID.randomUUID();
        byte[] bytes = ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(random.getMostSignificantBits() & Long.MAX_VALUE)
                .putLong(random.getLeastSignificantBits())
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
