package io.onemq.testkit.junit;

import io.onemq.spi.MqDriverProvider;
import io.onemq.testkit.runtime.Brokers;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/**
 * A broker as {@link MqTest} names it.
 *
 * @param name its name
 * @param query options of its URL, or empty
 */
record BrokerChoice(String name, String query) {
    static final String MEMORY = "memory";

    static List<BrokerChoice> of(Class<?> testClass, String... brokers) {
        List<BrokerChoice> choices =
                Stream.of(brokers).map(BrokerChoice::parse).distinct().toList();
        if (choices.isEmpty() || choices.size() < brokers.length) {
            throw new ExtensionConfigurationException("@MqTest of " + testClass.getSimpleName()
                    + " names at least one broker, and each once, not " + List.of(brokers));
        }
        return choices;
    }

    private static BrokerChoice parse(String text) {
        int mark = text.indexOf('?');
        BrokerChoice choice = mark < 0
                ? new BrokerChoice(text, "")
                : new BrokerChoice(text.substring(0, mark), text.substring(mark + 1));
        List<String> known = new ArrayList<>(List.of(MEMORY));
        known.addAll(Brokers.names());
        if (!known.contains(choice.name)) {
            throw new ExtensionConfigurationException(
                    "@MqTest knows no broker " + choice.name + "; there are " + String.join(", ", known));
        }
        return choice;
    }

    boolean isEmbedded() {
        return name.equals(MEMORY);
    }

    boolean hasDriver() {
        return drivers().contains(name);
    }

    /** Fails if the driver is missing, before its broker is started for nothing. */
    void requireDriver() {
        if (!hasDriver()) {
            throw new ExtensionConfigurationException("No driver for " + name
                    + " is on the class path of the tests: add the dependency io.onemq:mq-" + name + ". Found: "
                    + String.join(", ", drivers()));
        }
    }

    private static Set<String> drivers() {
        Set<String> names = new TreeSet<>();
        ServiceLoader.load(MqDriverProvider.class).forEach(driver -> names.add(driver.name()));
        return names;
    }

    /** Adds the options to the URL of a broker. */
    String url(String base) {
        if (query.isEmpty()) {
            return base;
        }
        return base + (base.contains("?") ? "&" : "?") + query;
    }

    @Override
    public String toString() {
        return query.isEmpty() ? name : name + "?" + query;
    }
}
