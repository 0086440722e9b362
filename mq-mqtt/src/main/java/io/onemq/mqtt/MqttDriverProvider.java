package io.onemq.mqtt;

import io.onemq.mqtt.internal.MqttConnection;
import io.onemq.mqtt.internal.MqttKeys;
import io.onemq.spi.ConfigKey;
import io.onemq.spi.DriverConfig;
import io.onemq.spi.DriverConnection;
import io.onemq.spi.MqDriverProvider;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The MQTT 5 driver, for URLs such as {@code mqtt://user:password@host:1883} and, with TLS and verified host names,
 * {@code mqtts://host}.
 *
 * <p>Applications do not use it: it is found by the scheme of the URL. Stateless, thread-safe.
 */
public final class MqttDriverProvider implements MqDriverProvider {

    /** Creates the provider; does nothing else. */
    public MqttDriverProvider() {}

    @Override
    public String name() {
        return "mqtt";
    }

    @Override
    public Set<String> schemes() {
        return Set.of("mqtt", "mqtts");
    }

    @Override
    public List<ConfigKey<?>> configKeys() {
        return MqttKeys.all();
    }

    /** Returns nothing: there is no native client, and what can be set has a key of the driver. */
    @Override
    public Set<String> nativeSettings() {
        return Set.of();
    }

    @Override
    public Map<String, String> refusedNativeSettings() {
        return Map.of();
    }

    @Override
    public DriverConnection connect(DriverConfig config) {
        return MqttConnection.connect(config);
    }
}
