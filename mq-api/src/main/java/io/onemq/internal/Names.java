package io.onemq.internal;

import io.onemq.ErrorCode;
import io.onemq.MqException;
import java.util.regex.Pattern;

/** The naming rules and the names derived from them. No name is ever escaped. */
public final class Names {
    /** The group of every dead-letter topic. */
    public static final String INSPECT = "inspect";

    /** The group of every retry topic and of every topic of isolated messages. */
    public static final String RETRY_GROUP = "retry";

    private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9._-]{1,100}");
    private static final Pattern GROUP = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private Names() {}

    /** Checks a topic name. */
    public static String topic(String name) {
        if (!TOPIC.matcher(name).matches() || name.chars().allMatch(c -> c == '.')) {
            throw new MqException(
                    ErrorCode.INVALID_NAME,
                    "'" + name + "' is not a topic name: use 1 to 100 of A-Z a-z 0-9 . _ - and not dots alone");
        }
        return name;
    }

    /** Checks a group name. */
    public static String group(String name) {
        if (!GROUP.matcher(name).matches()) {
            throw new MqException(
                    ErrorCode.INVALID_NAME,
                    "'" + name + "' is not a group name: use 1 to 64 of A-Z a-z 0-9 _ - (a dot is not allowed)");
        }
        return name;
    }

    /** Returns the default dead-letter topic of a group. */
    public static String deadLetters(String topic, String group) {
        return topic + "." + group + ".dlq";
    }

    /** Returns the topic of a group's messages that are handled apart, because consumers died with them. */
    public static String isolated(String topic, String group) {
        return topic + "." + group + ".isolated";
    }

    /** Returns the topic on which failed deliveries of a group wait for their next attempt. */
    public static String retries(String topic, String group) {
        return topic + "." + group + ".retry";
    }
}
