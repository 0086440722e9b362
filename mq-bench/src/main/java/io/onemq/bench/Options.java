package io.onemq.bench;

import io.onemq.spi.BrokerUrl;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the command line asks for.
 *
 * @param modes what to measure
 * @param rounds how many rounds count, after those that warm up
 * @param messages how many messages per round, 0 for what the mode says
 * @param urls brokers that run already, by the broker's name
 */
record Options(Set<Mode> modes, int rounds, int messages, Map<String, String> urls) {
    static final String USAGE = "usage: ./bench [kafka|kafka-share|kafka-classic|rabbitmq|redis|memory ...]"
            + " [--rounds N] [--messages N] [--url URL]...";
    private static final int DEFAULT_ROUNDS = 5;
    private static final Map<String, String> BROKERS =
            Map.of("kafka", "kafka", "amqp", "rabbitmq", "amqps", "rabbitmq", "redis", "redis", "rediss", "redis");

    /** Parses the arguments; fails with an IllegalArgumentException that says what is wrong. */
    static Options parse(List<String> arguments) {
        Set<Mode> modes = EnumSet.noneOf(Mode.class);
        Map<String, String> urls = new HashMap<>();
        int rounds = DEFAULT_ROUNDS;
        int messages = 0;
        Deque<String> rest = new ArrayDeque<>(arguments);
        while (!rest.isEmpty()) {
            String argument = rest.removeFirst();
            switch (argument) {
                case "--rounds" -> rounds = number(argument, rest);
                case "--messages" -> messages = number(argument, rest);
                case "--url" -> addUrl(value(argument, rest), urls);
                default -> modes.addAll(modes(argument));
            }
        }
        if (modes.isEmpty()) {
            List<String> names =
                    urls.isEmpty() ? List.of("kafka", "rabbitmq", "redis", "memory") : new ArrayList<>(urls.keySet());
            names.forEach(name -> modes.addAll(Mode.named(name)));
        }
        return new Options(modes, rounds, messages, urls);
    }

    private static List<Mode> modes(String name) {
        List<Mode> modes = Mode.named(name);
        if (modes.isEmpty()) {
            throw new IllegalArgumentException("Unknown argument: " + name);
        }
        return modes;
    }

    private static void addUrl(String url, Map<String, String> urls) {
        String broker = BROKERS.get(BrokerUrl.parse(url).scheme());
        if (broker == null) {
            throw new IllegalArgumentException("--url needs one of the schemes " + BROKERS.keySet());
        }
        urls.put(broker, url);
    }

    private static int number(String option, Deque<String> rest) {
        String text = value(option, rest);
        try {
            int number = Integer.parseInt(text);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(option + " needs a positive number, not " + text, e);
        }
        throw new IllegalArgumentException(option + " needs a positive number, not " + text);
    }

    private static String value(String option, Deque<String> rest) {
        if (rest.isEmpty()) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return rest.removeFirst();
    }

    int messages(Mode mode) {
        return messages == 0 ? mode.messages() : messages;
    }
}
