package io.onemq.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.Capability;
import io.onemq.Delivery;
import io.onemq.ErrorCode;
import io.onemq.Group;
import io.onemq.Message;
import io.onemq.MqClient;
import io.onemq.Publisher;
import io.onemq.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Messages that are published with a delay. */
abstract class TimeContract extends ContractCases {
    private static final Group AUDIT = Group.of("audit");

    /** Where members are assigned to, joining a group takes seconds. */
    private static final Duration LONG_ENOUGH_TO_JOIN = Duration.ofSeconds(12);

    TimeContract(ContractBench bench) {
        super(bench);
    }

    /** Tells whether delays are offered. If not, asserts that such messages are refused, and that nothing is sent. */
    private boolean offered() {
        if (supports(Capability.DELAYED_PUBLISH)) {
            return true;
        }
        Topic topic = declared(WORKERS);
        Publisher<String> publisher = publisher(topic);
        Message<String> delayed =
                Message.builder("never sent").delay(Duration.ofMillis(100)).build();
        assertRefused(Capability.DELAYED_PUBLISH, () -> publisher.publish(delayed));
        assertRefused(Capability.DELAYED_PUBLISH, () -> Waiting.forFuture(publisher.publishAsync(delayed)));
        Message<String> timed =
                Message.builder("never sent").notBefore(Instant.now()).build();
        assertRefused(Capability.DELAYED_PUBLISH, () -> publisher.publish(timed));
        assertNothingLeft(topic, WORKERS);
        return false;
    }

    /** A message that was confirmed, and when its publish was called. */
    private record Published(String id, Duration delay, long nanos) {}

    private static Published publishLater(Publisher<String> publisher, Message<String> message, Duration delay) {
        long start = System.nanoTime();
        String id = publisher.publish(message.toBuilder().delay(delay).build()).messageId();
        return new Published(id, delay, start);
    }

    /**
     * Waits until consumers are members of their groups, and returns the id of the message that tells. What follows is
     * measured.
     */
    private String joined(Topic topic, List<Collector<String>> collectors) {
        String id = publish(topic, "the first message");
        collectors.forEach(collector -> collector.awaitAll(List.of(id)));
        return id;
    }

    private static void assertPunctual(Collector<String> collector, Published message) {
        long arrived = collector.arrivals().stream()
                .filter(arrival -> arrival.delivery().id().equals(message.id))
                .findFirst()
                .orElseThrow()
                .nanos();
        Punctual.check(message.delay, Duration.ofNanos(arrived - message.nanos));
    }

    /** On a busy machine consumers may join after the time; these get the message when they do. */
    private static void assertPunctual(Collector<String> collector, Published message, long joined) {
        if (joined - message.nanos < message.delay.toNanos()) {
            assertPunctual(collector, message);
        }
    }

    @Test
    @DisplayName("TIME-1: a message with a delay reaches every group once, in time and whole")
    final void delayedMessagesReachEveryGroup() {
        if (!offered()) {
            return;
        }
        assertReachesEveryGroup(Duration.ofSeconds(5));
    }

    @Test
    @DisplayName("TIME-1: a short delay is kept, too")
    final void shortDelaysAreKept() {
        if (!offered()) {
            return;
        }
        assertReachesEveryGroup(Duration.ofMillis(700));
    }

