package io.onemq.internal.config;

import io.onemq.spi.ConfigKey;
import io.onemq.spi.DriverConfig;
import io.onemq.spi.DriverConnection;
import io.onemq.spi.MqDriverProvider;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A driver of which only the declarations matter. */
record FakeDriver(String name) implements MqDriverProvider {
    static final ConfigKey<Integer> DEPTH =
            ConfigKey.integer("fake.depth", 1, 9, "How deep.").withDefault("2");
    static final ConfigKey<String> PIN =
            ConfigKey.string("fake.pin", "Opens the door.").asSecret();

    @Override
    public Set<String> schemes() {
        return Set.of(name);
    }

    @Override
    public List<ConfigKey<?>> configKeys() {
        return name.equals("fake") ? List.of(DEPTH, PIN) : List.of();
    }

    @Override
    public Set<String> nativeSettings() {
        return Set.of("linger.ms", "batch.size", "sasl.jaas.config", "acks");
    }

    @Override
    public Map<String, String> refusedNativeSettings() {
        return Map.of("acks", "a confirmed publish needs acks=all, which is set already");
    }

    @Override
    public DriverConnection connect(DriverConfig config) {
        throw new UnsupportedOperationException(name);
    }
}
