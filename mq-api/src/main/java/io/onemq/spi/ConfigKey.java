package io.onemq.spi;

import io.onemq.ConfigurationException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A typed configuration key: its name, how its text becomes a value, its default and what it is for.
 *
 * <p>A driver declares its keys as constants and lists them in {@link MqDriverProvider#configKeys()}:
 *
 * <pre>{@code
 * static final ConfigKey<Duration> POLL =
 *     ConfigKey.duration("kafka.poll-timeout", "How long one poll waits for records.").withDefault("100ms");
 * }</pre>
 *
 * <p>The name alone identifies a key. Immutable, thread-safe.
 *
 * @param <T> the type of the value
 */
public final class ConfigKey<T> {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]+([.-][a-z0-9]+)*");

    private final String name;
    private final Function<String, T> parser;
    private final String expected;
    private final String description;
    private final @Nullable String defaultText;
    private final boolean secret;

    private ConfigKey(
            String name,
            Function<String, T> parser,
            String expected,
            String description,
            @Nullable String defaultText,
            boolean secret) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "A key consists of lower-case words, dots and dashes, not '" + name + "'");
        }
        this.name = name;
        this.parser = parser;
        this.expected = expected;
        this.description = description;
        this.defaultText = defaultText;
        this.secret = secret;
    }

    /**
     * Returns a key of any text that is not empty.
     *
     * @param name lower-case words joined by dots and dashes
     * @param description what it sets and why one would change it
     * @return a key without a default
     */
    public static ConfigKey<String> string(String name, String description) {
        return of(name, text -> text, "some text", description);
    }

    /**
     * Returns a key of a whole number.
     *
     * @param name lower-case words joined by dots and dashes
     * @param min the smallest value
     * @param max the largest value
     * @param description what it sets and why one would change it
     * @return a key without a default
     */
    public static ConfigKey<Integer> integer(String name, int min, int max, String description) {
        return of(
                name,
                text -> ValueParsers.integer(text, min, max),
                "a whole number from " + min + " to " + max,
                description);
    }

    /**
     * Returns a key of a number of bytes, at least 1, written plainly or as KiB, MiB or GiB.
     *
     * @param name lower-case words joined by dots and dashes
     * @param description what it sets and why one would change it
     * @return a key without a default
     */
    public static ConfigKey<Long> size(String name, String description) {
        return of(name, ValueParsers::size, "a size such as 512, 1KiB, 32MiB or 1GiB", description);
    }

    /**
     * Returns a key of a time span of zero or more. A bare number is refused, because its unit would be a guess.
     *
     * @param name lower-case words joined by dots and dashes
     * @param description what it sets and why one would change it
     * @return a key without a default
     */
    public static ConfigKey<Duration> duration(String name, String description) {
        return duration(name, Duration.ZERO, description);
    }

    /**
     * Returns a key of a time span that has a lower bound.
     *
     * @param name lower-case words joined by dots and dashes
     * @param min the shortest value
     * @param description what it sets and why one would change it
     * @return a key without a default
     */
    public static ConfigKey<Duration> duration(String name, Duration min, String description) {
        String bound = min.isZero() ? "" : ", at least " + ValueParsers.text(min);
        return of(
                name,
                text -> ValueParsers.duration(text, min),
                "a duration such as 500ms, 30s, 2m, 1h, 7d or PT30S" + bound,
                description);
    }

    /**
     * Returns a key that is true or false.
     *
     * @param name lower-case words joined by dots and dashes
     * @param description what it sets and why one would change it
     * @return a key without a default
     */
    public static ConfigKey<Boolean> bool(String name, String description) {
        return of(name, ValueParsers::bool, "true or false", description);
    }

    /**
     * Returns a key of one of the constants of an enum, written in kebab case or as the constant.
     *
     * @param name lower-case words joined by dots and dashes
     * @param type the enum
     * @param description what it sets and why one would change it
     * @param <E> the enum
     * @return a key without a default
     */
    public static <E extends Enum<E>> ConfigKey<E> oneOf(String name, Class<E> type, String description) {
        return of(name, text -> ValueParsers.constant(text, type), ValueParsers.list(type), description);
    }

    /**
     * Returns a key with a parser of its own.
     *
     * @param name lower-case words joined by dots and dashes
     * @param parser gets text that is not blank; throws {@link IllegalArgumentException} with a reason that does not
     *     repeat the text, or a {@link ConfigurationException} whose message can stand alone
     * @param expected what is right, to follow the word "expected"
     * @param description what it sets and why one would change it
     * @param <T> the type of the value
     * @return a key without a default
     */
    public static <T> ConfigKey<T> of(String name, Function<String, T> parser, String expected, String description) {
        return new ConfigKey<>(name, parser, expected, description, null, false);
    }

    /**
     * Returns this key with a default.
     *
     * @param text the default, written as a user would
     * @return a new key
     * @throws ConfigurationException if the text does not parse
     */
    public ConfigKey<T> withDefault(String text) {
        parse(text, "default");
        return new ConfigKey<>(name, parser, expected, description, text, secret);
    }

    /**
     * Returns this key with its value kept out of every message and log.
     *
     * @return a new key
     */
    public ConfigKey<T> asSecret() {
        return new ConfigKey<>(name, parser, expected, description, defaultText, true);
    }

    /**
     * Returns the name.
     *
     * @return for example "publish.timeout"
     */
    public String name() {
        return name;
    }

    /**
     * Tells what the key is for.
     *
     * @return what it sets and why one would change it
     */
    public String description() {
        return description;
    }

    /**
     * Tells which texts are accepted.
     *
     * @return for example "true or false"
     */
    public String expected() {
        return expected;
    }

    /**
     * Returns the default as text.
     *
     * @return the default, or empty if the key has none
     */
    public Optional<String> defaultText() {
        return Optional.ofNullable(defaultText);
    }

    /**
     * Returns the default.
     *
     * @return the default, or empty if the key has none
     */
    public Optional<T> defaultValue() {
        return defaultText().map(text -> parse(text, "default"));
    }

    /**
     * Tells whether the value is kept out of messages and logs: it was declared a secret or its name looks like one.
     *
     * @return true if {@link #masked} hides the value
     */
    public boolean secret() {
        return secret || Secrets.looksSecret(name);
    }

    /**
     * Returns what may be shown of a value.
     *
     * @param text the value as text
     * @return the text, or {@link Secrets#MASK} for a secret
     */
    public String masked(String text) {
        return secret() ? Secrets.MASK : text;
    }

    /**
     * Turns text into a value.
     *
     * @param text the text
     * @param origin where the text came from, for example "environment variable MQ_URL"
     * @return the value
     * @throws ConfigurationException naming the key, the text unless it is a secret, the origin and what is right
     */
    public T parse(String text, String origin) {
        if (text.isBlank()) {
            throw refused("''", origin, "is empty");
        }
        try {
            return parser.apply(text);
        } catch (ConfigurationException e) {
            throw new ConfigurationException("'" + name + "' (" + origin + "): " + e.getMessage());
        } catch (IllegalArgumentException e) {
            // Neither a cause nor the reason for a secret: both may repeat the text.
            String reason = secret() ? "is not accepted" : "is not accepted: " + e.getMessage();
            throw refused("'" + masked(text) + "'", origin, reason);
        }
    }

    private ConfigurationException refused(String shown, String origin, String reason) {
        return new ConfigurationException(
                "The value " + shown + " of '" + name + "' (" + origin + ") " + reason + "; expected " + expected);
    }

    @Override
    public String toString() {
        return name;
    }
}
