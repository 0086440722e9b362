package io.onemq.testkit.contract;

import io.onemq.Backlog;
import io.onemq.Capability;
import io.onemq.Message;
import io.onemq.Publisher;
import io.onemq.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** That the same program leaves the same final state on every broker. */
abstract class PlanContract extends ContractCases {
    private static final int MESSAGES = Integer.getInteger("mq.test.plan.messages", 300);
    private static final long SEED = Long.getLong("mq.test.plan.seed", 1);
    private static final int PROGRAMS = 3;

    /** Most of it is waiting until the broker gives away what the dead held, again and again. */
    private static final Duration DEADLINE = Waiting.scaled(Duration.ofMinutes(4 + MESSAGES / 1_000));

    private static final Duration POLL = Duration.ofMillis(100);

    PlanContract(ContractBench bench) {
        super(bench);
    }

    @Test
    @Timeout(1_200)
    @DisplayName(
            "FAIL-26: consumers that fail, die and start again by a plan leave the same final state on every broker")
    final void aPlanHasTheSameOutcomeEverywhere() throws IOException {
        Map<String, String> options = new HashMap<>(Map.of("consume.lease", "3s"));
        options.putAll(harness().options());
        FailurePlan plan = FailurePlan.draw(SEED, MESSAGES, Duration.parse("PT" + options.get("consume.lease")));
        Topic topic = declared(WORKERS);
        joinOnce(topic, WORKERS);
        Collector<String> dead = collectDeadLetters(topic, WORKERS);
        publish(topic, plan);
        Path journals = Files.createTempDirectory("onemq-plan");
        Supervisor supervisor = closing(new Supervisor(
                PROGRAMS,
                journals,
                journal -> harness().start(new Program(harness().url(), options, topic, WORKERS, journal))));
        try {
            awaitEnd(topic, plan, supervisor, dead);
            supervisor.stop();
            dead.assertNothingMore();
            PlanOutcome outcome = new PlanOutcome(plan, supervisor.handlings(), dead.deliveries());
            outcome.assertFinalState();
            outcome.assertRepetitions(supervisor.deaths(), PROGRAMS * PlannedConsumer.MAX_IN_FLIGHT);
            if (!harness().leasesMove()) {
                outcome.assertLeasesKept();
            }
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "\nThe journals are in " + journals, e);
        }
        delete(journals);
    }

    private void publish(Topic topic, FailurePlan plan) {
        Publisher<String> publisher = publisher(topic);
        List<? extends CompletableFuture<?>> confirmations = plan.work().stream()
                .map(work -> publisher.publishAsync(Message.of(work.payload()).withId(work.id())))
                .toList();
        confirmations.forEach(Waiting::forFuture);
    }

    /** Kills one program in the middle, besides those that are killed by messages. */
    private void awaitEnd(Topic topic, FailurePlan plan, Supervisor supervisor, Collector<String> dead) {
        boolean[] killed = new boolean[1];
        boolean ended = Waiting.holdsWithin(DEADLINE, POLL, () -> {
            supervisor.tend();
            int missing = new PlanOutcome(plan, supervisor.handlings(), dead.deliveries())
                    .missing()
                    .size();
            if (!killed[0] && missing <= MESSAGES / 2) {
                killed[0] = supervisor.killOne();
            }
            return killed[0] && missing == 0 && nothingIsLeft(topic);
        });
        if (!ended) {
            throw new AssertionError("Not within " + DEADLINE + ", with " + supervisor.deaths() + " deaths: "
                    + new PlanOutcome(plan, supervisor.handlings(), dead.deliveries()));
        }
    }

    private boolean nothingIsLeft(Topic topic) {
        if (!support(Capability.BACKLOG).supported()) {
            return true;
        }
        Backlog backlog = mq().admin().backlog(topic, WORKERS);
        return backlog.ready() + backlog.inFlight().orElse(0) == 0;
    }

    private static void delete(Path journals) throws IOException {
        try (Stream<Path> files = Files.list(journals)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(journals);
    }
}
