package io.onemq.testkit.contract;

import io.onemq.Capability;
import io.onemq.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a group ordered by key keeps while its members, each a process, join, leave and die. */
abstract class MembersContract extends ContractCases {
    private static final int MESSAGES = Integer.getInteger("mq.test.order.messages", 2_000);
    private static final int PARTITIONS = Integer.getInteger("mq.test.order.partitions", 8);
    private static final int KEYS = 64;
    private static final int ROUNDS = 1 + MESSAGES / 8_000;
    private static final Duration POLL = Duration.ofMillis(200);

    /** About what the changes take, so that messages flow through all of them. */
    private static final Duration FLOW = Duration.ofSeconds(8 + 12L * ROUNDS);

    /** Three members at a time, of which each change may take what it holds: two at the start, one in and out a round. */
    private static final int MOST_REPEATED = (3 + 4 * ROUNDS) * 3 * PlannedConsumer.MAX_IN_FLIGHT;

    private static final Duration DEADLINE = Waiting.scaled(Duration.ofSeconds(30 + MESSAGES / 500));

    MembersContract(ContractBench bench) {
        super(bench);
    }

    @Test
    @Timeout(900)
    @DisplayName("ORD-11: keys stay in order and nothing is lost while members join, leave and are killed under load")
    final void orderHoldsThroughMembershipChanges() throws IOException {
        if (!supports(Capability.KEY_ORDER)) {
            return;
        }
        Map<String, String> options = new HashMap<>(Map.of("consume.lease", "3s"));
        options.putAll(harness().options());
        Topic topic =
                deleting(Topic.of(unique("members")).withPartitions(PARTITIONS).withGroups(OrderContract.ORDERED));
        mq().admin().declare(topic);
        Path journals = Files.createTempDirectory("onemq-members");
        Members members = closing(new Members(
                journals,
                journal ->
                        harness().start(new Program(harness().url(), options, topic, OrderContract.ORDERED, journal))));
        KeyedLoad load = closing(new KeyedLoad(publisher(topic), KEYS, MESSAGES, FLOW));
        try {
            change(members);
            awaitEvenShares(members);
            KeyOutcome outcome = awaitEnd(load.finish(), members);
            outcome.assertNothingLost();
            outcome.assertInOrder();
            outcome.assertRepetitions(harness().leasesMove(), MOST_REPEATED);
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "\nThe journals are in " + journals, e);
        }
        delete(journals);
    }

    private static void change(Members members) {
        members.join();
        members.join();
        members.join();
        for (int round = 0; round < ROUNDS; round++) {
            members.killOne();
            members.join();
            members.leave();
            members.join();
        }
    }

    /** Positions say which partition a message is in. Where there are none, each member has handled something. */
    private static void awaitEvenShares(Members members) {
        Waiting.until("each member has as many partitions as any other, or one less", () -> {
            List<Handling> handlings = members.handlings();
            boolean unknown =
                    handlings.stream().allMatch(handling -> handling.position().isEmpty());
            Map<String, List<String>> shares = KeyOutcome.partitions(handlings);
            return unknown || (shares.keySet().equals(members.names()) && areEven(shares.values()));
        });
    }

    private static boolean areEven(Collection<List<String>> shares) {
        IntSummaryStatistics sizes = shares.stream().mapToInt(List::size).summaryStatistics();
        return sizes.getSum() == PARTITIONS && sizes.getMax() - sizes.getMin() <= 1;
    }

    private static KeyOutcome awaitEnd(List<List<String>> published, Members members) {
        boolean ended = Waiting.holdsWithin(
                DEADLINE,
                POLL,
                () -> new KeyOutcome(published, members.handlings()).missing().isEmpty());
        if (!ended) {
            throw new AssertionError(
                    "Within " + DEADLINE + " not handled: " + new KeyOutcome(published, members.handlings()).missing());
        }
        members.stop();
        return new KeyOutcome(published, members.handlings());
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
