package io.onemq.samples;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The command line.
 *
 * @param broker {@code memory}, the name of a broker to start, or a URL
 * @param input the file with the orders, or null for the bundled ones
 * @param orders how many orders to publish, or 0 for each line once
 * @param rate orders a second, or 0 for no limit
 * @param topic the topic's name, or null for a new one
 * @param restartAfter the number of orders after which the broker is restarted, or 0 for never
 */
record Options(
        String broker,
        @Nullable Path input,
        int orders,
        int rate,
        @Nullable String topic,
        boolean keep,
        boolean all,
        Duration timeout,
        int restartAfter) {
    static final String USAGE = """
            usage: ./run-sample [BROKER] [OPTION...]
            BROKER  memory (default); kafka, rabbitmq or redis to start one; or the URL of one that runs
              --input FILE              orders, one line of JSON each; default: 10,000 bundled ones
              --orders N                publish N orders, from the start again after the last; default: each line once
              --rate N                  publish N orders a second, 0 for as many as possible; default: 1000
              --topic NAME              default: a new topic, so that runs do not mix
              --keep                    leave the topics on the broker
              --all                     print every dead letter instead of ten for each cause
              --timeout SECONDS         give up after so long in all; default: 180
              --restart-broker-after N  restart the broker that this program started when N orders are published
            How a broker is started is chosen by MQ_TEST_KAFKA (_RABBITMQ, _REDIS) = container or process.""";

    static Options parse(List<String> arguments) {
        Deque<String> rest = new ArrayDeque<>(arguments);
        Builder options = new Builder();
        if (!rest.isEmpty() && !rest.getFirst().startsWith("-")) {
            options.broker = rest.removeFirst();
        }
        while (!rest.isEmpty()) {
            options.take(rest.removeFirst(), rest);
        }
        return options.build();
    }

    private static final class Builder {
        private String broker = "memory";
        private @Nullable Path input;
        private int orders;
        private int rate = 1000;
        private @Nullable String topic;
        private boolean keep;
        private boolean all;
        private int timeout = 180;
        private int restartAfter;

        void take(String option, Deque<String> rest) {
            switch (option) {
                case "--input" -> input = Path.of(value(option, rest));
                case "--orders" -> orders = number(option, rest, 1);
                case "--rate" -> rate = number(option, rest, 0);
                case "--topic" -> topic = value(option, rest);
                case "--keep" -> keep = true;
                case "--all" -> all = true;
                case "--timeout" -> timeout = number(option, rest, 1);
                case "--restart-broker-after" -> restartAfter = number(option, rest, 1);
                default -> throw new UsageException("There is no option " + option + ".");
            }
        }

        Options build() {
            if (restartAfter > 0 && broker.contains(":")) {
                throw new UsageException("Only a broker that this program started can be restarted by it.");
            }
            return new Options(
                    broker, input, orders, rate, topic, keep, all, Duration.ofSeconds(timeout), restartAfter);
        }

        private static String value(String option, Deque<String> rest) {
            if (rest.isEmpty()) {
                throw new UsageException("The option " + option + " needs a value.");
            }
            return rest.removeFirst();
        }

        private static int number(String option, Deque<String> rest, int least) {
            String value = value(option, rest);
            try {
                int number = Integer.parseInt(value);
                if (number >= least) {
                    return number;
                }
            } catch (NumberFormatException e) {
                throw new UsageException("The option " + option + " needs a whole number, not " + value + ".");
            }
            throw new UsageException("The option " + option + " needs at least " + least + ", not " + value + ".");
        }
    }
}
