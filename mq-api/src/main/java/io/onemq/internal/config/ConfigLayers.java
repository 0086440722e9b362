package io.onemq.internal.config;

import io.onemq.ConfigurationException;
import io.onemq.spi.BrokerUrl;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads each place where settings are given, checks that they exist, and lets the stronger place win.
 *
 * <p>Settings of other drivers on the class path are passed over, so that one file serves several brokers; only in the
 * query of a URL, which belongs to one broker, they are a mistake. The environment is shared with other software that
 * uses the prefix MQ_: a variable that matches no key is an error only if it looks like a misspelt one.
 */
final class ConfigLayers {
    private static final String TEST = "test.";

    private final KeyCatalog catalog;
    private final Map<String, Setting> settings = new TreeMap<>();

    ConfigLayers(KeyCatalog catalog) {
        this.catalog = catalog;
    }

    Map<String, Setting> settings() {
        return settings;
    }

    void addFile(Map<String, String> file, String origin) {
        file.forEach((key, text) -> add(new Setting(key, text, origin)));
    }

    void addEnvironment(Map<String, String> environment) {
        environment.forEach((variable, text) -> {
            String plain = variable.substring("MQ_".length());
            if (!plain.startsWith("TEST_")) {
                keyOf(plain).ifPresent(key -> add(new Setting(key, text, "environment variable " + variable)));
            }
        });
    }

    void addSystemProperties(Map<String, String> properties) {
        properties.forEach((property, text) -> {
            String key = property.substring("mq.".length());
            if (!key.startsWith(TEST)) {
                add(new Setting(key, text, "system property " + property));
            }
        });
    }

    void addQuery(BrokerUrl url) {
        url.query().forEach((key, text) -> {
            if (catalog.isForeign(key) || key.equals(ClientKeys.URL.name())) {
                throw new ConfigurationException(
                        "'" + key + "' (URL query) has no meaning in a URL of " + url.scheme());
            }
            add(new Setting(key, text, "URL query"));
        });
    }

    void addOptions(Map<String, String> options) {
        new TreeMap<>(options).forEach((key, text) -> add(new Setting(key, text, "builder")));
    }

    private void add(Setting setting) {
        if (!catalog.isForeign(setting.key())) {
            catalog.check(setting);
            settings.put(setting.key(), setting);
        }
    }

    private Optional<String> keyOf(String variable) {
        Optional<String> key = catalog.keyOfVariable(variable);
        if (key.isEmpty()) {
            catalog.nearMissOfVariable(variable).ifPresent(meant -> {
                throw new ConfigurationException("Unknown environment variable MQ_" + variable + "; the closest known "
                        + "one is MQ_" + meant + ". A variable of other software needs a name that differs by more");
            });
        }
        return key;
    }
}
