package io.onemq.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.Codec;
import io.onemq.DeadLetter;
import io.onemq.Delivery;
import io.onemq.Headers;
import io.onemq.Message;
import io.onemq.MqClient;
import io.onemq.RetryPolicy;
import io.onemq.Settlement;
import io.onemq.Topic;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Attempts and the time between them. */
abstract class FailureContract extends ContractCases {

    FailureContract(ContractBench bench) {
        super(bench);
    }

    @Test
    @DisplayName("FAIL-1: a message nacked without delay comes back at once as the next attempt")
    final void nackedMessagesComeBackAtOnce() {
        Topic topic = declared(WORKERS);
        Collector<String> collector = Collector.then(delivery -> {
            if (delivery.attempt() < 3) {
                CompletableFuture<Settlement> unused = delivery.nack(Duration.ZERO);
            }
        });
        start(consumer(topic, WORKERS).retry(RetryPolicy.fixed(5, Duration.ofMinutes(1))), collector);
        String id = publish(topic, "fails twice");
        collector.awaitCount(3);
        collector.assertNothingMore();

        assertThat(collector.ids()).containsOnly(id);
        assertThat(attempts(collector)).containsExactly(1, 2, 3);
        long took = collector.arrivals().get(2).nanos()
                - collector.arrivals().get(0).nanos();
        assertThat(Duration.ofNanos(took)).isLessThan(Waiting.scaled(Duration.ofSeconds(5)));
    }

    private static List<Integer> attempts(Collector<?> collector) {
        return collector.deliveries().stream().map(Delivery::attempt).toList();
    }

    @Test
    @DisplayName("FAIL-2: a handler that throws fails the attempt")
    final void throwingIsANack() {
        Topic topic = declared(WORKERS);
        Collector<String> collector = Collector.then(delivery -> {
            if (delivery.attempt() < 3) {
                throw new IllegalStateException("attempt " + delivery.attempt());
            }
        });
        start(consumer(topic, WORKERS).retry(Policies.AT_ONCE), collector);
        publish(topic, "fails twice");
        collector.awaitCount(3);
        collector.assertNothingMore();

        assertThat(attempts(collector)).containsExactly(1, 2, 3);
        assertNoDeadLetters(topic, WORKERS);
    }

    @Test
    @DisplayName("FAIL-3: a nack with a delay comes back in time")
    final void aDelayedNackIsPunctual() {
        Duration delay = Duration.ofMillis(1200);
        assertPunctual(delay, RetryPolicy.fixed(2, Duration.ZERO), delivery -> {
            CompletableFuture<Settlement> unused = delivery.nack(delay);
        });
    }

    @Test
    @DisplayName("FAIL-3: the delay of the retry policy is kept")
    final void theDelayOfThePolicyIsKept() {
        Duration delay = Duration.ofMillis(800);
        assertPunctual(delay, RetryPolicy.fixed(2, delay), delivery -> {
            throw new IllegalStateException("on purpose");
        });
    }

    @Test
    @DisplayName("FAIL-3: rare flushes of acknowledgements do not make retries late")
    final void rareFlushesDelayNoRetry() {
        Duration delay = Duration.ofMillis(500);
        MqClient client = connect("ack.flush-interval", "1h");
        assertPunctual(client, delay, RetryPolicy.fixed(2, delay), delivery -> {
            throw new IllegalStateException("on purpose");
        });
    }

    private void assertPunctual(Duration delay, RetryPolicy policy, Failing failing) {
        assertPunctual(mq(), delay, policy, failing);
    }

    private void assertPunctual(MqClient client, Duration delay, RetryPolicy policy, Failing failing) {
        Topic topic = declared(WORKERS);
        Collector<String> collector = Collector.then(delivery -> {
            if (delivery.attempt() == 1) {
                failing.fail(delivery);
            }
        });
        start(client.consumer(topic, WORKERS, Codec.string()).retry(policy), collector);
        publish(topic, "fails once");
        collector.awaitCount(2);

        long took = collector.arrivals().get(1).nanos()
                - collector.arrivals().get(0).nanos();
        Punctual.check(delay, Duration.ofNanos(took));
        assertThat(attempts(collector)).containsExactly(1, 2);
    }

    private interface Failing {
        void fail(Delivery<String> delivery);
    }

    @Test
    @DisplayName("FAIL-4: messages that wait for their next attempt hold up no other")
    final void waitingRetriesBlockNothing() {
        Topic topic = declared(WORKERS);
        Collector<String> collector = Collector.then(delivery -> {
            if (delivery.payload().equals("fails")) {
                CompletableFuture<Settlement> unused = delivery.nack(Duration.ofMinutes(5));
            }
        });
        start(consumer(topic, WORKERS).maxInFlight(5), collector);
        List<String> ids = new ArrayList<>();
        IntStream.range(0, 4).forEach(i -> ids.add(publish(topic, "fails")));
        ids.addAll(publish(topic, 50));

        collector.awaitExactly(ids);
    }

