package io.onemq.internal.config;

import io.onemq.spi.BrokerUrl;
import io.onemq.spi.CommonKeys;
import io.onemq.spi.MqDriverProvider;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Resolves the settings of a client from, strongest first: the options of its builder, the query of the URL, system
 * properties {@code mq.<key>}, environment variables {@code MQ_<KEY>} with dots and dashes as underscores, and the file
 * {@code mq.properties} on the class path.
 *
 * <p>Usage: look at {@link #url()}, choose the driver by its scheme, then {@link #resolve}. Immutable.
 */
public final class ConfigResolver {
    private final ConfigSources sources;
    private final Map<String, String> options;
    private final List<MqDriverProvider> drivers;

    /** Creates a resolver; {@code options} are those of the builder, {@code drivers} all on the class path. */
    public ConfigResolver(
            ConfigSources sources, Map<String, String> options, Collection<? extends MqDriverProvider> drivers) {
        this.sources = sources;
        this.options = Map.copyOf(options);
        this.drivers = List.copyOf(drivers);
    }

    /**
     * Returns the URL of the strongest place that gives one; empty if none does, and then the caller decides.
     *
     * @throws io.onemq.ConfigurationException if it is not a broker URL
     */
    public Optional<BrokerUrl> url() {
        return urlSetting().map(setting -> ClientKeys.URL.parse(setting.text(), setting.origin()));
    }

    /**
     * Resolves and checks every setting.
     *
     * @param driver the driver chosen for the URL
     * @param defaultUrl the URL for the case that no place gives one
     * @throws io.onemq.ConfigurationException for the first setting that is unknown, refused or does not parse
     */
    public ResolvedConfig resolve(MqDriverProvider driver, String defaultUrl) {
        Setting urlSetting =
                urlSetting().orElse(new Setting(ClientKeys.URL.name(), defaultUrl, ResolvedConfig.DEFAULT));
        BrokerUrl url = ClientKeys.URL.parse(urlSetting.text(), urlSetting.origin());
        KeyCatalog catalog = new KeyCatalog(driver, drivers);
        ConfigLayers layers = new ConfigLayers(catalog);
        layers.addFile(sources.file(), sources.fileOrigin());
        layers.addEnvironment(sources.environment());
        layers.addSystemProperties(sources.systemProperties());
        layers.addQuery(url);
        layers.addOptions(options);
        layers.settings().put(urlSetting.key(), urlSetting);
        String clientName = CommonKeys.CLIENT_NAME.name();
        layers.settings().putIfAbsent(clientName, new Setting(clientName, sources.generatedName(), "generated"));
        return new ResolvedConfig(url, catalog, layers.settings());
    }

    private Optional<Setting> urlSetting() {
        return Stream.of(
                        setting(options.get("url"), "builder"),
                        setting(sources.systemProperties().get("mq.url"), "system property mq.url"),
                        setting(sources.environment().get("MQ_URL"), "environment variable MQ_URL"),
                        setting(sources.file().get("url"), sources.fileOrigin()))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<Setting> setting(@Nullable String text, String origin) {
        return Optional.ofNullable(text).map(t -> new Setting(ClientKeys.URL.name(), t, origin));
    }
}
