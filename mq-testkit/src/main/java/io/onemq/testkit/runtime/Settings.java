package io.onemq.testkit.runtime;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Settings by name: a system property wins over the environment variable of that name in capitals. */
final class Settings {

    static final Settings SYSTEM = new Settings(System::getProperty, System::getenv);

    private final Function<String, @Nullable String> properties;
    private final Function<String, @Nullable String> environment;

    Settings(Function<String, @Nullable String> properties, Function<String, @Nullable String> environment) {
        this.properties = properties;
        this.environment = environment;
    }

    Optional<String> get(String property) {
        return Optional.ofNullable(properties.apply(property))
                .filter(value -> !value.isBlank())
                .or(() -> Optional.ofNullable(environment.apply(variable(property)))
                        .filter(value -> !value.isBlank()));
    }

    static String variable(String property) {
        return property.toUpperCase(Locale.ROOT).replace('.', '_');
    }
}
