package io.onemq.spi;

import io.onemq.ConfigurationException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a driver is configured with: the URL, its own keys, the keys of {@link CommonKeys} and native settings.
 *
 * <p>The engine builds it from every place where a setting can be given, and has checked it. Tests of a driver build it
 * with {@link #builder}. Values are read when something is opened, not per message. Immutable, thread-safe;
 * {@link #toString} shows no secret.
 */
public final class DriverConfig {
    private static final String ORIGIN = "driver configuration";

    private final BrokerUrl url;
    private final String clientName;
    private final Map<String, Entry> entries;
    private final Map<String, String> nativeSettings;

    private DriverConfig(Builder builder) {
        this.url = builder.url;
        this.entries = Collections.unmodifiableMap(new TreeMap<>(builder.entries));
        this.nativeSettings = Collections.unmodifiableMap(new TreeMap<>(builder.nativeSettings));
        entries.values().forEach(entry -> entry.key().parse(entry.text(), ORIGIN));
        this.clientName = find(CommonKeys.CLIENT_NAME).orElse("onemq");
    }

    private record Entry(ConfigKey<?> key, String text) {
        String masked() {
            return key.name() + "=" + key.masked(text);
        }
    }

    /**
     * Starts a configuration.
     *
     * @param url where the broker is
     * @return a builder in which every key has its default
     */
    public static Builder builder(BrokerUrl url) {
        return new Builder(url);
    }

    /**
     * Returns where the broker is, with the credentials. The settings in the query are in here too: a driver reads them
     * with {@link #get} and {@link #nativeSettings}, because another place may override them.
     *
     * @return the URL
     */
    public BrokerUrl url() {
        return url;
    }

    /**
     * Returns the name under which the broker shows this client.
     *
     * @return {@link CommonKeys#CLIENT_NAME}, or "onemq" if that is not set
     */
    public String clientName() {
        return clientName;
    }

    /**
     * Returns the value of a key.
     *
     * @param key one of {@link CommonKeys} or a key of the driver
     * @param <T> the type of the value
     * @return the value that was set, else the default
     * @throws ConfigurationException if the key is not set and has no default
     */
    public <T> T get(ConfigKey<T> key) {
        return find(key)
                .orElseThrow(() -> new ConfigurationException(
                        "'" + key.name() + "' is not set; expected " + key.expected() + ". " + key.description()));
    }

    /**
     * Returns the value of a key that need not be set.
     *
     * @param key one of {@link CommonKeys} or a key of the driver
     * @param <T> the type of the value
     * @return the value that was set, else the default, else empty
     */
    public <T> Optional<T> find(ConfigKey<T> key) {
        Entry entry = entries.get(key.name());
        return entry == null ? key.defaultValue() : Optional.of(key.parse(entry.text(), ORIGIN));
    }

    /**
     * Returns the settings for the native client: those given as {@code <driver>.<native key>} that are no keys of the
     * driver. All of them are in {@link MqDriverProvider#nativeSettings()}, none is refused.
     *
     * @return native key, without the prefix, to text; not modifiable
     */
    public Map<String, String> nativeSettings() {
        return nativeSettings;
    }

    /**
     * Returns a builder with the values of this configuration.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        Builder builder = new Builder(url);
        builder.entries.putAll(entries);
        builder.nativeSettings.putAll(nativeSettings);
        return builder;
    }

    @Override
    public String toString() {
        Stream<String> settings = entries.values().stream().map(Entry::masked);
        Stream<String> natives = nativeSettings.entrySet().stream()
                .map(e -> "native " + e.getKey() + "=" + Secrets.mask(e.getKey(), e.getValue()));
        return Stream.of(Stream.of("url=" + url), settings, natives)
                .flatMap(s -> s)
                .collect(Collectors.joining(", ", "DriverConfig[", "]"));
    }

    /** Builds a {@link DriverConfig}. Reusable, not thread-safe. */
    public static final class Builder {
        private final BrokerUrl url;
        private final Map<String, Entry> entries = new LinkedHashMap<>();
        private final Map<String, String> nativeSettings = new LinkedHashMap<>();

        private Builder(BrokerUrl url) {
            this.url = Objects.requireNonNull(url, "url");
        }

        /**
         * Sets a key.
         *
         * @param key one of {@link CommonKeys} or a key of the driver
         * @param text the value, written as a user would
         * @return this builder
         */
        public Builder set(ConfigKey<?> key, String text) {
            entries.put(key.name(), new Entry(key, Objects.requireNonNull(text, "text")));
            return this;
        }

        /**
         * Sets a native setting.
         *
         * @param key the native key, without the prefix
         * @param text the value
         * @return this builder
         */
        public Builder nativeSetting(String key, String text) {
            nativeSettings.put(Objects.requireNonNull(key, "key"), Objects.requireNonNull(text, "text"));
            return this;
        }

        /**
         * Builds the configuration.
         *
         * @return a new configuration
         * @throws ConfigurationException if a value does not parse
         */
        public DriverConfig build() {
            return new DriverConfig(this);
        }
    }
}
