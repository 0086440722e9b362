package io.onemq.testkit.runtime;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A broker this package can start. */
enum BrokerType {
    RABBITMQ("RabbitMQ", 5672, "4.0 or 4.0.5") {
        @Override
        String image(WantedVersion version) {
            return "rabbitmq:" + (version.isAny() ? "4" : version.text()) + "-management";
        }

        @Override
        String url(String host, int port) {
            return "amqp://guest:guest@" + host + ":" + port;
        }

        @Override
        ContainerRecipe container(String host, int port, WantedVersion version) {
            return ContainerRecipe.rabbitmq();
        }

        @Override
        ProcessInstance process(WantedVersion version, int relay) {
            return new RabbitProcess();
        }

        @Override
        Probe probe() {
            return new AmqpProbe();
        }
    },
    KAFKA("Kafka", 9092, "4.2.0 or 3.9.2") {
        @Override
        String image(WantedVersion version) {
            return "apache/kafka:" + (version.isAny() ? KafkaClassPath.DEFAULT_VERSION : version.text());
        }

        @Override
        String url(String host, int port) {
            return "kafka://" + host + ":" + port;
        }

        @Override
        ContainerRecipe container(String host, int port, WantedVersion version) {
            return ContainerRecipe.kafka(host, port);
        }

        @Override
        ProcessInstance process(WantedVersion version, int relay) {
            return new KafkaProcess(version.isAny() ? KafkaClassPath.DEFAULT_VERSION : version.text(), relay);
        }

        @Override
        Probe probe() {
            return new KafkaProbe();
        }
    },
    REDIS("Redis", 6379, "7.0, 8.0.2 or valkey-8.1") {
        @Override
        String image(WantedVersion version) {
            String name = version.isValkey() ? "valkey/valkey:" : "redis:";
            return name + (version.isAny() ? "8" : version.number());
        }

        @Override
        String url(String host, int port) {
            return "redis://" + host + ":" + port;
        }

        @Override
        ContainerRecipe container(String host, int port, WantedVersion version) {
            return ContainerRecipe.redis(version.isValkey() ? "valkey-server" : "redis-server");
        }

        @Override
        ProcessInstance process(WantedVersion version, int relay) {
            return new RedisProcess(version.isValkey());
        }

        @Override
        Probe probe() {
            return new RedisProbe();
        }
    };

    private final String label;
    private final int defaultPort;
    private final String versionExamples;

    BrokerType(String label, int defaultPort, String versionExamples) {
        this.label = label;
        this.defaultPort = defaultPort;
        this.versionExamples = versionExamples;
    }

    static BrokerType of(String name) {
        return Stream.of(values())
                .filter(type -> type.id().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No broker is called " + name + "; there are "
                        + Stream.of(values()).map(BrokerType::id).collect(Collectors.joining(", "))));
    }

    abstract String url(String host, int port);

    abstract ContainerRecipe container(String host, int port, WantedVersion version);

    /** The official image of a version. */
    abstract String image(WantedVersion version);

    /** Returns how to run it; the port of the relay through which its clients come, 0 without, is for those that tell it. */
    abstract ProcessInstance process(WantedVersion version, int relay);

    abstract Probe probe();

    String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    String label() {
        return label;
    }

    /** The setting that chooses how this broker runs. */
    String property() {
        return "mq.test." + id();
    }

    int defaultPort() {
        return defaultPort;
    }

    String versionExamples() {
        return versionExamples;
    }
}
