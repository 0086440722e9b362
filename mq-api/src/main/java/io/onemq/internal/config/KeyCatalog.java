package io.onemq.internal.config;

import io.onemq.ConfigurationException;
import io.onemq.spi.ConfigKey;
import io.onemq.spi.MqDriverProvider;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The settings that exist for the chosen driver: common keys, the driver's keys and those of its native client. */
final class KeyCatalog {
    private final String driver;
    private final Map<String, ConfigKey<?>> keys = new TreeMap<>();
    private final Set<String> natives = new TreeSet<>();
    private final Map<String, String> refused = new TreeMap<>();
    private final List<String> otherDrivers;
    private final Map<String, String> byVariable = new TreeMap<>();

    KeyCatalog(MqDriverProvider chosen, Collection<? extends MqDriverProvider> all) {
        driver = chosen.name();
        otherDrivers = all.stream()
                .map(MqDriverProvider::name)
                .filter(name -> !name.equals(driver))
                .toList();
        ClientKeys.all().forEach(key -> keys.put(key.name(), key));
        chosen.configKeys().forEach(key -> keys.put(key.name(), key));
        chosen.nativeSettings().forEach(key -> natives.add(prefix() + key));
        chosen.refusedNativeSettings().forEach((key, why) -> refused.put(prefix() + key, why));
        natives.removeAll(refused.keySet());
        natives.removeAll(keys.keySet());
        List.of(refused.keySet(), natives, keys.keySet())
                .forEach(names -> names.forEach(name -> byVariable.put(variable(name), name)));
    }

    /** Returns the name of the environment variable for a key, without {@code MQ_}. */
    static String variable(String key) {
        return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** Returns the prefix of the chosen driver's settings, with its dot. */
    String prefix() {
        return driver + ".";
    }

    Optional<ConfigKey<?>> key(String name) {
        return Optional.ofNullable(keys.get(name));
    }

    /** Tells whether the setting is meant for another driver on the class path. */
    boolean isForeign(String name) {
        return !keys.containsKey(name) && otherDrivers.stream().anyMatch(other -> name.startsWith(other + "."));
    }

    /** Returns the key that an environment variable sets, if there is one; the variable is given without MQ_. */
    Optional<String> keyOfVariable(String variable) {
        return Optional.ofNullable(byVariable.get(variable));
    }

    /** Returns the variable, without MQ_, that somebody probably meant; empty for one of other software. */
    Optional<String> nearMissOfVariable(String variable) {
        boolean foreign = otherDrivers.stream().anyMatch(other -> variable.startsWith(variable(other) + "_"));
        return foreign ? Optional.empty() : ClosestName.nearMiss(variable, byVariable.keySet());
    }

    /** Fails for a setting that does not exist or that the driver refuses. */
    void check(Setting setting) {
        String name = setting.key();
        String why = refused.get(name);
        if (why != null && !keys.containsKey(name)) {
            throw new ConfigurationException("'" + name + "' (" + setting.origin() + ") is refused: " + why);
        }
        if (keys.containsKey(name) || natives.contains(name)) {
            return;
        }
        String scope = name.startsWith(prefix()) ? " of the driver " + driver + " and its native client" : "";
        throw new ConfigurationException("Unknown key '" + name + "' (" + setting.origin() + "); the closest known key"
                + scope + " is '" + ClosestName.of(name, candidates(name)) + "'");
    }

    private Set<String> candidates(String name) {
        Set<String> all = new TreeSet<>(keys.keySet());
        all.addAll(natives);
        Set<String> own = new TreeSet<>(all);
        own.removeIf(candidate -> !candidate.startsWith(prefix()));
        return name.startsWith(prefix()) && !own.isEmpty() ? own : all;
    }
}
