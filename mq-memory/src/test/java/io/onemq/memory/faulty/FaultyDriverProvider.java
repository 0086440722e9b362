package io.onemq.memory.faulty;

import io.onemq.memory.MemoryDriverProvider;
import io.onemq.spi.ConfigKey;
import io.onemq.spi.DriverConfig;
import io.onemq.spi.DriverConnection;
import io.onemq.spi.MqDriverProvider;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Serves {@code faulty:FAULT-x}: the in-process broker of that whole name, through a driver with that fault. */
public final class FaultyDriverProvider implements MqDriverProvider {
    private final MqDriverProvider real = new MemoryDriverProvider();

    /** For {@link java.util.ServiceLoader}. */
    public FaultyDriverProvider() {}

    @Override
    public String name() {
        return real.name();
    }

    @Override
    public Set<String> schemes() {
        return Set.of("faulty");
    }

    @Override
    public List<ConfigKey<?>> configKeys() {
        return real.configKeys();
    }

    @Override
    public Set<String> nativeSettings() {
        return real.nativeSettings();
    }

    @Override
    public Map<String, String> refusedNativeSettings() {
        return real.refusedNativeSettings();
    }

    @Override
    public DriverConnection connect(DriverConfig config) {
        String broker = config.url().path();
        Fault fault = Faults.valueOf(broker.substring(0, broker.indexOf('-'))).fault();
        fault.connected();
        return new FaultyConnection(real.connect(config), fault);
    }
}
