package io.onemq.testkit.junit;

import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Puts the difference between what was published and what became of it into words. */
final class LedgerReport {
    private static final int SHOWN = 20;

    private LedgerReport() {}

    static String of(Collection<LedgerEntry> entries) {
        long published = entries.stream().filter(entry -> entry.published).count();
        long acked = entries.stream()
                .filter(entry -> entry.published && entry.acks > 0)
                .count();
        boolean nothing = published == 0 && entries.stream().noneMatch(LedgerEntry::isUnconfirmed);
        return (nothing
                        ? "  nothing was published through this ledger\n"
                        : "  published " + published + ", of these acknowledged " + acked + "\n")
                + line("not confirmed", entries, LedgerEntry::isUnconfirmed, e -> " (" + e.refusal + ")")
                + line("missing, never received", entries, e -> e.published && e.deliveries == 0, e -> "")
                + line(
                        "received, not acknowledged",
                        entries,
                        e -> e.published && e.deliveries > 0 && e.acks == 0,
                        LedgerReport::story)
                + line("extra, not published here", entries, LedgerEntry::isExtra, e -> "")
                + line(
                        "duplicated, came again after an ack",
                        entries,
                        LedgerEntry::isDuplicate,
                        e -> " (" + e.deliveries + " deliveries)");
    }

    private static String story(LedgerEntry entry) {
        return " (" + entry.deliveries + (entry.deliveries == 1 ? " delivery" : " deliveries")
                + (entry.lastFailure.isEmpty() ? "" : ", " + entry.lastFailure) + ")";
    }

    private static String line(
            String what,
            Collection<LedgerEntry> entries,
            Predicate<LedgerEntry> which,
            Function<LedgerEntry, String> story) {
        return line(
                what,
                entries.stream()
                        .filter(which)
                        .map(entry -> entry.id + story.apply(entry))
                        .toList());
    }

    /** A line that names what there is, or nothing if there is none. */
    static String line(String what, List<String> items) {
        if (items.isEmpty()) {
            return "";
        }
        String shown = items.stream().limit(SHOWN).collect(Collectors.joining(", "));
        return "  " + what + ": " + items.size() + ": " + shown + (items.size() > SHOWN ? ", ..." : "") + "\n";
    }
}
