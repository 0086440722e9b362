package io.onemq.spi;

import java.util.List;
import java.util.Locale;

/**
 * Keeps secrets out of logs, exception messages and {@code toString}.
 *
 * <p>Drivers use it for whatever they print of native settings. Stateless.
 */
public final class Secrets {
    /** What is shown in place of a secret. */
    public static final String MASK = "***";

    private static final List<String> MARKS = List.of(
            "password",
            "passwd",
            "passphrase",
            "pwd",
            "secret",
            "token",
            "credential",
            "jaas",
            "apikey",
            "accesskey",
            "privatekey",
            "keystorekey",
            "authorization");

    private Secrets() {}

    /**
     * Tells whether the value of a setting of this name has to be kept secret, for example {@code ssl.key-password} or
     * {@code sasl.jaas.config}. Case and separators do not matter; in doubt the answer is yes.
     *
     * @param key the name of a setting
     * @return true if its value must not be shown
     */
    public static boolean looksSecret(String key) {
        String plain = key.toLowerCase(Locale.ROOT).replaceAll("[._-]", "");
        return plain.endsWith("pass") || MARKS.stream().anyMatch(plain::contains);
    }

    /**
     * Returns what may be shown of a setting.
     *
     * @param key the name of the setting
     * @param value its value
     * @return the value, or {@link #MASK} if the name looks secret
     */
    public static String mask(String key, String value) {
        return looksSecret(key) ? MASK : value;
    }
}
