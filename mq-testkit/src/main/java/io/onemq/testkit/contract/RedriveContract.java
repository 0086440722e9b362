package io.onemq.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onemq.Capability;
import io.onemq.Consumer;
import io.onemq.DeadLetter;
import io.onemq.DeadLetterPolicy;
import io.onemq.DeadLetters;
import io.onemq.Delivery;
import io.onemq.ErrorCode;
import io.onemq.Group;
import io.onemq.Message;
import io.onemq.Publisher;
import io.onemq.RejectException;
import io.onemq.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What can be done with dead letters. */
abstract class RedriveContract extends ContractCases {
    private static final Group OTHERS = Group.of("others");

    RedriveContract(ContractBench bench) {
        super(bench);
    }

    /** Publishes messages that the group rejects, waits until they are dead letters, and returns their ids. */
    private List<String> rejected(Topic topic, List<Message<String>> messages) {
        Consumer consumer = start(consumer(topic, WORKERS), delivery -> {
            throw new RejectException("no such customer");
        });
        Publisher<String> publisher = publisher(topic);
        List<String> ids = new ArrayList<>();
        for (Message<String> message : messages) {
            ids.add(publisher.publish(message).messageId());
        }
        awaitCount(letters(topic), ids.size());
        consumer.close();
        return ids;
    }

    private List<String> rejected(Topic topic, String... payloads) {
        return rejected(topic, List.of(payloads).stream().map(Message::of).toList());
    }

    private DeadLetters letters(Topic topic) {
        return mq().deadLetters(topic, WORKERS);
    }

    private void awaitCount(DeadLetters letters, long wanted) {
        awaitCount(letters, wanted, List.of(letters));
    }

    /** Waits for that many letters. Where the broker does not count, all who have some are asked to show theirs. */
    private void awaitCount(DeadLetters letters, long wanted, List<DeadLetters> owners) {
        Waiting.until(
                wanted + " dead letters", () -> isCounted() ? letters.count() == wanted : shown(owners) == wanted);
    }

    private boolean isCounted() {
        return support(Capability.BACKLOG).supported();
    }

    private static long shown(List<DeadLetters> owners) {
        return owners.stream().mapToLong(letters -> letters.browse(100).size()).sum();
    }

    private static String text(DeadLetters.Letter letter) {
        return new String(letter.message().payload(), StandardCharsets.UTF_8);
    }

    @Test
    @DisplayName("FAIL-14: browsing shows dead letters, whole and with their cause, and leaves them")
    final void browsingLeavesDeadLetters() {
        Topic topic = declared(WORKERS);
        Message<String> message = Same.sample();
        List<String> ids = rejected(topic, List.of(message, Message.of("two"), Message.of("three")));
        DeadLetters letters = letters(topic);
        for (int i = 0; i < 2; i++) {
            List<DeadLetters.Letter> seen = letters.browse(10);
            assertExact(ids, seen.stream().map(DeadLetters.Letter::id).toList());
            DeadLetters.Letter first = seen.stream()
                    .filter(letter -> letter.id().equals(ids.get(0)))
                    .findFirst()
                    .orElseThrow();
            assertThat(text(first)).isEqualTo(message.payload());
            Same.headers(first.message().headers(), message.headers());
            assertThat(first.message().key()).isEqualTo(message.key());
            assertThat(first.message().timestamp()).isEqualTo(message.timestamp());
            assertThat(first.cause().orElseThrow().reason()).isEqualTo(DeadLetter.Reason.REJECTED);
            awaitCount(letters, ids.size());
        }

        assertThat(letters.browse(2)).hasSize(2);
        awaitCount(letters, ids.size());
        collectDeadLetters(topic, WORKERS).awaitExactly(ids);
    }

