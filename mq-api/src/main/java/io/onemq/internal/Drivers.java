package io.onemq.internal;

import io.onemq.ConfigurationException;
import io.onemq.spi.MqDriverProvider;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The drivers on the class path, keyed by URL scheme. A missing or doubled driver is an error that says what is there. */
final class Drivers {
    private static final Map<String, String> KNOWN = Map.of(
            "memory", "mq-memory",
            "amqp", "mq-rabbitmq",
            "amqps", "mq-rabbitmq",
            "kafka", "mq-kafka",
            "redis", "mq-redis",
            "rediss", "mq-redis");

    private final List<MqDriverProvider> all;

    private Drivers(List<MqDriverProvider> all) {
        this.all = all;
    }

    static Drivers onClassPath() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        Map<String, MqDriverProvider> byClass = new LinkedHashMap<>();
        load(context, byClass);
        load(Drivers.class.getClassLoader(), byClass);
        return new Drivers(new ArrayList<>(byClass.values()));
    }

    private static void load(@Nullable ClassLoader loader, Map<String, MqDriverProvider> byClass) {
        try {
            for (MqDriverProvider provider : ServiceLoader.load(MqDriverProvider.class, loader)) {
                byClass.putIfAbsent(provider.getClass().getName(), provider);
            }
        } catch (ServiceConfigurationError e) {
            throw new ConfigurationException("A driver on the class path cannot be loaded: " + e.getMessage(), e);
        }
    }

    List<MqDriverProvider> all() {
        return all;
    }

    MqDriverProvider forScheme(String scheme) {
        List<MqDriverProvider> serving =
                all.stream().filter(driver -> driver.schemes().contains(scheme)).toList();
        if (serving.size() == 1) {
            return serving.get(0);
        }
        if (serving.isEmpty()) {
            String module = KNOWN.get(scheme);
            throw new ConfigurationException("No driver serves '" + scheme + ":' URLs. "
                    + (module == null
                            ? "Known schemes are " + new TreeMap<>(KNOWN).keySet() + "."
                            : "Add the dependency io.onemq:" + module + ".")
                    + " Found on the class path: " + describe());
        }
        throw new ConfigurationException(serving.size() + " drivers serve '" + scheme
                + ":' URLs; remove all but one from the class path. Found: " + describe());
    }

    /** The driver to use when no URL is configured: the in-process broker, if it is the only one there. */
    MqDriverProvider withoutUrl() {
        if (all.size() == 1 && all.get(0).schemes().contains("memory")) {
            return all.get(0);
        }
        throw new ConfigurationException("No broker URL is configured. Give one to MqClient.builder(url), or set the "
                + "system property mq.url, the environment variable MQ_URL or url in mq.properties. The in-process "
                + "broker is the default only if its driver is the sole one on the class path; found: " + describe());
    }

    private String describe() {
        if (all.isEmpty()) {
            return "no driver at all";
        }
        Map<String, String> found = new TreeMap<>();
        all.forEach(driver -> found.put(
                driver.name() + " " + driver.schemes(), driver.getClass().getName()));
        return found.toString();
    }
}
