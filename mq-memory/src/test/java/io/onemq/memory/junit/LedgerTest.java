package io.onemq.memory.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onemq.Codec;
import io.onemq.Consumer;
import io.onemq.Group;
import io.onemq.Message;
import io.onemq.MqClient;
import io.onemq.Publisher;
import io.onemq.Topic;
import io.onemq.spi.EmbeddedBroker;
import io.onemq.testkit.junit.Ledger;
import io.onemq.testkit.junit.MqTest;
import io.onemq.testkit.junit.TestBroker;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a ledger makes of acks whose outcome nobody knows: the driver forgets the broker's answers. */
@MqTest(brokers = "memory")
class LedgerTest {
    private final Topic topic;
    private final Group group;
    private final MqClient mq;
    private final Ledger ledger;

    LedgerTest(TestBroker broker, Topic topic, Group group) {
        this.topic = topic;
        this.group = group;
        this.mq = MqClient.builder("faulty:FORGETS_THE_ANSWER-" + topic.name())
                .option("reconnect.min-delay", "5ms")
                .connect();
        this.ledger = broker.ledger(mq, topic, group);
    }

    @BeforeEach
    void consume() {
        Consumer unused = mq.consumer(topic, group, Codec.string()).start(ledger.recording(delivery -> {}));
    }

    @AfterEach
    void reset() {
        EmbeddedBroker broker = mq.unwrap(EmbeddedBroker.class).orElseThrow();
        mq.close();
        broker.reset();
    }

    private void publish(String... ids) {
        Publisher<String> publisher = mq.publisher(topic, Codec.string());
        ledger.publishAll(
                publisher,
                List.of(ids).stream().map(id -> Message.of(id).withId(id)).toList());
    }

    @Test
    void whereNothingWasPublishedThereIsNothingToWaitFor() {
        assertThatThrownBy(() -> ledger.awaitAllReceived(Duration.ofMillis(50)))
                .hasMessageContaining("every published message received.")
                .hasMessageContaining("nothing was published through this ledger");
        assertThatThrownBy(() -> ledger.awaitAllAcked(Duration.ofMillis(50)))
                .hasMessageContaining("nothing was published through this ledger");
        publish("a");
        ledger.awaitAllAcked(Portable.SOON);
    }

    @Test
    void whatWasNotConfirmedIsNamed() {
        Publisher<String> closed = mq.publisher(topic, Codec.string());
        closed.close();
        List<Message<String>> messages = List.of(Message.of("b").withId("b"));
        publish("a");
        ledger.publishAll(closed, messages);
        ledger.assertNothingTwice();
        assertThatThrownBy(() -> ledger.awaitAllAcked(Duration.ofMillis(50)))
                .hasMessageContaining("published 1,")
                .hasMessageContaining("not confirmed: 1: b (")
                .hasMessageContaining("CLOSED");
        assertThatThrownBy(() -> ledger.awaitAllReceived(Duration.ofMillis(50)))
                .hasMessageContaining("not confirmed: 1: b (");
        publish("b");
        ledger.awaitAllAcked(Portable.SOON);
        assertThat(ledger.toString()).doesNotContain("not confirmed");
    }

    @Test
    void anAckWithoutAnAnswerCountsIfTheBrokerHasNothingLeft() {
        publish("a", "b");
        ledger.awaitAllAcked(Portable.SOON);
        assertThat(ledger.acked()).containsExactly("a", "b");
        ledger.assertNothingTwice();
    }

    @Test
    void anAckThatDidNotReachTheBrokerDoesNotCount() {
        publish("a", "lost-b");
        ledger.awaitAllReceived(Portable.SOON);
        assertThatThrownBy(() -> ledger.awaitAllAcked(Duration.ofMillis(300)))
                .hasMessageContaining("lost-b (1 delivery, attempt 1: its ack: UNKNOWN)")
                .hasMessageContaining("at the broker: ready 0, in flight 1");
        assertThat(ledger.acked()).isEmpty();
    }

    @Test
    void whatComesAgainIsDecidedAgain() {
        publish("a", "lost-b");
        ledger.awaitAllReceived(Portable.SOON);
        mq.unwrap(EmbeddedBroker.class).orElseThrow().cutConnections();
        ledger.awaitAllAcked(Portable.SOON);
        assertThat(ledger.acked()).containsExactlyInAnyOrder("a", "lost-b");
        assertThat(ledger.toString()).doesNotContain("duplicated");
    }
}
