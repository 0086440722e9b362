package io.onemq.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.Settlement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What members of an ordered group have done with the messages of each key, by the journals of all of them. */
final class KeyOutcome {
    private final List<List<String>> published;
    private final Map<String, List<Handling>> handlings = new HashMap<>();

    /**
     * Takes what happened.
     *
     * @param published the ids of each key, in the order in which they were published
     * @param handlings what all handlers have done
     */
    KeyOutcome(List<List<String>> published, List<Handling> handlings) {
        this.published = published;
        handlings.stream()
                .sorted(Comparator.comparingLong(Handling::startMillis))
                .forEach(each -> this.handlings
                        .computeIfAbsent(each.id(), id -> new ArrayList<>())
                        .add(each));
    }

    private List<Handling> handlings(String id) {
        return handlings.getOrDefault(id, List.of());
    }

    /** The messages whose settlement nobody has learned. */
    List<String> missing() {
        return published.stream()
                .flatMap(List::stream)
                .filter(id -> handlings(id).stream().noneMatch(Handling::mayBeSettled))
                .toList();
    }

    /** How many messages were handled more than once. */
    long repeated() {
        return handlings.values().stream().filter(each -> each.size() > 1).count();
    }

    /** Asserts that every message was handled and settled, and nothing else. */
    void assertNothingLost() {
        assertThat(missing()).as("what was not handled and settled").isEmpty();
        int count = published.stream().mapToInt(List::size).sum();
        assertThat(handlings.keySet()).as("what was handled").hasSize(count);
    }

    /**
     * Asserts that the first handling of a message started after one of the message before it in its key had come to its
     * end: none was overtaken, none was handled beside the next one.
     */
    void assertInOrder() {
        List<String> wrong = new ArrayList<>();
        for (List<String> key : published) {
            for (int i = 1; i < key.size(); i++) {
                List<Handling> before = handlings(key.get(i - 1));
                Handling first = handlings(key.get(i)).get(0);
                if (before.stream().noneMatch(each -> each.settling() && each.settleMillis() <= first.startMillis())) {
                    wrong.add(first + " started before the end of " + before);
                }
            }
        }
        assertThat(wrong).as("what came out of order").isEmpty();
    }

    /**
     * Asserts that a message came again only where a membership change explains it: to whoever had it first it did not
     * settle, because the program was killed or lost the lease and was told so.
     *
     * @param leasesMove whether a member that lives may lose a lease to another one
     * @param most how many messages may have come again
     */
    void assertRepetitions(boolean leasesMove, int most) {
        List<String> wrong = new ArrayList<>();
        int surplus = 0;
        for (List<Handling> all : handlings.values()) {
            surplus += all.size() - 1;
            for (Handling earlier : all.subList(0, all.size() - 1)) {
                boolean lost = earlier.outcome().equals(Optional.of(Settlement.LEASE_LOST));
                if (!earlier.mayComeAgain() || (lost && !leasesMove)) {
                    wrong.add(all.toString());
                }
            }
        }
        assertThat(wrong).as("what came again without a reason").isEmpty();
        assertThat(surplus).as("how often something came again").isLessThanOrEqualTo(most);
    }

    /**
     * Which partitions a member has by now: those of the messages that were started last of each partition. Empty on
     * brokers whose positions do not say it.
     */
    static Map<String, List<String>> partitions(List<Handling> handlings) {
        Map<String, Handling> last = new TreeMap<>();
        for (Handling handling : handlings) {
            String partition = partition(handling);
            if (partition != null) {
                last.merge(partition, handling, (one, two) -> one.startMillis() > two.startMillis() ? one : two);
            }
        }
        Map<String, List<String>> shares = new LinkedHashMap<>();
        last.forEach((partition, handling) -> shares.computeIfAbsent(handling.program(), name -> new ArrayList<>())
                .add(partition));
        return shares;
    }

    /** A position ends with the place in the partition, behind a slash or an at sign. */
    private static @Nullable String partition(Handling handling) {
        return handling.position()
                .map(position -> position.substring(0, Math.max(position.indexOf('/'), position.indexOf('@'))))
                .orElse(null);
    }
}
