package io.onemq.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onemq.Capability;
import io.onemq.Codec;
import io.onemq.ConfigurationException;
import io.onemq.Delivery;
import io.onemq.ErrorCode;
import io.onemq.Group;
import io.onemq.Message;
import io.onemq.MqClient;
import io.onemq.MqException;
import io.onemq.Outcome;
import io.onemq.Publisher;
import io.onemq.Receiver;
import io.onemq.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class MemoryBrokerTest {
    private static final Duration SOON = Duration.ofSeconds(5);

    @RegisterExtension
    final TestBroker test = new TestBroker();

    @Test
    void whatOneClientLeavesTheNextOneFinds() {
        try (MqClient first = test.client()) {
            test.publisher(first).publish("kept");
        }
        Delivery<String> delivery = test.receiver(test.client()).receive(SOON).orElseThrow();
        assertThat(delivery.payload()).isEqualTo("kept");
        delivery.ack().join();
    }

    @Test
    void brokersOfDifferentNamesShareNothing() {
        MqClient client = test.client();
        test.publisher(client).publish("here");
        MemoryBroker other = MemoryBroker.named(test.broker().name() + "-other");
        try (MqClient elsewhere = MqClient.builder("memory:" + other.name()).connect()) {
            MqException failure = Failures.of(() -> elsewhere.admin().describe(test.topic));
            assertThat(failure.code()).isEqualTo(ErrorCode.NOT_FOUND);
        }
    }

    @Test
    void aCrashKeepsConfirmedMessagesAndReturnsUnsettledOnesInOrder() {
        MqClient client = test.client();
        test.publisher(client).publishAll(TestBroker.messages(4));
        Receiver<String> receiver = test.receiver(client);
        receiver.receive(SOON).orElseThrow().ack().join();
        assertThat(receiver.receive(SOON).orElseThrow().payload()).isEqualTo("m1");

        test.broker().restart();

        for (String expected : new String[] {"m1", "m2", "m3"}) {
            Delivery<String> delivery = receiver.receive(SOON).orElseThrow();
            assertThat(delivery.payload()).isEqualTo(expected);
            assertThat(delivery.attempt()).isEqualTo(1);
            delivery.ack().join();
        }
        assertThat(test.ready(client)).isZero();
    }

    @Test
    void aBrokerThatIsDownRefusesClients() {
        test.broker().crash();
        MqException failure = Failures.of(() -> test.client("connect.timeout", "50ms"));
        assertThat(failure.code()).isEqualTo(ErrorCode.CONNECTION);
        assertThat(failure.retryable()).isTrue();
        test.broker().start();
        assertThat(test.client().health().up()).isTrue();
    }

    @Test
    void healthTellsThatTheBrokerIsDown() {
        MqClient client = test.client();
        test.broker().crash();
        assertThat(client.health().up()).isFalse();
        assertThat(client.health().detail()).contains("is not running");
    }

    @Test
    void theQueueProfileRefusesMessagesThatReachNobody() {
        Publisher<String> publisher = test.client().publisher(Topic.of("lonely"), Codec.string());
        MqException failure = Failures.of(() -> publisher.publish("lost"));
        assertThat(failure.code()).isEqualTo(ErrorCode.UNROUTABLE);
        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_SENT);
    }

    @Test
    void theLogProfileKeepsMessagesThatReachNobody() {
        MqClient client = test.client("memory.profile", "log");
        Publisher<String> publisher = client.publisher(Topic.of("lonely"), Codec.string());
        assertThat(publisher.publish("first").position()).contains("0/0");
        assertThat(publisher.publish("second").position()).contains("0/1");
        assertThat(client.capabilities().get(Capability.RETENTION).supported()).isTrue();
    }

    @Test
    void theProfileIsFixedWhenTheBrokerIsOpened() {
        test.client("memory.profile", "log");
        assertThat(test.client().capabilities().get(Capability.RETENTION).supported())
                .isTrue();
        MqException failure = Failures.of(() -> test.client("memory.profile", "queue"));
        assertThat(failure.code()).isEqualTo(ErrorCode.CONFLICT);
        assertThat(failure).hasMessageContaining("memory.profile=log");
    }

    @Test
    void aKeyHasOnePartition() {
        Topic partitioned = Topic.of("parts").withPartitions(4).withGroups(test.group);
        Publisher<String> publisher = test.client().publisher(partitioned, Codec.string());
        Set<String> ofOneKey = new HashSet<>();
        Set<String> ofAll = new HashSet<>();
        for (int i = 0; i < 40; i++) {
            ofOneKey.add(partition(publisher, Message.of("p").withKey("same")));
            ofAll.add(partition(publisher, Message.of("p").withKey("k" + i)));
        }
        assertThat(ofOneKey).hasSize(1);
        assertThat(ofAll).containsExactlyInAnyOrder("0", "1", "2", "3");
    }

    private static String partition(Publisher<String> publisher, Message<String> message) {
        String position = publisher.publish(message).position().orElseThrow();
        return position.substring(0, position.indexOf('/'));
    }

    @Test
    void aConflictingNumberOfPartitionsIsRefused() {
        MqClient client = test.client();
        client.admin().declare(Topic.of("parts").withPartitions(4));
        MqException failure =
                Failures.of(() -> client.admin().declare(Topic.of("parts").withPartitions(5)));
        assertThat(failure.code()).isEqualTo(ErrorCode.CONFLICT);
    }

    @Test
    void aPayloadBelongsToItsPublisherAgainOnceItIsConfirmed() {
        MqClient client = test.client();
        byte[] payload = bytes("abc");
        client.publisher(test.topic, Codec.bytes()).publish(payload);
        payload[0] = 'X';
        assertThat(test.receiver(client).receive(SOON).orElseThrow().payload()).isEqualTo("abc");
    }

    @Test
    void aConsumerThatWritesToAPayloadDisturbsNobodyElse() {
        MqClient client = test.client();
        Group audit = Group.of("audit");
        client.publisher(test.topic.withGroups(audit), Codec.bytes()).publish(bytes("abc"));
        client.receiver(test.topic, test.group, Codec.bytes())
                .receive(SOON)
                .orElseThrow()
                .payload()[0] = 'X';
        Receiver<byte[]> other = client.receiver(test.topic, audit, Codec.bytes());
        assertThat(other.receive(SOON).orElseThrow().payload()).isEqualTo(bytes("abc"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aPayloadAboveTheLimitIsRefusedAlone() {
        Publisher<byte[]> publisher =
                test.client("memory.max-message-size", "1KiB").publisher(test.topic, Codec.bytes());
        publisher.publish(new byte[1024]);
        MqException failure = Failures.of(() -> publisher.publish(new byte[1025]));
        assertThat(failure.code()).isEqualTo(ErrorCode.TOO_LARGE);
        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_SENT);
        publisher.publish(new byte[0]);
    }

    @Test
    void resetForgetsEverything() {
        MqClient client = test.client("memory.profile", "log");
        test.publisher(client).publish("gone");
        test.broker().reset();
        MqException failure = Failures.of(() -> client.admin().describe(test.topic));
        assertThat(failure.code()).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(test.client("memory.profile", "queue").health().up()).isTrue();
    }

    @Test
    void aHostInTheUrlIsRefused() {
        assertThatThrownBy(() -> MqClient.builder("memory://name").connect())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("memory:name");
    }

    @Test
    void theClientKnowsItsBroker() {
        MqClient client = test.client();
        assertThat(client.broker()).matches("memory \\d+\\.\\d+\\.\\d+.*");
        assertThat(client.unwrap(MemoryBroker.class)).containsSame(test.broker());
        assertThat(client.unwrap(String.class)).isEmpty();
    }
}
