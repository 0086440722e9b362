package io.onemq.testkit.runtime;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A broker this package can start. */
enum BrokerType {
    RABBITMQ("RabbitMQ", "rabbitmq:4-management", 5672) {
        @Override
        String url(String host, int port) {
            return "amqp://guest:guest@" + host + ":" + port;
        }

        @Override
        ContainerRecipe container(String host, int port) {
            return ContainerRecipe.rabbitmq();
        }

        @Override
        ProcessInstance process() {
            return new RabbitProcess();
        }

        @Override
        Probe probe() {
            return new AmqpProbe();
        }
    },
    KAFKA("Kafka", "apache/kafka:" + KafkaClassPath.DEFAULT_VERSION, 9092) {
        @Override
        String url(String host, int port) {
            return "kafka://" + host + ":" + port;
        }

        @Override
        ContainerRecipe container(String host, int port) {
            return ContainerRecipe.kafka(host, port);
        }

        @Override
        ProcessInstance process() {
            return new KafkaProcess(KafkaClassPath.version(Settings.SYSTEM));
        }

        @Override
        Probe probe() {
            return new KafkaProbe();
        }
    },
    REDIS("Redis", "redis:8", 6379) {
        @Override
        String url(String host, int port) {
            return "redis://" + host + ":" + port;
        }

        @Override
        ContainerRecipe container(String host, int port) {
            return ContainerRecipe.redis();
        }

        @Override
        ProcessInstance process() {
            return new RedisProcess();
        }

        @Override
        Probe probe() {
            return new RedisProbe();
        }
    };

    private final String label;
    private final String image;
    private final int defaultPort;

    BrokerType(String label, String image, int defaultPort) {
        this.label = label;
        this.image = image;
        this.defaultPort = defaultPort;
    }

    static BrokerType of(String name) {
        return Stream.of(values())
                .filter(type -> type.id().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No broker is called " + name + "; there are "
                        + Stream.of(values()).map(BrokerType::id).collect(Collectors.joining(", "))));
    }

    abstract String url(String host, int port);

    abstract ContainerRecipe container(String host, int port);

    abstract ProcessInstance process();

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

    String image(Settings settings) {
        return settings.get(property() + ".image").orElse(image);
    }

    int defaultPort() {
        return defaultPort;
    }
}
