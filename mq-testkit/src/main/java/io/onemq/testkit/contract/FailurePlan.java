package io.onemq.testkit.contract;

import io.onemq.DeadLetter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * What a handler does with each message of a program, drawn from a seed. The payload of a message says it, so that the
 * program needs no plan.
 *
 * @param seed where the chance starts; the same seed and number make the same plan
 * @param work what is done with the messages, in the order in which they are published
 */
record FailurePlan(long seed, List<Work> work) {
    /** Among these first messages are those that kill: their many crashes overlap, and the rest meets them. */
    private static final int EARLY = 30;

    private static final int SLEEPERS = 3;
    private static final int LONGEST_MILLIS = 40;

    FailurePlan {
        work = List.copyOf(work);
    }

    /** What becomes of a message. */
    enum Fate {
        SUCCEEDS,
        FAILS_ONCE,
        FAILS_ALWAYS,
        IS_REJECTED,
        /** Its process ends in its middle, whenever it is handled. */
        KILLS,
        /** It takes longer than its lease. */
        OUTLASTS_LEASE;

        /** Tells whether a dead letter is all that remains. */
        boolean isDeath() {
            return this == FAILS_ALWAYS || this == IS_REJECTED || this == KILLS;
        }
    }

    /**
     * What is done with a message.
     *
     * @param number its number in the plan
     * @param fate what becomes of it
     * @param millis how long the handler works before that
     */
    record Work(int number, Fate fate, long millis) {
        static Work parse(String payload) {
            String[] words = payload.split(" ", -1);
            return new Work(Integer.parseInt(words[0]), Fate.valueOf(words[1]), Long.parseLong(words[2]));
        }

        String payload() {
            return number + " " + fate + " " + millis;
        }

        String id() {
            return number + "-" + fate;
        }

        /** How many attempts there are until it is done or a dead letter. */
        int attempts() {
            return switch (fate) {
                case FAILS_ALWAYS, KILLS -> PlannedConsumer.ATTEMPTS;
                case FAILS_ONCE -> 2;
                default -> 1;
            };
        }

        /** Why it is a dead letter. */
        DeadLetter.Reason reason() {
            return switch (fate) {
                case FAILS_ALWAYS -> DeadLetter.Reason.EXHAUSTED;
                case IS_REJECTED -> DeadLetter.Reason.REJECTED;
                case KILLS -> DeadLetter.Reason.CRASHED;
                default -> throw new IllegalStateException(id() + " is no dead letter");
            };
        }

        /** Tells whether it fails by an exception; else its handler settles it, and tells what came of that. */
        boolean isThrown() {
            return number % 2 == 0;
        }

        /** Tells whether an attempt does what it should. */
        boolean succeeds(int attempt) {
            return !fate.isDeath() && (fate != Fate.FAILS_ONCE || attempt > 1);
        }
    }

    /**
     * Draws a plan.
     *
     * @param seed where the chance starts
     * @param messages how many messages there are, at least 100
     * @param lease what the longest ones outlast
     */
    static FailurePlan draw(long seed, int messages, Duration lease) {
        Random random = new Random(seed);
        List<Fate> first = shuffled(EARLY, killers(messages), 1, random);
        List<Fate> fates = new ArrayList<>(first);
        fates.addAll(shuffled(messages - EARLY, 0, SLEEPERS, random));
        List<Work> work = new ArrayList<>();
        for (int i = 0; i < messages; i++) {
            Fate fate = fates.get(i);
            long millis = fate == Fate.OUTLASTS_LEASE ? lease.toMillis() * 3 / 2 : random.nextInt(LONGEST_MILLIS + 1);
            work.add(new Work(i, fate, millis));
        }
        return new FailurePlan(seed, work);
    }

    private static int killers(int messages) {
        return 2 + messages / 2500;
    }

    private static List<Fate> shuffled(int count, int killers, int sleepers, Random random) {
        List<Fate> fates = new ArrayList<>(Collections.nCopies(killers, Fate.KILLS));
        fates.addAll(Collections.nCopies(sleepers, Fate.OUTLASTS_LEASE));
        fates.addAll(Collections.nCopies(count / 10, Fate.FAILS_ONCE));
        fates.addAll(Collections.nCopies(count / 20, Fate.FAILS_ALWAYS));
        fates.addAll(Collections.nCopies(count / 20, Fate.IS_REJECTED));
        fates.addAll(Collections.nCopies(count - fates.size(), Fate.SUCCEEDS));
        Collections.shuffle(fates, random);
        return fates;
    }

    /** How many messages have a fate. */
    long count(Fate fate) {
        return work.stream().filter(each -> each.fate() == fate).count();
    }
}