    @Test
    @DisplayName("FAIL-14: a dead letter stays until somebody settles it, even if its message has expired")
    final void expiredDeadLettersStay() {
        Topic topic = declared(WORKERS);
        Message<String> expired = Message.builder("foreign")
                .expiresAt(Instant.now().minusSeconds(5))
                .build();
        String id = publish(topic.deadLetterTopic(WORKERS), expired);
        DeadLetters letters = letters(topic);
        for (int i = 0; i < 2; i++) {
            awaitCount(letters, 1);
            DeadLetters.Letter letter = letters.browse(10).get(0);
            assertThat(letter.id()).isEqualTo(id);
            assertThat(letter.cause()).isEmpty();
        }
        awaitCount(letters, 1);
    }

    @Test
    @DisplayName("FAIL-15: a dead letter goes back to its group alone, as it was published, and starts anew")
    final void redrivenMessagesStartAnew() {
        Topic topic = declared(WORKERS, OTHERS);
        Collector<String> others = collect(topic, OTHERS);
        Message<String> message = Same.sample();
        List<String> ids = rejected(topic, List.of(message, Message.of("stays")));
        others.awaitExactly(ids);
        DeadLetters letters = letters(topic);
        assertThat(letters.redrive("no such id")).isFalse();
        awaitCount(letters, 2);
        assertThat(letters.redrive(ids.get(0))).isTrue();

        Collector<String> collector = collect(topic, WORKERS);
        collector.awaitExactly(ids.subList(0, 1));
        Delivery<String> delivery = collector.deliveries().get(0);
        Same.message(delivery, message);
        assertThat(delivery.attempt()).isEqualTo(1);
        assertThat(delivery.deadLetter()).isEmpty();
        others.assertNothingBut(ids);
        awaitCount(letters, 1);
    }

    @Test
    @DisplayName("FAIL-15: a message that fails again after a redrive is a dead letter with a fresh cause")
    final void redrivenMessagesMayFailAgain() {
        Topic topic = declared(WORKERS);
        List<String> ids = rejected(topic, "fails twice");
        assertThat(letters(topic).redriveAll()).isEqualTo(1);
        Collector<String> collector = Collector.then(delivery -> {
            throw new IllegalStateException("attempt " + delivery.attempt());
        });
        start(consumer(topic, WORKERS).retry(Policies.AT_ONCE), collector);

        Collector<String> dead = collectDeadLetters(topic, WORKERS);
        dead.awaitExactly(ids);
        DeadLetter cause = dead.deliveries().get(0).deadLetter().orElseThrow();
        assertThat(cause.reason()).isEqualTo(DeadLetter.Reason.EXHAUSTED);
        assertThat(cause.attempts()).isEqualTo(3);
        assertThat(cause.message()).isEqualTo("attempt 3");
        assertThat(collector.deliveries()).extracting(Delivery::attempt).containsExactly(1, 2, 3);
    }

    @Test
    @DisplayName("FAIL-15: dead letters that match are sent back, the others stay")
    final void matchingDeadLettersAreRedriven() {
        Topic topic = declared(WORKERS);
        List<String> ids = rejected(topic, "a 1", "b 1", "a 2", "b 2", "a 3");
        DeadLetters letters = letters(topic);
        assertThat(letters.redriveIf(letter -> text(letter).startsWith("a"))).isEqualTo(3);

        collect(topic, WORKERS).awaitExactly(List.of(ids.get(0), ids.get(2), ids.get(4)));
        awaitCount(letters, 2);
        collectDeadLetters(topic, WORKERS).awaitExactly(List.of(ids.get(1), ids.get(3)));
    }

    @Test
    @DisplayName("FAIL-16: a redrive that ends halfway loses nothing")
    final void aRedriveThatEndsHalfwayLosesNothing() {
        Topic topic = declared(WORKERS);
        List<String> ids = rejected(topic, "1", "2", "3", "4", "5");
        DeadLetters letters = letters(topic);
        List<String> asked = new ArrayList<>();
        assertThatThrownBy(() -> letters.redriveIf(letter -> {
                    asked.add(letter.id());
                    if (asked.size() == 3) {
                        throw new IllegalStateException("the end");
                    }
                    return true;
                }))
                .isInstanceOf(IllegalStateException.class);

        collect(topic, WORKERS).awaitExactly(asked.subList(0, 2));
        List<String> rest = new ArrayList<>(ids);
        rest.removeAll(asked.subList(0, 2));
        collectDeadLetters(topic, WORKERS).awaitExactly(rest);
    }

