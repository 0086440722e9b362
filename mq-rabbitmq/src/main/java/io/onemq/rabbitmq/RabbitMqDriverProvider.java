package io.onemq.rabbitmq;

import io.onemq.rabbitmq.internal.RabbitConnector;
import io.onemq.rabbitmq.internal.RabbitKeys;
import io.onemq.spi.ConfigKey;
import io.onemq.spi.DriverConfig;
import io.onemq.spi.DriverConnection;
import io.onemq.spi.MqDriverProvider;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The driver for RabbitMQ 3.10 and later, for URLs such as {@code amqp://user:password@host1,host2:5673/virtual-host}
 * and {@code amqps:}. Found by {@link java.util.ServiceLoader}; applications do not create it. Thread-safe.
 */
public final class RabbitMqDriverProvider implements MqDriverProvider {

    /** Does nothing; for {@link java.util.ServiceLoader}. */
    public RabbitMqDriverProvider() {}

    @Override
    public String name() {
        return "rabbitmq";
    }

    @Override
    public Set<String> schemes() {
        return Set.of("amqp", "amqps");
    }

    @Override
    public List<ConfigKey<?>> configKeys() {
        return RabbitKeys.all();
    }

    @Override
    public Set<String> nativeSettings() {
        return Set.of();
    }

    @Override
    public Map<String, String> refusedNativeSettings() {
        return RabbitKeys.refused();
    }

    @Override
    public DriverConnection connect(DriverConfig config) {
        return RabbitConnector.connect(config);
    }
}
