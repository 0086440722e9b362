package io.onemq.testkit.runtime;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How to run one broker's image: by nothing but the conventions of the official image.
 *
 * @param port where the broker listens in the container
 * @param environment variables for it
 * @param command instead of the image's own; empty to keep that
 */
record ContainerRecipe(int port, Map<String, String> environment, List<String> command) {

    static ContainerRecipe rabbitmq() {
        return new ContainerRecipe(
                5672,
                Map.of(
                        "RABBITMQ_LOGS",
                        "-",
                        // To the server every client comes from another machine.
                        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS",
                        "-rabbit loopback_users [] -rabbit disk_free_limit 50000000 " + RabbitSettings.ARGUMENTS),
                List.of());
    }

    static ContainerRecipe redis(String server) {
        return new ContainerRecipe(
                6379,
                Map.of(),
                List.of(
                        server,
                        "--bind",
                        "0.0.0.0",
                        "--protected-mode",
                        "no",
                        "--appendonly",
                        "yes",
                        "--appendfsync",
                        "everysec",
                        "--save",
                        ""));
    }

    /** Kafka tells its clients where it is, so it has to know. It calls itself, too, and cannot use that address. */
    static ContainerRecipe kafka(String host, int port) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("CLUSTER_ID", "b25lbXEtdGVzdC1jbHVzdA");
        environment.put("KAFKA_HEAP_OPTS", "-Xms128m -Xmx512m");
        environment.put("KAFKA_JVM_PERFORMANCE_OPTS", "-XX:+UseSerialGC -XX:TieredStopAtLevel=1");
        KafkaProperties.node(
                        "127.0.0.1:9093",
                        List.of("PLAINTEXT://0.0.0.0:9092", "CONTROLLER://127.0.0.1:9093", "INTERNAL://127.0.0.1:9094"),
                        List.of("PLAINTEXT://" + host + ":" + port, "INTERNAL://127.0.0.1:9094"),
                        "/tmp/onemq-kafka")
                .forEach((name, value) ->
                        environment.put("KAFKA_" + name.toUpperCase(Locale.ROOT).replace('.', '_'), value));
        return new ContainerRecipe(9092, environment, List.of());
    }
}
