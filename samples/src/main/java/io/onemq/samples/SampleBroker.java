package io.onemq.samples;

import io.onemq.memory.MemoryBroker;
import io.onemq.testkit.runtime.Brokers;
import java.io.PrintStream;
import java.util.Locale;

/** The broker of one run. Only this file knows where it comes from; the rest has its URL. */
interface SampleBroker extends AutoCloseable {

    /** Where it is; may hold credentials. */
    String url();

    /** Restarts it, keeping its data, and returns when it answers again. */
    void restart();

    /** How a person restarts it while the sample runs, as a sentence. */
    String advice();

    /** Ends it if this run started it. */
    @Override
    void close();

    /**
     * Finds or starts a broker.
     *
     * @param choice {@code memory}, the name of a broker to start, or the URL of one that runs
     * @param out where it tells what it does
     * @throws UsageException if the choice is none of them
     * @throws IllegalStateException if it cannot be started; the message says what to install
     */
    static SampleBroker open(String choice, PrintStream out) {
        if (choice.equals("memory")) {
            return new InMemory("order-pipeline");
        }
        if (choice.contains(":")) {
            return new Existing(choice);
        }
        if (Brokers.names().contains(choice)) {
            out.printf("Starting %s; MQ_TEST_%s chooses how.%n", choice, choice.toUpperCase(Locale.ROOT));
            return Supervised.start(Brokers.create(choice), out);
        }
        throw new UsageException("There is no broker called " + choice + ". Say memory, "
                + String.join(", ", Brokers.names()) + ", or the URL of a broker that runs.");
    }

    /** The in-process broker. */
    record InMemory(String name) implements SampleBroker {
        @Override
        public String url() {
            return "memory:" + name;
        }

        @Override
        public void restart() {
            MemoryBroker.named(name).restart();
        }

        @Override
        public String advice() {
            return "It lives in this process; --restart-broker-after N simulates its crash.";
        }

        @Override
        public void close() {
            MemoryBroker.named(name).reset();
        }

        @Override
        public String toString() {
            return "The in-process broker";
        }
    }

    /** A broker of somebody else. */
    record Existing(String url) implements SampleBroker {
        @Override
        public void restart() {
            throw new IllegalStateException("Only a broker that this program started can be restarted by it.");
        }

        @Override
        public String advice() {
            return "It is yours: restart it whenever you like, the orders will not mind.";
        }

        @Override
        public void close() {
            // Not started here, so not ended here.
        }

        @Override
        public String toString() {
            return "Existing broker"; // the URL may hold a password
        }
    }
}
