package io.onemq.kafka;

import io.onemq.kafka.internal.KafkaDriver;
import io.onemq.spi.ConfigKey;
import io.onemq.spi.DriverConfig;
import io.onemq.spi.DriverConnection;
import io.onemq.spi.MqDriverProvider;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The Apache Kafka driver, found by the scheme {@code kafka} of the URL: {@code kafka://host1:9092,host2:9092}.
 *
 * <p>Applications do not use it directly. {@link DriverConnection#unwrap} knows
 * {@code org.apache.kafka.clients.admin.Admin}. Thread-safe.
 */
public final class KafkaDriverProvider implements MqDriverProvider {

    /** Creates the provider; does nothing else. */
    public KafkaDriverProvider() {}

    @Override
    public String name() {
        return "kafka";
    }

    @Override
    public Set<String> schemes() {
        return Set.of("kafka");
    }

    @Override
    public List<ConfigKey<?>> configKeys() {
        return KafkaDriver.configKeys();
    }

    @Override
    public Set<String> nativeSettings() {
        return KafkaDriver.nativeSettings();
    }

    @Override
    public Map<String, String> refusedNativeSettings() {
        return KafkaDriver.refusedNativeSettings();
    }

    @Override
    public DriverConnection connect(DriverConfig config) {
        return KafkaDriver.connect(config);
    }
}
