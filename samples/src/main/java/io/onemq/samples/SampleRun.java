package io.onemq.samples;

import io.onemq.Capability;
import io.onemq.MqClient;
import io.onemq.MqException;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** One run: finds the broker, publishes the orders, waits for their end and reports. */
final class SampleRun {
    private static final int ROWS_PER_CAUSE = 10;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final Options options;
    private final PrintStream out;
    private final String run = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
    private final Ledger ledger = new Ledger();
    private final DeadLetterTable deadLetters;
    private final Progress progress;
    private CompletableFuture<Void> restart = CompletableFuture.completedFuture(null);

    SampleRun(Options options, PrintStream out) {
        this.options = options;
        this.out = out;
        this.deadLetters = new DeadLetterTable(options.all() ? Integer.MAX_VALUE : ROWS_PER_CAUSE);
        this.progress = new Progress(ledger, out);
    }

    /** Returns whether every order is accounted for. */
    boolean run() throws IOException, InterruptedException {
        OrderLines lines = OrderLines.read(options.input());
        int count = options.orders() == 0 ? lines.size() : options.orders();
        if (lines.size() == 0 || count <= options.restartAfter()) {
            throw new UsageException("With " + count + " orders there is nothing to do, or to do after the restart.");
        }
        try (SampleBroker broker = SampleBroker.open(options.broker(), out);
                MqClient mq = connect(broker.url())) {
            String topic = Objects.requireNonNullElse(options.topic(), "orders-" + run);
            out.printf("Connected to %s; the topic is %s.%n%s%n", mq.broker(), topic, broker.advice());
            boolean complete = process(broker, mq, topic, lines, count);
            return report(mq.broker(), complete);
        }
    }

    private MqClient connect(String url) {
        return MqClient.builder(url)
                .require(Capability.CONFIRMED_PUBLISH, Capability.GROUPS, Capability.COMPETING_CONSUMERS)
                .require(Capability.DELAYED_REDELIVERY, Capability.DEAD_LETTER)
                .option("drain.timeout", "10s")
                .onEvent(progress::event)
                .connect();
    }

    /** Returns whether every order came to its end before the deadline. */
    private boolean process(SampleBroker broker, MqClient mq, String topic, OrderLines lines, int count)
            throws InterruptedException {
        long deadline = System.nanoTime() + options.timeout().toNanos();
        OrderPipeline pipeline = new OrderPipeline(mq, topic, ledger, deadLetters);
        boolean complete;
        try (pipeline) {
            progress.start();
            complete = publish(broker, pipeline, lines, count, deadline)
                    && awaitRestart(deadline)
                    && ledger.awaitAll(deadline);
        } finally {
            progress.stop();
        }
        if (!options.keep()) {
            delete(pipeline, topic);
        }
        return complete;
    }

    private boolean publish(SampleBroker broker, OrderPipeline pipeline, OrderLines lines, int count, long deadline) {
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            pace(start, i);
            if (System.nanoTime() > deadline) {
                out.printf("Only %,d of %,d orders were sent in time.%n", i, count);
                return false;
            }
            if (i > 0 && i == options.restartAfter()) {
                restart = CompletableFuture.runAsync(() -> restart(broker));
            }
            pipeline.publish(run + "-" + (i + 1), lines.numberOf(i), lines.get(i));
        }
        return true;
    }

    private void pace(long start, int sent) {
        if (options.rate() > 0) {
            long due = start + sent * NANOS_PER_SECOND / options.rate();
            LockSupport.parkNanos(due - System.nanoTime());
        }
    }

    private void restart(SampleBroker broker) {
        out.printf("%s is being restarted.%n", broker);
        long start = System.nanoTime();
        broker.restart();
        out.printf("%s answers again after %.1f s.%n", broker, (System.nanoTime() - start) / 1e9);
    }

    private boolean awaitRestart(long deadline) throws InterruptedException {
        try {
            restart.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            out.println("The broker was not back in time.");
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("The restart failed: " + e.getMessage(), e);
        }
    }

    private void delete(OrderPipeline pipeline, String topic) {
        try {
            pipeline.deleteTopics();
        } catch (MqException e) {
            out.printf("The topics whose names start with %s could not be deleted: %s%n", topic, e.getMessage());
        }
    }

    private boolean report(String broker, boolean complete) {
        Ledger.Totals totals = ledger.totals();
        out.printf("%nDead letters of billing:%n");
        deadLetters.print(out);
        if (totals.foreign() > 0) {
            out.printf("%,d messages of somebody else came from this topic.%n", totals.foreign());
        }
        boolean passed = complete && totals.lost() == 0 && Shortfall.of(ledger).isEmpty();
        if (!passed) {
            out.printf("%nNot every order is accounted for:%n");
            Shortfall.of(ledger).forEach(line -> out.println("  " + line));
        }
        out.printf(
                "%nbroker=%s published=%d billed=%d audited=%d dead-lettered=%d lost=%d duplicates=%d%n",
                broker,
                totals.published(),
                totals.billed(),
                totals.audited(),
                totals.deadLettered(),
                totals.lost(),
                totals.duplicates());
        return passed;
    }
}
