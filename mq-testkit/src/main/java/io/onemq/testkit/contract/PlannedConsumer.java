package io.onemq.testkit.contract;

import io.onemq.Codec;
import io.onemq.Delivery;
import io.onemq.Group;
import io.onemq.MessageHandler;
import io.onemq.MqClient;
import io.onemq.MqException;
import io.onemq.RejectException;
import io.onemq.RetryPolicy;
import io.onemq.Settlement;
import io.onemq.Topic;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A program that does with each message what its payload says, see {@link FailurePlan}, and keeps a {@link Journal}. It
 * runs until a message kills it or its standard input ends. Its arguments are topic with its partitions, group with its
 * ordering, the journal's file, and
 * options as {@code key=value}; the broker's URL is the environment variable {@code MQ_URL}.
 */
public final class PlannedConsumer implements MessageHandler<String> {
    /** With what a program ends that a message killed. */
    static final int KILLED_STATUS = 42;

    /** How many messages it holds besides those that wait for a retry. */
    static final int MAX_IN_FLIGHT = 8;

    static final int ATTEMPTS = 3;

    private static final int CONCURRENCY = 4;
    private static final Duration RETRY_DELAY = Duration.ofMillis(200);

    private final Journal journal;
    private final Runnable death;

    private PlannedConsumer(Journal journal, Runnable death) {
        this.journal = journal;
        this.death = death;
    }

    /**
     * Runs the program.
     *
     * @param args topic, group, file, options
     * @throws IOException if the standard input cannot be read
     */
    public static void main(String[] args) throws IOException {
        MqClient.Builder builder = MqClient.builder();
        for (int i = 3; i < args.length; i++) {
            int equals = args[i].indexOf('=');
            builder.option(args[i].substring(0, equals), args[i].substring(equals + 1));
        }
        Journal journal = new Journal(Path.of(args[2]));
        PlannedConsumer handler =
                new PlannedConsumer(journal, () -> Runtime.getRuntime().halt(KILLED_STATUS));
        try (MqClient mq = builder.connect()) {
            handler.start(mq, Arguments.topic(args[0]), Arguments.group(args[1]));
            System.in.transferTo(OutputStream.nullOutputStream());
        }
    }

    private void start(MqClient mq, Topic topic, Group group) {
        mq.consumer(topic, group, Codec.string())
                .concurrency(CONCURRENCY)
                .maxInFlight(MAX_IN_FLIGHT)
                .retry(RetryPolicy.fixed(ATTEMPTS, RETRY_DELAY))
                .start(this);
    }

    @Override
    public void handle(Delivery<String> delivery) throws InterruptedException {
        int handling = journal.starts(delivery);
        if (handling == 0) {
            return;
        }
        FailurePlan.Work work = FailurePlan.Work.parse(delivery.payload());
        TimeUnit.MILLISECONDS.sleep(work.millis());
        switch (work.fate()) {
            case KILLS -> death.run();
            case IS_REJECTED -> reject(handling, delivery, work);
            default -> {
                if (work.succeeds(delivery.attempt())) {
                    settle(handling, delivery::ack);
                } else {
                    fail(handling, delivery, work);
                }
            }
        }
    }

    private void reject(int handling, Delivery<String> delivery, FailurePlan.Work work) {
        if (work.isThrown()) {
            throw new RejectException("rejected");
        }
        settle(handling, () -> delivery.reject("rejected"));
    }

    private void fail(int handling, Delivery<String> delivery, FailurePlan.Work work) {
        if (work.isThrown()) {
            throw new IllegalStateException("fails");
        }
        settle(handling, delivery::nack);
    }

    private void settle(int handling, Supplier<CompletableFuture<Settlement>> settlement) {
        if (journal.settles(handling)) {
            journal.settled(handling, Waiting.forFuture(settlement.get()));
        }
    }

    /**
     * Does what the program does inside this JVM, for brokers that live in it.
     *
     * @param program what to run
     * @param crash cuts off the client of the given {@code client.name} for good
     * @return the program
     */
    public static RunningProgram runHere(Program program, Consumer<String> crash) {
        return new Here(program, crash);
    }

    /** The program as a thread of this JVM. It dies when its client is cut off. */
    private static final class Here implements RunningProgram {
        private final String name = "planned-" + UUID.randomUUID();
        private final CountDownLatch stopped = new CountDownLatch(1);
        private final Program program;
        private final Consumer<String> crash;
        private final Journal journal;
        private final CompletableFuture<Boolean> running;

        Here(Program program, Consumer<String> crash) {
            this.program = program;
            this.crash = crash;
            this.journal = new Journal(program.journal());
            this.running = Waiting.inThread(this::run);
        }

        private boolean run() {
            Map<String, String> options = new HashMap<>(program.options());
            options.put("client.name", name);
            MqClient.Builder builder = MqClient.builder(program.url());
            options.forEach(builder::option);
            try (MqClient mq = builder.connect()) {
                new PlannedConsumer(journal, this::kill).start(mq, program.topic(), program.group());
                stopped.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException("Interrupted while the program ran", e);
            } catch (MqException e) {
                // The first messages come before the start is complete, and with them the end may come.
                if (!journal.hasEnded()) {
                    throw e;
                }
            }
            return journal.end();
        }

        @Override
        public void kill() {
            if (journal.end()) {
                crash.accept(name);
                journal.died();
                stopped.countDown();
            }
        }

        @Override
        public boolean hasDied() {
            if (running.isCompletedExceptionally()) {
                throw new AssertionError("The program failed: "
                        + running.handle((value, failure) -> failure).join());
            }
            return journal.hasEnded();
        }

        @Override
        public void stop() {
            stopped.countDown();
            boolean unused = Waiting.forFuture(running);
        }
    }
}
