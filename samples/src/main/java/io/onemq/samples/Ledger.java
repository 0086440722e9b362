package io.onemq.samples;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Follows every order from its publish to its end, by message id. Thread-safe. */
final class Ledger {
    private final Map<String, Fate> fates = new LinkedHashMap<>();
    private int open;
    private int published;
    private int billed;
    private int audited;
    private int deadLettered;
    private int retried;
    private int foreign;

    /** Opens the account of an order that is about to be published. */
    synchronized void publishing(String id) {
        if (fates.put(id, new Fate()) != null) {
            throw new IllegalArgumentException("Two orders with the id " + id);
        }
        open++;
    }

    synchronized void confirmed(String id) {
        published++;
        change(id, Fate::confirm);
    }

    synchronized void notConfirmed(String id, Throwable cause) {
        change(id, fate -> fate.fail(cause));
    }

    synchronized void billed(String id) {
        change(id, fate -> billed += fate.bill() ? 1 : 0);
    }

    synchronized void audited(String id) {
        change(id, fate -> audited += fate.audit() ? 1 : 0);
    }

    synchronized void deadLettered(String id) {
        change(id, fate -> deadLettered += fate.deadLetter() ? 1 : 0);
    }

    synchronized void retried() {
        retried++;
    }

    private void change(String id, Consumer<Fate> change) {
        Fate fate = fates.get(id);
        if (fate == null) {
            foreign++;
            return;
        }
        boolean wasClosed = fate.isClosed();
        change.accept(fate);
        if (!wasClosed && fate.isClosed()) {
            open--;
            notifyAll();
        }
    }

    /**
     * Waits until every order is accounted for.
     *
     * @param deadline in nanoseconds, as {@link System#nanoTime} counts
     * @return false if some are still open at the deadline
     */
    synchronized boolean awaitAll(long deadline) throws InterruptedException {
        while (open > 0) {
            long millis = (deadline - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                return false;
            }
            wait(millis);
        }
        return true;
    }

    synchronized Totals totals() {
        int lost = 0;
        int duplicates = 0;
        for (Fate fate : fates.values()) {
            lost += fate.isLost() ? 1 : 0;
            duplicates += fate.duplicates();
        }
        return new Totals(published, billed, audited, deadLettered, retried, foreign, lost, duplicates);
    }

    /** Returns why publishes failed. */
    synchronized List<Throwable> failures() {
        return fates.values().stream()
                .map(Fate::failure)
                .filter(Objects::nonNull)
                .toList();
    }

    /** Returns the ids of the orders that match, in the order in which they were published. */
    synchronized List<String> idsOf(Predicate<Fate> which) {
        return fates.entrySet().stream()
                .filter(entry -> which.test(entry.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /**
     * Counts of distinct orders.
     *
     * @param retried how many attempts failed and were made again
     * @param foreign how many messages of somebody else were seen
     * @param lost confirmed orders that did not reach both groups (so far)
     * @param duplicates how often an order was handled again
     */
    record Totals(
            int published,
            int billed,
            int audited,
            int deadLettered,
            int retried,
            int foreign,
            int lost,
            int duplicates) {}
}