    private void assertReachesEveryGroup(Duration delay) {
        Topic topic = declared(WORKERS, AUDIT);
        List<Collector<String>> collectors = List.of(collect(topic, WORKERS), collect(topic, AUDIT));
        String first = joined(topic, collectors);
        Message<String> message = Same.sample();
        Published published = publishLater(publisher(topic), message, delay);

        for (Collector<String> collector : collectors) {
            collector.awaitExactly(List.of(first, published.id()));
            assertPunctual(collector, published);
            Delivery<String> delivery = collector.deliveries().get(1);
            Same.message(delivery, message);
            assertThat(delivery.attempt()).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("TIME-1: a message is not handed over before a time that was given")
    final void timesAreKept() {
        if (!offered()) {
            return;
        }
        Topic topic = declared(WORKERS);
        Collector<String> collector = collect(topic, WORKERS);
        String first = joined(topic, List.of(collector));
        Duration delay = Duration.ofSeconds(4);
        Publisher<String> publisher = publisher(topic);
        long start = System.nanoTime();
        Instant time = Instant.now().plus(delay);
        String id = publisher
                .publish(Message.builder("at a time").notBefore(time).build())
                .messageId();

        collector.awaitExactly(List.of(first, id));
        assertPunctual(collector, new Published(id, delay, start));
    }

    @Test
    @DisplayName("TIME-2: a group that is declared while a message waits gets it, too")
    final void laterGroupsGetWhatWaits() {
        if (!offered()) {
            return;
        }
        Topic topic = declared(WORKERS);
        Published published = publishLater(publisher(topic), Message.of("waits"), LONG_ENOUGH_TO_JOIN);
        Topic more = deleting(topic.withGroups(WORKERS, AUDIT));
        mq().admin().declare(more);
        List<Collector<String>> collectors = List.of(collect(more, AUDIT), collect(more, WORKERS));
        String other = joined(more, collectors);
        long joined = System.nanoTime();

        for (Collector<String> collector : collectors) {
            collector.awaitExactly(List.of(other, published.id()));
            assertPunctual(collector, published, joined);
        }
    }

    @Test
    @DisplayName("TIME-3: messages that wait hold up no other, and each comes on its own time")
    final void everyMessageHasItsOwnTime() {
        if (!offered()) {
            return;
        }
        Topic topic = declared(WORKERS);
        Collector<String> collector = Collector.accepting();
        start(consumer(topic, WORKERS).maxInFlight(4), collector);
        String first = joined(topic, List.of(collector));
        Publisher<String> publisher = publisher(topic);
        IntStream.range(0, 10).forEach(i -> publishLater(publisher, Message.of("long"), Duration.ofMinutes(10)));
        List<Published> waiting = IntStream.of(7, 5, 3, 4)
                .mapToObj(seconds -> publishLater(publisher, Message.of("waits"), Duration.ofSeconds(seconds)))
                .toList();
        List<String> others = new ArrayList<>(publish(topic, 20));
        others.add(first);

        collector.awaitAll(others);
        assertThat(collector.payloads()).as("messages that wait").doesNotContain("waits", "long");
        collector.awaitCount(others.size() + waiting.size());
        waiting.forEach(message -> assertPunctual(collector, message));
        collector.assertNothingMore();
    }

    @Test
    @DisplayName("TIME-4: impossible delays are refused, and a time that is over means at once")
    final void impossibleDelaysAreRefused() {
        assertFails(
                ErrorCode.INVALID_MESSAGE,
                () -> Message.builder("never sent")
                        .delay(Duration.ofDays(7).plusMillis(1))
                        .build());
        assertFails(
                ErrorCode.INVALID_MESSAGE,
                () -> Message.builder("never sent").delay(Duration.ofMillis(-1)).build());
        if (!offered()) {
            return;
        }
        Topic topic = declared(WORKERS);
        Publisher<String> publisher = publisher(topic);
        Message<String> tooFar = Message.builder("never sent")
                .notBefore(Instant.now().plus(Duration.ofDays(8)))
                .build();
        assertFails(ErrorCode.INVALID_MESSAGE, () -> publisher.publish(tooFar));
        String past = publish(
                topic,
                Message.builder("past")
                        .notBefore(Instant.now().minusSeconds(60))
                        .build());
        String now = publish(topic, Message.builder("now").delay(Duration.ZERO).build());

        collect(topic, WORKERS).awaitExactly(List.of(past, now));
    }

    @Test
    @DisplayName("TIME-5: a message waits for its time after its publisher has gone")
    final void waitingMessagesOutliveTheirPublisher() {
        if (!offered()) {
            return;
        }
        Topic topic = declared(WORKERS);
        MqClient first = connect();
        Published published = publishLater(publisher(first, topic), Message.of("left behind"), LONG_ENOUGH_TO_JOIN);
        first.close();
        Collector<String> collector = collect(connect(), topic, WORKERS);
        String other = joined(topic, List.of(collector));
        long joined = System.nanoTime();

        collector.awaitExactly(List.of(other, published.id()));
        assertPunctual(collector, published, joined);
    }
}