    @Test
    @DisplayName("FAIL-17: purging drops the dead letters of one group")
    final void purgingDropsDeadLetters() {
        Topic topic = declared(WORKERS);
        DeadLetters letters = letters(topic);
        if (!supports(Capability.PURGE)) {
            assertRefused(Capability.PURGE, letters::purge);
            return;
        }
        rejected(topic, "one", "two");
        letters.purge().ifPresent(dropped -> assertThat(dropped).isEqualTo(2));
        awaitCount(letters, 0);
        assertThat(letters.browse(1)).isEmpty();
    }

    @Test
    @DisplayName("FAIL-27: of a named topic for several groups, each group sees, gets back and drops its own letters")
    final void aNamedTopicKeepsTheLettersOfGroupsApart() {
        Topic topic = declared(WORKERS, OTHERS);
        DeadLetterPolicy policy = DeadLetterPolicy.toTopic(topic());
        DeadLetters letters = mq().deadLetters(topic, WORKERS, policy);
        DeadLetters others = mq().deadLetters(topic, OTHERS, policy);
        List<Consumer> consumers = new ArrayList<>();
        for (Group group : List.of(WORKERS, OTHERS)) {
            consumers.add(start(consumer(topic, group).deadLetter(policy), delivery -> {
                throw new RejectException("not for " + group.name());
            }));
        }
        List<String> ids = publish(topic, 3);
        awaitCount(letters, 6, List.of(letters, others));
        consumers.forEach(Consumer::close);
        assertExact(ids, idsOf(letters.browse(3)));
        // What one call held is there for the next one when it is counted again.
        awaitCount(letters, 6, List.of(letters, others));
        assertExact(ids, idsOf(others.browse(10)));
        awaitCount(letters, 6, List.of(letters, others));
        assertThat(letters.redrive(ids.get(0))).isTrue();
        collect(topic, WORKERS).awaitExactly(ids.subList(0, 1));
        awaitCount(letters, 5, List.of(letters, others));
        assertThat(letters.purge()).hasValue(2);
        awaitCount(letters, 3, List.of(letters, others));
        assertExact(ids, idsOf(others.browse(10)));
        awaitCount(letters, 3, List.of(letters, others));
        assertThat(others.redriveAll()).isEqualTo(3);
        collect(topic, OTHERS).awaitExactly(ids);
    }

    private static List<String> idsOf(List<DeadLetters.Letter> letters) {
        return letters.stream().map(DeadLetters.Letter::id).toList();
    }

    @Test
    @DisplayName("FAIL-27: a policy that discards keeps no letters to look at")
    final void discardedLettersCannotBeLookedAt() {
        assertFails(ErrorCode.CONFIGURATION, () -> mq().deadLetters(topic(), WORKERS, DeadLetterPolicy.discard()));
    }

    @Test
    @DisplayName("FAIL-18: a group without dead letters has none, and a group that is not there is not found")
    final void missingGroupsAreNotFound() {
        Topic topic = declared(WORKERS);
        if (isCounted()) {
            assertThat(letters(topic).count()).isZero();
        } else {
            assertRefused(Capability.BACKLOG, () -> letters(topic).count());
        }
        assertThat(letters(topic).browse(10)).isEmpty();
        assertThat(letters(topic).redriveAll()).isZero();
        assertFails(ErrorCode.CONFIGURATION, () -> letters(topic).browse(0));
        for (DeadLetters missing :
                List.of(mq().deadLetters(topic, OTHERS), mq().deadLetters(Topic.of(unique("missing")), WORKERS))) {
            assertFails(ErrorCode.NOT_FOUND, missing::count);
            assertFails(ErrorCode.NOT_FOUND, missing::redriveAll);
        }
    }
}
