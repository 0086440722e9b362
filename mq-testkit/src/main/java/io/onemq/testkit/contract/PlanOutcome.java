package io.onemq.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.DeadLetter;
import io.onemq.Delivery;
import io.onemq.testkit.contract.FailurePlan.Fate;
import io.onemq.testkit.contract.FailurePlan.Work;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What became of the messages of a {@link FailurePlan}, and whether that is what follows from it. */
final class PlanOutcome {
    private final FailurePlan plan;
    private final Map<String, List<Handling>> handlings;
    private final Map<String, List<DeadLetter>> letters;

    /**
     * Sums up.
     *
     * @param plan the plan
     * @param handlings what the handlers did
     * @param letters the dead letters that came
     */
    PlanOutcome(FailurePlan plan, List<Handling> handlings, List<Delivery<String>> letters) {
        this.plan = plan;
        this.handlings = handlings.stream().collect(Collectors.groupingBy(Handling::id));
        this.letters = letters.stream()
                .collect(Collectors.groupingBy(
                        Delivery::id, Collectors.mapping(PlanOutcome::cause, Collectors.toList())));
    }

    private static DeadLetter cause(Delivery<String> letter) {
        return letter.deadLetter().orElseThrow(() -> new AssertionError("A dead letter without a cause: " + letter));
    }

    private List<Handling> handlings(Work work) {
        return handlings.getOrDefault(work.id(), List.of());
    }

    private List<DeadLetter> letters(Work work) {
        return letters.getOrDefault(work.id(), List.of());
    }

    /** What is neither done nor a dead letter, as far as the programs know. */
    List<String> missing() {
        return plan.work().stream()
                .filter(work -> letters(work).isEmpty() && !isDone(work))
                .map(Work::id)
                .toList();
    }

    /** A program that dies before it learns the outcome of a settlement leaves open whether its message comes again. */
    private boolean isDone(Work work) {
        return handlings(work).stream()
                .filter(handling -> work.succeeds(handling.attempt()))
                .anyMatch(Handling::mayBeSettled);
    }

    /** Asserts the final state, which follows from the plan alone: whatever the broker, and whenever programs died. */
    void assertFinalState() {
        assertThat(missing()).as("neither done nor a dead letter").isEmpty();
        assertThat(letters.keySet()).as("the dead letters").isEqualTo(ids(plan, true));
        assertThat(ids(plan, false)).as("what was handled").containsAll(handlings.keySet());
        for (Work work : plan.work()) {
            for (DeadLetter cause : letters(work)) {
                assertThat(cause.reason())
                        .as("why %s is a dead letter", work.id())
                        .isEqualTo(work.reason());
                assertThat(cause.attempts()).as("the attempts of %s", work.id()).isEqualTo(work.attempts());
            }
            assertAttempts(work);
        }
    }

    private static Set<String> ids(FailurePlan plan, boolean onlyDeaths) {
        return plan.work().stream()
                .filter(work -> !onlyDeaths || work.fate().isDeath())
                .map(Work::id)
                .collect(Collectors.toSet());
    }

    /** A handler that kills its process fails no attempt, so that it sees the first one each time. */
    private void assertAttempts(Work work) {
        int last = work.fate() == Fate.KILLS ? 1 : work.attempts();
        assertThat(handlings(work).stream().map(Handling::attempt).collect(Collectors.toSet()))
                .as("the attempts of %s: %s", work.id(), handlings(work))
                .isEqualTo(IntStream.rangeClosed(1, last).boxed().collect(Collectors.toSet()));
    }

    /**
     * Asserts that nothing comes twice except by a death, and how often at most.
     *
     * <p>A message comes again from where it was stored if its program died with it, or lost its lease and said so. A
     * message that goes to another topic is stored there before it leaves the first one, and a death in between leaves
     * both: then it is handled in both places, and may have two dead letters.
     *
     * @param deaths how many programs died
     * @param held how many messages can be in such a state when one dies
     */
    void assertRepetitions(int deaths, int held) {
        assertThat(repeatedInPlace())
                .as("what came again although it was settled, or held by a living program")
                .isEmpty();
        int surplus = 0;
        for (Work work : plan.work()) {
            assertLetters(work);
            Set<Integer> attempts =
                    handlings(work).stream().map(Handling::attempt).collect(Collectors.toSet());
            surplus += work.fate() == Fate.KILLS ? 0 : handlings(work).size() - attempts.size();
            surplus += Math.max(0, letters(work).size() - 1);
        }
        assertThat(surplus).as("handled or dead again, with %s deaths", deaths).isLessThanOrEqualTo(deaths * held);
    }

    /** Asserts that every program that lived kept what it held until it settled it, however long that took. */
    void assertLeasesKept() {
        assertThat(handlings.values().stream().flatMap(List::stream))
                .as("handlings whose lease was lost")
                .allMatch(handling -> handling.outcome().isEmpty() || handling.isSettled());
    }

    private void assertLetters(Work work) {
        if (work.fate() == Fate.KILLS) {
            // Two deaths with others and one for each attempt, of each message that a death in the middle of a move
            // left.
            assertThat(handlings(work))
                    .as(
                            "the starts of %s with %s dead letters",
                            work.id(), letters(work).size())
                    .hasSizeLessThanOrEqualTo(
                            2 + PlannedConsumer.ATTEMPTS * letters(work).size());
        } else if (work.fate().isDeath()) {
            long last = handlings(work).stream()
                    .filter(handling -> handling.attempt() == work.attempts())
                    .count();
            assertThat(letters(work).size())
                    .as("the dead letters of %s", work.id())
                    .isLessThanOrEqualTo((int) last);
        }
    }

    /**
     * Brokers without positions cannot tell a message that came again from a second one. Some positions are those in a
     * topic, and retries are in another one.
     */
    private List<String> repeatedInPlace() {
        List<String> wrong = new ArrayList<>();
        for (Work work : plan.work()) {
            Map<String, Handling> places = new HashMap<>();
            handlings(work).stream()
                    .filter(handling -> handling.position().isPresent())
                    .sorted(Comparator.comparingLong(Handling::startMillis))
                    .forEach(handling -> {
                        String place = handling.position().orElseThrow() + ", attempt " + handling.attempt();
                        Handling earlier = places.put(place, handling);
                        if (earlier != null && !earlier.mayComeAgain()) {
                            wrong.add(earlier + ", then " + handling);
                        }
                    });
        }
        return wrong;
    }

    @Override
    public String toString() {
        int handled = handlings.values().stream().mapToInt(List::size).sum();
        int dead = letters.values().stream().mapToInt(List::size).sum();
        List<String> missing = missing();
        return "Of " + plan.work().size() + " messages with seed " + plan.seed() + ", " + missing.size()
                + " are neither done nor dead letters " + missing.subList(0, Math.min(10, missing.size())) + "; "
                + handled + " handlings, " + dead + " dead letters";
    }
}
