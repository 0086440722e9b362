package io.onemq.internal.config;

import io.onemq.ConfigurationException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What surrounds the program: its system properties that start with {@code mq.}, environment variables that start with
 * {@code MQ_}, and the file {@code mq.properties}. A copy, taken when the client is built.
 *
 * @param systemProperties with their prefix
 * @param environment with their prefix
 * @param file the settings of the file; its keys have no prefix
 * @param fileOrigin how messages name the file
 * @param generatedName the client's name if no place gives one
 */
public record ConfigSources(
        Map<String, String> systemProperties,
        Map<String, String> environment,
        Map<String, String> file,
        String fileOrigin,
        String generatedName) {
    private static final String FILE = "mq.properties";

    /** Keeps sorted copies, so that the first of several errors is always the same. */
    public ConfigSources {
        systemProperties = filtered(systemProperties, "mq.");
        environment = filtered(environment, "MQ_");
        file = filtered(file, "");
    }

    /** Returns those of this process. The file is looked up by the thread's context class loader, then the library's. */
    public static ConfigSources ofProcess() {
        Properties system = System.getProperties();
        URL file = find(Thread.currentThread().getContextClassLoader());
        return new ConfigSources(
                toMap(system),
                System.getenv(),
                file == null ? Map.of() : load(file),
                file == null ? FILE : FILE + " at " + file,
                ClientNames.generate(System.getenv()));
    }

    private static Map<String, String> filtered(Map<String, String> all, String prefix) {
        return all.entrySet().stream()
                .filter(e -> e.getKey().startsWith(prefix))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> b, TreeMap::new));
    }

    private static @Nullable URL find(@Nullable ClassLoader context) {
        URL found = context == null ? null : context.getResource(FILE);
        return found == null ? ConfigSources.class.getResource("/" + FILE) : found;
    }

    static Map<String, String> load(URL url) {
        Properties properties = new Properties();
        try {
            URLConnection connection = url.openConnection();
            // A cached jar would keep its file open and hide a file that was replaced.
            connection.setUseCaches(false);
            try (Reader reader = new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8)) {
                properties.load(reader);
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigurationException("Cannot read " + FILE + " at " + url + ": " + e.getMessage(), e);
        }
        return toMap(properties);
    }

    private static Map<String, String> toMap(Properties properties) {
        Function<String, String> value = key -> properties.getProperty(key, "");
        return properties.stringPropertyNames().stream().collect(Collectors.toMap(UnaryOperator.identity(), value));
    }

    /** Shows no values: they may be secrets. */
    @Override
    public String toString() {
        return "ConfigSources[" + systemProperties.keySet() + ", " + environment.keySet() + ", " + file.keySet() + "]";
    }
}