    @Test
    @DisplayName("FAIL-5: the attempt number and the whole message survive the end of the consumer")
    final void attemptsSurviveTheConsumer() {
        Topic topic = declared(WORKERS);
        Message<String> message = Message.builder("fails once")
                .key("a key")
                .contentType("text/x-test")
                .correlationId("a correlation")
                .replyTo("a-topic")
                .timestamp(Instant.now().minusSeconds(60).truncatedTo(ChronoUnit.MILLIS))
                .headers(Headers.of(Map.of("kind", "test", "empty", "")))
                .build();
        MqClient first = connect();
        Collector<String> failing = Collector.then(delivery -> {
            CompletableFuture<Settlement> unused = delivery.nack(Duration.ofMillis(700));
        });
        start(first.consumer(topic, WORKERS, Codec.string()), failing);
        String id = publish(topic, message);
        failing.awaitCount(1);
        first.close();

        Collector<String> second = collect(topic, WORKERS);
        Delivery<String> again = second.awaitCount(1);
        assertThat(again.attempt()).isEqualTo(2);
        assertThat(again.id()).isEqualTo(id);
        Same.message(again, message);
        second.assertNothingMore();
    }

    @Test
    @DisplayName("FAIL-13: three members that fail every first attempt lose nothing")
    final void failingMembersLoseNothing() {
        Topic topic = declared(WORKERS);
        Collector<String> collector = Collector.then(delivery -> {
            if (delivery.attempt() == 1) {
                throw new IllegalStateException("on purpose");
            }
        });
        for (int i = 0; i < 3; i++) {
            start(consumer(topic, WORKERS).retry(Policies.AT_ONCE).concurrency(4), collector);
        }
        List<String> ids = publish(topic, 300);
        collector.awaitCount(600);
        collector.assertNothingMore();

        List<String> second = collector.deliveries().stream()
                .filter(delivery -> delivery.attempt() == 2)
                .map(Delivery::id)
                .toList();
        assertExact(ids, second);
    }

    @Test
    @DisplayName("FAIL-19: what failed by an exception that the policy does not retry is a dead letter at once")
    final void thePolicyChoosesByException() {
        Topic topic = declared(WORKERS);
        RetryPolicy policy = RetryPolicy.fixed(3, Duration.ZERO)
                .notRetrying(IllegalArgumentException.class)
                .on(IllegalStateException.class, RetryPolicy.fixed(2, Duration.ZERO));
        Collector<String> collector = Collector.then(delivery -> {
            switch (delivery.payload()) {
                case "final" -> throw new NumberFormatException("final");
                case "twice" -> throw new IllegalStateException("twice");
                default -> throw new IOException("thrice");
            }
        });
        start(consumer(topic, WORKERS).retry(policy), collector);
        List<String> ids = List.of(publish(topic, "final"), publish(topic, "twice"), publish(topic, "thrice"));

        Collector<String> dead = collectDeadLetters(topic, WORKERS);
        dead.awaitExactly(ids);
        for (Delivery<String> letter : dead.deliveries()) {
            DeadLetter cause = letter.deadLetter().orElseThrow();
            assertThat(cause.reason()).isEqualTo(DeadLetter.Reason.EXHAUSTED);
            assertThat(cause.message()).isEqualTo(letter.payload());
            assertThat(cause.attempts()).as(letter.payload()).isEqualTo(1 + ids.indexOf(letter.id()));
        }
        assertThat(collector.payloads())
                .containsExactlyInAnyOrder("final", "twice", "twice", "thrice", "thrice", "thrice");
    }

    @Test
    @DisplayName("FAIL-19: the delays of a custom policy hold")
    final void customDelaysHold() {
        Topic topic = declared(WORKERS);
        RetryPolicy policy = RetryPolicy.custom(3, failed -> Duration.ofMillis(400L * failed));
        Collector<String> collector = Collector.then(delivery -> {
            throw new IllegalStateException("on purpose");
        });
        start(consumer(topic, WORKERS).retry(policy), collector);
        publish(topic, "fails");

        collector.awaitCount(3);
        List<Collector.Arrival<String>> arrivals = collector.arrivals();
        for (int failed = 1; failed <= 2; failed++) {
            long waited =
                    arrivals.get(failed).nanos() - arrivals.get(failed - 1).nanos();
            assertThat(Duration.ofNanos(waited))
                    .isBetween(
                            Duration.ofMillis(400L * failed - 1),
                            Waiting.scaled(Duration.ofMillis(440L * failed + 1000)));
        }
    }

    @Test
    @DisplayName("FAIL-20: a handler that takes longer than its timeout fails the attempt and is interrupted")
    final void handlersThatTakeTooLongFail() {
        Topic topic = declared(WORKERS);
        Duration timeout = Waiting.scaled(Duration.ofSeconds(1));
        CountDownLatch never = new CountDownLatch(1);
        List<String> interrupted = new CopyOnWriteArrayList<>();
        Collector<String> collector = Collector.then(delivery -> {
            if (delivery.payload().equals("slow")) {
                try {
                    never.await();
                } catch (InterruptedException e) {
                    interrupted.add(delivery.id());
                    throw e;
                }
            }
        });
        start(
                consumer(topic, WORKERS)
                        .retry(RetryPolicy.fixed(2, Duration.ZERO))
                        .handlerTimeout(timeout),
                collector);
        String slow = publish(topic, "slow");
        String fast = publish(topic, "fast");

        Collector<String> dead = collectDeadLetters(topic, WORKERS);
        dead.awaitExactly(List.of(slow));
        DeadLetter cause = dead.deliveries().get(0).deadLetter().orElseThrow();
        assertThat(cause.exception()).contains(TimeoutException.class.getName());
        assertThat(cause.message()).contains(timeout.toString());
        assertThat(cause.attempts()).isEqualTo(2);
        collector.awaitAll(List.of(slow, fast));
        Waiting.until("both attempts are interrupted", () -> interrupted.equals(List.of(slow, slow)));
    }
}
