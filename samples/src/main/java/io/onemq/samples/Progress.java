package io.onemq.samples;

import io.onemq.MqEvent;
import java.io.PrintStream;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Prints how far the orders are, a line a second while they move, and what the library reports about its connections.
 * Thread-safe.
 */
final class Progress {
    private static final int QUIET_SECONDS = 5;

    private final Ledger ledger;
    private final PrintStream out;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "progress");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<MqEvent.Type, Seen> events = new EnumMap<>(MqEvent.Type.class);
    private long start;
    private Ledger.@Nullable Totals last;
    private int unchanged;

    Progress(Ledger ledger, PrintStream out) {
        this.ledger = ledger;
        this.out = out;
    }

    synchronized void start() {
        start = System.nanoTime();
        Future<?> unused = timer.scheduleAtFixedRate(this::tick, 1, 1, TimeUnit.SECONDS);
    }

    /** Ends with a last line. */
    void stop() {
        timer.shutdownNow();
        print();
    }

    /** Takes note of an event. Dead letters have a table of their own. */
    synchronized void event(MqEvent event) {
        if (event.type() != MqEvent.Type.DEAD_LETTERED) {
            String cause = event.cause().map(e -> " (" + e.getMessage() + ")").orElse("");
            events.merge(event.type(), new Seen(1, event.message() + cause), (known, next) -> known.again());
        }
    }

    private synchronized void tick() {
        Ledger.Totals totals = ledger.totals();
        unchanged = totals.equals(last) && events.isEmpty() ? unchanged + 1 : 0;
        if (unchanged % QUIET_SECONDS == 0) {
            last = totals;
            print();
        }
    }

    private synchronized void print() {
        Ledger.Totals totals = ledger.totals();
        events.forEach((type, seen) -> out.printf(
                Locale.ROOT,
                "        %s%s: %s%n",
                type,
                seen.times() == 1 ? "" : " (" + seen.times() + " times)",
                seen.first()));
        events.clear();
        out.printf(
                Locale.ROOT,
                "%5.1f s  published %,d  billed %,d  audited %,d  dead-lettered %,d  tried again %,d%n",
                (System.nanoTime() - start) / 1e9,
                totals.published(),
                totals.billed(),
                totals.audited(),
                totals.deadLettered(),
                totals.retried());
    }

    private record Seen(int times, String first) {
        Seen again() {
            return new Seen(times + 1, first);
        }
    }
}
