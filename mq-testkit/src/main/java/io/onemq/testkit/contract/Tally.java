package io.onemq.testkit.contract;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What should have come compared with what came.
 *
 * @param expected how many different ones should have come
 * @param lost what did not come
 * @param duplicated what came more than once, once per surplus
 * @param unexpected what should not have come
 */
record Tally(int expected, List<String> lost, List<String> duplicated, List<String> unexpected) {
    private static final int SHOWN = 10;

    static Tally of(Collection<String> expected, Collection<String> seen) {
        Set<String> wanted = new LinkedHashSet<>(expected);
        Set<String> once = new HashSet<>();
        List<String> duplicated = new ArrayList<>();
        List<String> unexpected = new ArrayList<>();
        for (String item : seen) {
            if (!once.add(item)) {
                duplicated.add(item);
            } else if (!wanted.contains(item)) {
                unexpected.add(item);
            }
        }
        List<String> lost = wanted.stream().filter(item -> !once.contains(item)).toList();
        return new Tally(wanted.size(), lost, duplicated, unexpected);
    }

    boolean isComplete() {
        return lost.isEmpty();
    }

    boolean isExact() {
        return lost.isEmpty() && duplicated.isEmpty() && unexpected.isEmpty();
    }

    @Override
    public String toString() {
        return "of " + expected + " messages: " + list("lost", lost) + ", " + list("duplicated", duplicated) + ", "
                + list("unexpected", unexpected);
    }

    private static String list(String what, List<String> items) {
        if (items.isEmpty()) {
            return "0 " + what;
        }
        String more = items.size() > SHOWN ? ", ..." : "";
        return items.size() + " " + what + " [" + String.join(", ", items.subList(0, Math.min(SHOWN, items.size())))
                + more + "]";
    }
}
