package io.onemq.internal.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody meant who wrote a name that does not exist. */
final class ClosestName {
    private ClosestName() {}

    /**
     * Returns the most similar name. One that only lacks its prefix, such as {@code linger.ms} for
     * {@code kafka.linger.ms}, is closer than any other.
     */
    static String of(String written, Collection<String> known) {
        String plain = written.toLowerCase(Locale.ROOT);
        String name = plain.startsWith("mq.") ? plain.substring(3) : plain;
        return known.stream()
                .min(Comparator.<String>comparingInt(k -> k.endsWith("." + name) ? 0 : distance(name, lower(k)))
                        .thenComparing(Comparator.naturalOrder()))
                .orElse("");
    }

    /** Returns the name of which {@code written} looks like a slip of one or two letters; one letter in short names. */
    static Optional<String> nearMiss(String written, Collection<String> known) {
        return known.stream()
                .filter(k -> distance(written, k) <= (k.length() <= 5 ? 1 : 2))
                .min(Comparator.<String>comparingInt(k -> distance(written, k))
                        .thenComparing(Comparator.naturalOrder()));
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /** Counts the insertions, deletions, replacements and swaps of neighbours that turn one text into the other. */
    static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                cost[i][j] = i == 0 || j == 0 ? i + j : step(cost, a, b, i, j);
            }
        }
        return cost[a.length()][b.length()];
    }

    private static int step(int[][] cost, String a, String b, int i, int j) {
        char last = a.charAt(i - 1);
        int replaced = cost[i - 1][j - 1] + (last == b.charAt(j - 1) ? 0 : 1);
        int best = Math.min(replaced, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        boolean swapped = i > 1 && j > 1 && last == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
    }
}
