package io.onemq.internal.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The places where a test gives settings. */
final class Places {
    private final Map<String, String> properties = new HashMap<>();
    private final Map<String, String> environment = new HashMap<>();
    private final Map<String, String> file = new HashMap<>();
    private final Map<String, String> options = new HashMap<>();
    private final FakeDriver fake = new FakeDriver("fake");
    private final FakeDriver other = new FakeDriver("other");

    Places property(String key, String value) {
        properties.put(key, value);
        return this;
    }

    Places variable(String name, String value) {
        environment.put(name, value);
        return this;
    }

    Places file(String key, String value) {
        file.put(key, value);
        return this;
    }

    Places option(String key, String value) {
        options.put(key, value);
        return this;
    }

    ConfigResolver resolver() {
        ConfigSources sources = new ConfigSources(properties, environment, file, "mq.properties", "onemq-test");
        return new ConfigResolver(sources, options, List.of(fake, other));
    }

    ResolvedConfig resolve() {
        return resolver().resolve(fake, "fake:");
    }
}
