package io.onemq.testkit.runtime;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The version of a broker that {@code mq.test.<broker>.version} asks for.
 *
 * @param text such as {@code 4.0} or {@code valkey-8.1}; empty for whatever comes by default
 */
record WantedVersion(BrokerType type, String text) {

    private static final String VALKEY = "valkey-";
    private static final Pattern NUMBERS = Pattern.compile("\\d+(\\.\\d+)*");

    /** What the settings ask for. */
    static WantedVersion configured(BrokerType type, Settings settings) {
        return settings.get(property(type))
                .map(text -> parse(type, text.trim()))
                .orElseGet(() -> any(type));
    }

    /** Whatever comes by default. */
    static WantedVersion any(BrokerType type) {
        return new WantedVersion(type, "");
    }

    private static WantedVersion parse(BrokerType type, String text) {
        WantedVersion wanted = new WantedVersion(type, text);
        boolean known = NUMBERS.matcher(wanted.number()).matches() && (!wanted.isValkey() || type == BrokerType.REDIS);
        if (!known) {
            throw new IllegalStateException(
                    property(type) + " must be a version, such as " + type.versionExamples() + "; it is " + text);
        }
        return wanted;
    }

    static String property(BrokerType type) {
        return type.property() + ".version";
    }

    boolean isAny() {
        return text.isEmpty();
    }

    /** Tells whether it is Valkey that is asked for under the name of Redis. */
    boolean isValkey() {
        return text.startsWith(VALKEY);
    }

    /** The version without the name of a fork. */
    String number() {
        return isValkey() ? text.substring(VALKEY.length()) : text;
    }

    /**
     * Returns the image to take: one of {@code mq.test.<broker>.images} if that has the version, else the one that is
     * set, else the official one.
     */
    String image(Settings settings) {
        Optional<String> listed = isAny() ? Optional.empty() : newest(images(settings));
        return listed.or(() -> settings.get(type.property() + ".image")).orElseGet(() -> type.image(this));
    }

    /** The versions that {@code mq.test.<broker>.images} has. */
    List<String> listed(Settings settings) {
        return List.copyOf(images(settings).keySet());
    }

    private Optional<String> newest(Map<String, String> images) {
        return images.keySet().stream()
                .filter(this::isMetBy)
                .max(Comparator.comparing(WantedVersion::numbers, Arrays::compare))
                .map(images::get);
    }

    private static int[] numbers(String version) {
        return Arrays.stream(version.replaceAll("[^0-9.]", "").split("\\."))
                .mapToInt(Integer::parseInt)
                .toArray();
    }

    private Map<String, String> images(Settings settings) {
        String property = type.property() + ".images";
        Map<String, String> images = new TreeMap<>();
        for (String entry : settings.get(property).map(String::trim).orElse("").split(",")) {
            int equals = entry.indexOf('=');
            if (equals > 0) {
                images.put(parse(type, entry.substring(0, equals)).text(), entry.substring(equals + 1));
            } else if (!entry.isEmpty()) {
                throw new IllegalStateException(
                        property + " must be pairs of version and image, such as 4.0=rabbitmq:4.0; it has " + entry);
            }
        }
        return images;
    }

    /**
     * Tells whether a version is this one or a more exact name of it.
     *
     * @param version as a broker tells it, such as {@code 4.0.5} or {@code Valkey 8.1.1}
     */
    boolean isMetBy(String version) {
        String plain = version.toLowerCase(Locale.ROOT).replace(' ', '-');
        return plain.equals(text)
                || (plain.startsWith(text) && ".-+~".indexOf(plain.charAt(text.length())) >= 0)
                || isAny();
    }

    /**
     * Refuses a broker of another version.
     *
     * @param running what the started broker told; possibly empty
     * @param origin what the version depends on
     * @throws IllegalStateException if it is another one
     */
    void check(String running, String origin, Settings settings) {
        if (!isMetBy(running)) {
            throw new IllegalStateException(property(type) + " (or the variable " + Settings.variable(property(type))
                    + ") is " + text + ", but "
                    + origin + " is " + (running.isEmpty() ? "of no known version" : running) + "."
                    + alternatives(settings));
        }
    }

    /** The versions that {@code mq.test.<broker>.images} has, as the end of an error; empty if there are none. */
    String alternatives(Settings settings) {
        List<String> listed = listed(settings);
        return listed.isEmpty() ? "" : listed.stream().collect(Collectors.joining(", ", " There are images of: ", "."));
    }
}
