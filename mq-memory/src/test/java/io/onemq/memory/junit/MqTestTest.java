package io.onemq.memory.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onemq.ErrorCode;
import io.onemq.MqClient;
import io.onemq.MqException;
import io.onemq.Topic;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult.Status;

/** What {@code @MqTest} does with the classes of {@link Portable}. */
class MqTestTest {

    @BeforeEach
    void forget() {
        Portable.SEEN.clear();
    }

    private static void assertAllPass(Launched launched, int tests) {
        assertThat(launched.failures()).isEmpty();
        assertThat(launched.tests()).hasSize(tests).allMatch(end -> end.status() == Status.SUCCESSFUL);
    }

    @Test
    void runsEveryTestOnEveryBrokerWithNamesOfItsOwn() {
        Launched launched = Launched.run(Portable.OnTwo.class);

        assertAllPass(launched, 4);
        assertThat(launched.on("memory").status()).isEqualTo(Status.SUCCESSFUL);
        assertThat(launched.on("memory?memory.profile=log").status()).isEqualTo(Status.SUCCESSFUL);
        List<String> names = Portable.SEEN.stream()
                .flatMap(line -> List.of(line.split(" ")).subList(1, 3).stream())
                .toList();
        assertThat(names).hasSize(8).doesNotHaveDuplicates();
        assertThat(names).anyMatch(name -> name.startsWith("ontwo-anothertest-"));
    }

    @Test
    void aTestHasOneTopicWhereverItAsksForIt() {
        assertAllPass(Launched.run(Portable.EverywhereTheSame.class), 3);
        assertThat(Portable.SEEN).hasSize(3).doesNotHaveDuplicates();
    }

    @Test
    void whatAClassGotReachesTheBrokerOfItsTests() {
        assertAllPass(Launched.run(Portable.OneInstanceInside.class), 2);
    }

    @Test
    void whatRunsOnceForAllBrokersGetsNone() {
        assertThat(Launched.run(Portable.OneInstanceForAllBrokers.class).failures())
                .contains("runs once for all brokers of OneInstanceForAllBrokers, so it can have no MqClient");
        assertThat(Portable.SEEN).isEmpty();
    }

    @Test
    void takesAwayEverythingAfterAFailure() {
        Launched launched = Launched.run(Portable.FailsAndLeavesMuch.class);

        assertThat(launched.tests()).singleElement().satisfies(end -> {
            assertThat(end.status()).isEqualTo(Status.FAILED);
            assertThat(end.failure()).contains("on purpose");
        });
        String url = Portable.SEEN.get(0);
        try (MqClient mq = MqClient.builder(url).connect()) {
            assertThatThrownBy(() -> mq.admin().describe(Topic.of(Portable.SEEN.get(1))))
                    .isInstanceOfSatisfying(
                            MqException.class,
                            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.NOT_FOUND));
        }
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().contains(url.substring("memory:".length())));
    }

    @Test
    void explainsADifference() {
        String failures = Launched.run(Portable.Differs.class).failures();

        assertThat(failures)
                .contains("Not within 300 ms: every published message acknowledged")
                .contains("published 3, of these acknowledged 1")
                .contains("missing, never received: 1: id-missing\n")
                .contains("received, not acknowledged: 1: id-rejected (1 delivery, attempt 1: io.onemq.RejectException")
                .contains("extra, not published here: 1: id-extra\n")
                .contains("dead-lettered (1): 1: id-rejected (REJECTED after 1 attempts: io.onemq.RejectException:"
                        + " nobody wants it)")
                .contains("duplicated, came again after an ack: 1: id-twice (2 deliveries)\n")
                .contains("received, not acknowledged: 1: id-refused (1 delivery, attempt 1: nacked, released or"
                        + " rejected)");
    }

    @Test
    void failsVisiblyWhereACapabilityIsMissing() {
        Launched launched = Launched.run(Portable.Requires.class);

        assertThat(launched.on("memory?memory.profile=log")).satisfies(end -> {
            assertThat(end.status()).isEqualTo(Status.FAILED);
            assertThat(end.failure()).contains("PRIORITY").contains("use a topic for each priority");
        });
        assertThat(launched.on("memory").status()).isEqualTo(Status.SUCCESSFUL);
        assertThat(Portable.SEEN).hasSize(1);
    }

    @Test
    void skipsVisiblyIfToldSo() {
        Launched launched = Launched.run(Portable.RequiresOrSkips.class);

        assertThat(launched.on("memory?memory.profile=log")).satisfies(end -> {
            assertThat(end.status()).isEqualTo(Status.ABORTED);
            assertThat(end.failure()).contains("PRIORITY").contains("use a topic for each priority");
        });
        assertThat(launched.on("memory").status()).isEqualTo(Status.SUCCESSFUL);
    }

    @Test
    void namesTheDependencyOfAMissingDriver() {
        Launched launched = Launched.run(Portable.WithoutADriver.class);

        assertThat(launched.on("redis").failure()).contains("add the dependency io.onemq:mq-redis");
        assertThat(Portable.SEEN).containsExactly("memory");
    }

    @Test
    void namesTheBrokersThatThereAre() {
        assertThat(Launched.run(Portable.UnknownBroker.class).failures())
                .contains("knows no broker redish; there are memory, rabbitmq, kafka, redis");
        assertThat(Portable.SEEN).isEmpty();
    }

    @Test
    void aClockSavesTheWaiting() {
        assertAllPass(Launched.run(Portable.WithAClock.class), 1);
    }

    @Test
    void faultsHitTheBrokerOfTheTestAndAreHealed() {
        assertAllPass(Launched.run(Portable.WithFaults.class), 2);
        assertThat(Portable.SEEN).containsExactly("false");
    }

    @Test
    void testsRunInParallel() {
        assertAllPass(Launched.runInParallel(Portable.AtTheSameTime.class), 2);
        assertThat(Portable.SEEN).hasSize(2).doesNotHaveDuplicates();
    }
}
