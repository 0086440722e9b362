package io.onemq.bench;

import io.onemq.testkit.runtime.Brokers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Compares OneMQ with the native clients. The first argument is the file that receives the report, the others are those
 * of {@link Options}. Ends with 0 if all rounds were valid, whatever the figures; 1 if not; 2 for wrong arguments.
 */
public final class Bench {
    private final Options options;
    private final Report report = new Report();

    private Bench(Options options) {
        this.options = options;
    }

    /**
     * Runs the benchmark and ends the process.
     *
     * @param arguments the report file and what the command line asks for
     */
    public static void main(String[] arguments) {
        System.exit(run(Path.of(arguments[0]), List.of(arguments).subList(1, arguments.length)));
    }

    private static int run(Path file, List<String> arguments) {
        Options options;
        try {
            options = Options.parse(arguments);
        } catch (RuntimeException e) {
            System.err.println(e.getMessage());
            System.err.println(Options.USAGE);
            return 2;
        }
        try {
            new Bench(options).run(file);
            return 0;
        } catch (InvalidRoundException e) {
            System.err.println("INVALID ROUND: " + e.getMessage());
            return 1;
        } catch (Exception e) {
            e.printStackTrace();
            return 1;
        }
    }

    private void run(Path file) throws Exception {
        for (Mode mode : options.modes()) {
            report.add(measure(mode));
        }
        write(file);
        System.out.println();
        System.out.println(report.markdown());
        report.machineLines().forEach(System.out::println);
    }

    private Report.Measured measure(Mode mode) throws Exception {
        String url = url(mode);
        try (OneMqSide onemq = new OneMqSide(mode, url);
                Side expert = expert(mode, url)) {
            int messages = options.messages(mode);
            List<Round> rounds =
                    new Contest(mode, messages, expert, onemq, round -> print(mode, round)).run(options.rounds());
            List<Side> sides = Stream.of(expert, onemq).filter(Objects::nonNull).toList();
            return new Report.Measured(
                    mode,
                    messages,
                    options.rounds(),
                    sides.stream().map(Side::client).toList(),
                    sides.stream().map(Side::settings).toList(),
                    summaries(mode, rounds));
        }
    }

    private static List<Summary> summaries(Mode mode, List<Round> rounds) {
        List<Summary> summaries = new ArrayList<>();
        for (Operation operation : Operation.values()) {
            summaries.add(new Summary(
                    mode,
                    operation,
                    rounds.stream()
                            .filter(round -> round.operation() == operation)
                            .toList()));
        }
        return summaries;
    }

    private String url(Mode mode) {
        if (mode == Mode.MEMORY) {
            return "memory:bench";
        }
        String url = options.urls().get(mode.broker());
        return url != null ? url : Brokers.shared(mode.broker()).url();
    }

    private static @Nullable Side expert(Mode mode, String url) throws Exception {
        return switch (mode) {
            case KAFKA_SHARE -> new KafkaSide(url, new KafkaShareReader());
            case KAFKA_CLASSIC -> new KafkaSide(url, new KafkaClassicReader());
            case RABBITMQ -> new RabbitMqSide(url);
            case REDIS -> new RedisSide(url);
            case MEMORY -> null;
        };
    }

    private static void print(Mode mode, Round round) {
        Sample expert = round.expert();
        String ours = Report.format("OneMQ %,.0f/s", round.onemq().messagesPerSecond());
        String theirs = expert == null
                ? ""
                : Report.format(", native %,.0f/s, ratio %.2f", expert.messagesPerSecond(), round.ratio());
        System.out.println(mode.id() + " " + round.operation().title() + ", "
                + (round.number() < 1 ? "warm-up" : "round " + round.number()) + ": " + ours + theirs + " (load "
                + Environment.load() + ")");
    }

    private void write(Path file) throws IOException {
        Path folder = file.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.writeString(file, report.markdown());
    }
}
