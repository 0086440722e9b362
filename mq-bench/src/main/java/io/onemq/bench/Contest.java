package io.onemq.bench;

import io.onemq.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs the rounds of one mode: the same work for both sides, who goes first alternates. */
final class Contest {
    // The JIT compiler needs more than one to come to rest.
    private static final int WARM_UP_ROUNDS = 2;
    private static final long BACKLOG_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(15);
    private static final long BACKLOG_POLL_MILLIS = 50;

    private final Mode mode;
    private final int messages;
    private final @Nullable Side expert;
    private final OneMqSide onemq;
    private final Consumer<Round> progress;

    Contest(Mode mode, int messages, @Nullable Side expert, OneMqSide onemq, Consumer<Round> progress) {
        this.mode = mode;
        this.messages = messages;
        this.expert = expert;
        this.onemq = onemq;
        this.progress = progress;
    }

    /** Runs rounds that do not count and then the given number of rounds that do. */
    List<Round> run(int rounds) throws Exception {
        List<Round> counted = new ArrayList<>();
        for (int number = 1 - WARM_UP_ROUNDS; number <= rounds; number++) {
            List<Round> round = round(number);
            if (number > 0) {
                counted.addAll(round);
            }
        }
        return counted;
    }

    private List<Round> round(int number) throws Exception {
        String run = "bench-" + Long.toString(System.nanoTime(), Character.MAX_RADIX);
        Topic expertTopic = mode.topic(run + "-native");
        Topic onemqTopic = mode.topic(run + "-onemq");
        onemq.mq().admin().declare(onemqTopic);
        if (expert != null) {
            onemq.mq().admin().declare(expertTopic);
        }
        List<Round> results = new ArrayList<>();
        for (Operation operation : Operation.values()) {
            Round result = measure(number, operation, expertTopic, onemqTopic);
            progress.accept(result);
            results.add(result);
        }
        onemq.mq().admin().delete(onemqTopic);
        if (expert != null) {
            onemq.mq().admin().delete(expertTopic);
        }
        return results;
    }

    private Round measure(int number, Operation operation, Topic expertTopic, Topic onemqTopic) throws Exception {
        Sample theirs = null;
        if (expert != null && number % 2 == 0) {
            theirs = sample(expert, operation, expertTopic);
        }
        Sample ours = sample(onemq, operation, onemqTopic);
        if (expert != null && theirs == null) {
            theirs = sample(expert, operation, expertTopic);
        }
        // Read by the native client where there is one, and after both sides, so that what a consumer gave back is
        // seen.
        Side witness = expert == null ? onemq : expert;
        checkBacklog(witness, operation, onemqTopic);
        if (expert != null) {
            checkBacklog(witness, operation, expertTopic);
        }
        return new Round(number, operation, theirs, ours);
    }

    private Sample sample(Side side, Operation operation, Topic topic) throws Exception {
        System.gc(); // neither side pays for the other's garbage
        return operation.run(side, topic, messages);
    }

    private void checkBacklog(Side witness, Operation operation, Topic topic) throws Exception {
        long expected = operation.backlogAfter(messages);
        long deadline = System.nanoTime() + BACKLOG_TIMEOUT_NANOS;
        long backlog = witness.backlog(topic);
        while (backlog != expected && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(BACKLOG_POLL_MILLIS);
            backlog = witness.backlog(topic);
        }
        if (backlog != expected) {
            throw new InvalidRoundException("After " + operation.title() + " the backlog of " + topic.name() + " is "
                    + backlog + " instead of " + expected);
        }
    }
}
