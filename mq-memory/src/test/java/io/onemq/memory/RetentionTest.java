package io.onemq.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onemq.Codec;
import io.onemq.Delivery;
import io.onemq.Group;
import io.onemq.MqClient;
import io.onemq.MqEvent;
import io.onemq.Publisher;
import io.onemq.Receiver;
import io.onemq.Retention;
import io.onemq.StartPosition;
import io.onemq.Topic;
import io.onemq.testkit.junit.TestClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RetentionTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration WATCHED = Duration.ofMillis(400);

    @RegisterExtension
    final TestBroker test = new TestBroker();

    private final TestClock clock = new TestClock();

    @BeforeEach
    void useManualClock() {
        test.broker().useClock(clock);
    }

    private MqClient client() {
        return test.client("memory.profile", "log");
    }

    private static void publish(MqClient client, Topic topic, String... payloads) {
        try (Publisher<String> publisher = client.publisher(topic, Codec.string())) {
            List.of(payloads).forEach(publisher::publish);
        }
    }

    private void settle(MqClient client, Topic topic, int count) {
        try (Receiver<String> receiver = client.receiver(topic, test.group, Codec.string())) {
            for (int i = 0; i < count; i++) {
                receiver.receive(SOON).orElseThrow().ack().join();
            }
        }
    }

    /** Counts what a group that starts at the earliest would get. */
    private static long count(MqClient client, Topic topic) {
        Group probe = Group.of("probe").startingAt(StartPosition.earliest());
        client.admin().declare(topic.withGroups(probe));
        long count = client.admin().backlog(topic, probe).ready();
        client.admin().deleteGroup(topic, probe);
        return count;
    }

    @Test
    void aMessageStaysForItsAgeToTheMillisecond() {
        MqClient client = client();
        Topic topic = test.topic.withRetention(Retention.ofAge(Duration.ofDays(7)));
        publish(client, topic, "old");
        clock.advance(Duration.ofHours(1));
        publish(client, topic, "new");
        settle(client, topic, 2);

        clock.advance(Duration.ofDays(7).minusHours(1));
        await().during(WATCHED).until(() -> count(client, topic) == 2);
        clock.advance(Duration.ofMillis(1));
        await().until(() -> count(client, topic) == 1);
    }

    @Test
    void whatAGroupHoldsKeepsWhatLiesBehindIt() {
        MqClient client = client();
        Topic topic = test.topic.withRetention(Retention.ofBytes(3));
        publish(client, topic, "aa", "bb", "cc");
        try (Receiver<String> receiver = client.receiver(topic, test.group, Codec.string())) {
            Delivery<String> first = receiver.receive(SOON).orElseThrow();
            receiver.receive(SOON).orElseThrow().ack().join();
            receiver.receive(SOON).orElseThrow().ack().join();
            await().during(WATCHED).until(() -> count(client, topic) == 3);
            first.ack().join();
            await().until(() -> count(client, topic) == 1);
        }
    }

    @Test
    void aDeletedGroupHoldsNothing() {
        MqClient client = client();
        Topic topic = test.topic.withRetention(Retention.ofAge(Duration.ofSeconds(1)));
        publish(client, topic, "a", "b");
        clock.advance(Duration.ofMinutes(1));
        await().during(WATCHED).until(() -> count(client, topic) == 2);

        client.admin().deleteGroup(topic, test.group);
        await().until(() -> count(client, topic) == 0);
    }

    @Test
    void aGroupIsToldHowManyMessagesItHasLostWhenItIsRead() {
        MqClient client = client();
        Topic topic =
                test.topic.withRetention(Retention.ofAge(Duration.ofSeconds(1)).droppingUnsettled());
        publish(client, topic, "a", "b", "c");
        clock.advance(Duration.ofMinutes(1));
        await().until(() -> count(client, topic) == 0);
        assertThat(test.events).isEmpty();
        publish(client, topic, "d");

        try (Receiver<String> receiver = client.receiver(topic, test.group, Codec.string())) {
            assertThat(receiver.receive(SOON).orElseThrow().payload()).isEqualTo("d");
        }
        assertThat(test.events).singleElement().satisfies(event -> {
            assertThat(event.type()).isEqualTo(MqEvent.Type.NOTICE);
            assertThat(event.message()).contains("lost 3 messages", topic.name(), test.group.name());
        });
    }
}
