package io.onemq.memory;

import io.onemq.ConfigurationException;
import io.onemq.memory.internal.MemoryKeys;
import io.onemq.spi.BrokerUrl;
import io.onemq.spi.ConfigKey;
import io.onemq.spi.DriverConfig;
import io.onemq.spi.DriverConnection;
import io.onemq.spi.MqDriverProvider;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes the in-process broker available as {@code memory:} and {@code memory:name}. */
public final class MemoryDriverProvider implements MqDriverProvider {

    /** For {@link java.util.ServiceLoader}. */
    public MemoryDriverProvider() {}

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public Set<String> schemes() {
        return Set.of("memory");
    }

    @Override
    public List<ConfigKey<?>> configKeys() {
        return MemoryKeys.all();
    }

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
        BrokerUrl url = config.url();
        if (!url.hosts().isEmpty()) {
            throw new ConfigurationException("The in-process broker has no host: write memory:name, not memory://name");
        }
        return MemoryBroker.named(url.path().isEmpty() ? "default" : url.path()).connect(config);
    }
}
