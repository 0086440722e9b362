package io.onemq.internal.config;

import io.onemq.ConfigurationException;
import io.onemq.spi.BrokerUrl;
import io.onemq.spi.CommonKeys;
import io.onemq.spi.ConfigKey;
import io.onemq.spi.DriverConfig;
import io.onemq.spi.Secrets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Every setting of a client, checked, with the place that it came from. Immutable, thread-safe. */
public final class ResolvedConfig {
    static final String DEFAULT = "default";

    private final BrokerUrl url;
    private final KeyCatalog catalog;
    private final Map<String, Setting> settings;

    ResolvedConfig(BrokerUrl url, KeyCatalog catalog, Map<String, Setting> settings) {
        this.url = url;
        this.catalog = catalog;
        this.settings = new TreeMap<>(settings);
        settings.values().forEach(s -> catalog.key(s.key()).ifPresent(key -> key.parse(s.text(), s.origin())));
        requireOrdered(CommonKeys.RECONNECT_MIN_DELAY, CommonKeys.RECONNECT_MAX_DELAY);
        requireOrdered(ClientKeys.CONSUME_LEASE, ClientKeys.CONSUME_MAX_LEASE);
    }

    private void requireOrdered(ConfigKey<Duration> lower, ConfigKey<Duration> upper) {
        if (get(lower).compareTo(get(upper)) > 0) {
            throw new ConfigurationException("'" + lower.name() + "' (" + origin(lower) + ") must not be longer than '"
                    + upper.name() + "' (" + origin(upper) + "), but is " + get(lower) + " and " + get(upper));
        }
    }

    /** Returns where the broker is. */
    public BrokerUrl url() {
        return url;
    }

    /** Returns the value of a key; fails if it is not set and has no default. */
    public <T> T get(ConfigKey<T> key) {
        return find(key)
                .orElseThrow(() -> new ConfigurationException(
                        "'" + key.name() + "' is not set; expected " + key.expected() + ". " + key.description()));
    }

    /** Returns the value of a key, else its default, else empty. */
    public <T> Optional<T> find(ConfigKey<T> key) {
        Setting setting = settings.get(key.name());
        return setting == null ? key.defaultValue() : Optional.of(key.parse(setting.text(), setting.origin()));
    }

    /** Tells where the value of a key came from, for example "URL query" or "environment variable MQ_URL". */
    public String origin(ConfigKey<?> key) {
        Setting setting = settings.get(key.name());
        return setting == null ? DEFAULT : setting.origin();
    }

    /** Returns what the driver is configured with. */
    public DriverConfig driverConfig() {
        DriverConfig.Builder builder = DriverConfig.builder(url);
        for (Setting setting : settings.values()) {
            catalog.key(setting.key())
                    .ifPresentOrElse(
                            key -> builder.set(key, setting.text()),
                            () -> builder.nativeSetting(
                                    setting.key().substring(catalog.prefix().length()), setting.text()));
        }
        return builder.build();
    }

    /** Lists every setting that is not a default and where it came from, without secrets. */
    @Override
    public String toString() {
        return settings.values().stream()
                .map(setting -> setting.key() + "=" + shown(setting) + " (" + setting.origin() + ")")
                .collect(Collectors.joining(", ", "ResolvedConfig[", "]"));
    }

    private String shown(Setting setting) {
        if (setting.key().equals(ClientKeys.URL.name())) {
            return url.toString();
        }
        return catalog.key(setting.key())
                .map(key -> key.masked(setting.text()))
                .orElseGet(() -> Secrets.mask(setting.key(), setting.text()));
    }
}
