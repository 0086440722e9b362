package io.onemq.rabbitmq.internal;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The version of a server; a text that is none counts as 0.0.
 *
 * @param major the first number
 * @param minor the second number
 */
record ServerVersion(int major, int minor) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,6})\\.(\\d{1,6}).*");

    static ServerVersion of(String text) {
        Matcher matcher = FORM.matcher(text);
        return matcher.matches()
                ? new ServerVersion(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)))
                : new ServerVersion(0, 0);
    }

    boolean isAtLeast(int otherMajor, int otherMinor) {
        return major > otherMajor || (major == otherMajor && minor >= otherMinor);
    }
}
