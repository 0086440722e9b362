package io.onemq.internal;

import io.onemq.Capability;
import io.onemq.CapabilitySupport;
import io.onemq.ErrorCode;
import io.onemq.MqException;
import io.onemq.Outcome;
import io.onemq.UnsupportedCapabilityException;
import io.onemq.internal.config.ClientKeys;
import io.onemq.internal.config.ConfigResolver;
import io.onemq.internal.config.ConfigSources;
import io.onemq.internal.config.OnFull;
import io.onemq.internal.config.ResolvedConfig;
import io.onemq.internal.publish.PublishSettings;
import io.onemq.spi.BrokerUrl;
import io.onemq.spi.CommonKeys;
import io.onemq.spi.DriverConfig;
import io.onemq.spi.DriverConnection;
import io.onemq.spi.MqDriverProvider;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Turns a configuration into a connected engine, or says why that is not possible. */
public final class Connector {
    private Connector() {}

    /** What a client is made of. */
    public record Connected(ResolvedConfig config, Engine engine, Topology topology) {}

    /** Resolves the configuration, connects, and checks what the program requires. */
    public static Connected connect(
            @Nullable String url, Map<String, String> options, Set<Capability> required, Events events) {
        Drivers drivers = Drivers.onClassPath();
        Map<String, String> builderOptions = new HashMap<>(options);
        if (url != null) {
            builderOptions.put(ClientKeys.URL.name(), url);
        }
        ConfigResolver resolver = new ConfigResolver(ConfigSources.ofProcess(), builderOptions, drivers.all());
        MqDriverProvider driver =
                resolver.url().map(BrokerUrl::scheme).map(drivers::forScheme).orElseGet(drivers::withoutUrl);
        ResolvedConfig config = resolver.resolve(driver, "memory:");
        DriverConnection connection = connect(driver, config);
        try {
            check(connection, required);
            return assemble(config, connection, events);
        } catch (RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private static DriverConnection connect(MqDriverProvider driver, ResolvedConfig config) {
        DriverConfig driverConfig = config.driverConfig();
        Backoff backoff =
                new Backoff(config.get(CommonKeys.RECONNECT_MIN_DELAY), config.get(CommonKeys.RECONNECT_MAX_DELAY));
        long deadline =
                System.nanoTime() + config.get(CommonKeys.CONNECT_TIMEOUT).toNanos();
        while (true) {
            try {
                return driver.connect(driverConfig);
            } catch (MqException e) {
                long delay = backoff.nextDelayMillis();
                if (!e.retryable() || System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(delay) - deadline >= 0) {
                    throw e;
                }
                pause(delay, e);
            }
        }
    }

    private static void pause(long millis, MqException reason) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MqException(
                    ErrorCode.INTERRUPTED, Outcome.NOT_SENT, true, "Interrupted while connecting", reason);
        }
    }

    private static void check(DriverConnection connection, Set<Capability> required) {
        List<String> missing = new ArrayList<>();
        Capability first = null;
        for (Capability capability : required) {
            CapabilitySupport support = connection.capabilities().get(capability);
            if (support == null || !support.supported()) {
                first = first == null ? capability : first;
                missing.add(capability + (support == null ? "" : " (" + support.note() + ")"));
            }
        }
        if (first != null) {
            throw new UnsupportedCapabilityException(
                    first,
                    "The program requires what " + connection.broker() + " does not support: "
                            + String.join(", ", missing));
        }
    }

    private static Connected assemble(ResolvedConfig config, DriverConnection connection, Events events) {
        PublishSettings publishing = new PublishSettings(
                config.get(ClientKeys.PUBLISH_TIMEOUT),
                config.get(CommonKeys.DELIVERY_TIMEOUT),
                config.get(ClientKeys.PUBLISH_MAX_WAIT),
                config.get(ClientKeys.PUBLISH_ON_FULL) == OnFull.WAIT,
                config.get(CommonKeys.MAX_UNCONFIRMED),
                config.get(CommonKeys.MAX_UNCONFIRMED_BYTES),
                config.get(CommonKeys.RECONNECT_MIN_DELAY),
                config.get(CommonKeys.RECONNECT_MAX_DELAY));
        Engine engine = new Engine(
                config.get(CommonKeys.CLIENT_NAME),
                connection,
                publishing,
                config.get(ClientKeys.DRAIN_TIMEOUT),
                events);
        Topology topology = new Topology(
                connection,
                config.get(ClientKeys.TOPOLOGY),
                config.get(CommonKeys.REQUEST_TIMEOUT),
                config.get(CommonKeys.RECONNECT_MIN_DELAY),
                config.get(CommonKeys.RECONNECT_MAX_DELAY),
                events,
                new RetentionKeeper(engine));
        return new Connected(config, engine, topology);
    }
}
