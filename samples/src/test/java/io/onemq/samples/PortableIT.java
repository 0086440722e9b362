package io.onemq.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onemq.Capability;
import io.onemq.Codec;
import io.onemq.ErrorCode;
import io.onemq.Group;
import io.onemq.Message;
import io.onemq.MqClient;
import io.onemq.MqException;
import io.onemq.Ordering;
import io.onemq.Publisher;
import io.onemq.RejectException;
import io.onemq.Topic;
import io.onemq.testkit.junit.Ledger;
import io.onemq.testkit.junit.MqTest;
import io.onemq.testkit.junit.TestBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Tests as users write them, on every broker. */
@MqTest(
        brokers = {"memory", "rabbitmq", "kafka", "redis"},
        require = Capability.KEY_ORDER)
@Execution(ExecutionMode.CONCURRENT)
class PortableIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Map<Topic, String> USED = Collections.synchronizedMap(new HashMap<>());

    @Test
    void everythingIsAcked(MqClient mq, Topic topic, Group group, Ledger ledger, TestBroker broker) {
        USED.put(topic, broker.url());
        mq.consumer(topic, group, Codec.string()).start(ledger.recording(delivery -> {}));
        Publisher<String> publisher = mq.publisher(topic, Codec.string());
        ledger.publishAll(
                publisher,
                IntStream.range(0, 100).mapToObj(i -> Message.of("" + i)).toList());
        ledger.awaitAllAcked(SOON);
        ledger.assertNothingTwice();
        assertThat(ledger.acked()).hasSize(100);
    }

    @Test
    void aKeyKeepsItsOrder(MqClient mq, Topic topic, Group group, Ledger ledger, TestBroker broker) {
        Group ordered = group.withOrdering(Ordering.KEY);
        Topic inOrder = topic.withPartitions(3).withGroups(ordered);
        USED.put(inOrder, broker.url());
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        mq.consumer(inOrder, ordered, Codec.string())
                .concurrency(4)
                .start(ledger.recording(delivery -> seen.add(delivery.payload())));
        List<Message<String>> messages = IntStream.range(0, 50)
                .mapToObj(i -> Message.of("" + i).withKey("one"))
                .toList();
        ledger.publishAll(mq.publisher(inOrder, Codec.string()), messages);
        ledger.awaitAllAcked(SOON);
        assertThat(seen)
                .containsExactlyElementsOf(
                        messages.stream().map(Message::payload).toList());
    }

    @Test
    void aDifferenceIsExplained(MqClient mq, Topic topic, Group group, Ledger ledger) {
        mq.consumer(topic, group, Codec.string()).start(ledger.recording(delivery -> {
            throw new RejectException("nobody wants it");
        }));
        ledger.publish(mq.publisher(topic, Codec.string()), Message.of("x").withId("the-id"));
        ledger.awaitDeadLetters(1, SOON);
        assertThatThrownBy(() -> ledger.awaitAllAcked(Duration.ofMillis(100)))
                .hasMessageContaining("received, not acknowledged: 1: the-id")
                .hasMessageContaining("dead-lettered (1): 1: the-id (REJECTED after 1 attempts");
    }

    @AfterAll
    static void everythingIsDeleted() {
        assertThat(USED).hasSize(8);
        USED.forEach((topic, url) -> {
            try (MqClient mq = MqClient.builder(url).connect()) {
                assertGone(topic, () -> mq.admin().describe(topic));
                assertGone(topic, () -> mq.admin().backlog(topic, topic.groups().get(0)));
            }
        });
    }

    private static void assertGone(Topic topic, ThrowingCallable look) {
        assertThatThrownBy(look)
                .as(topic.name())
                .isInstanceOfSatisfying(
                        MqException.class, failure -> assertThat(failure.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }
}
