package io.onemq.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.Codec;
import io.onemq.Delivery;
import io.onemq.ErrorCode;
import io.onemq.Group;
import io.onemq.Message;
import io.onemq.MqClient;
import io.onemq.MqException;
import io.onemq.PublishReceipt;
import io.onemq.PublishResult;
import io.onemq.Publisher;
import io.onemq.Receiver;
import io.onemq.Topic;
import io.onemq.testkit.junit.TestClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DelayTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration WATCHED = Duration.ofMillis(200);

    @RegisterExtension
    final TestBroker test = new TestBroker();

    private final TestClock clock = new TestClock();

    @BeforeEach
    void useManualClock() {
        test.broker().useClock(clock);
    }

    private static Message<String> in(Duration delay, String payload) {
        return Message.builder(payload).delay(delay).build();
    }

    @Test
    void aMessageComesWhenItsTimeHasComeAndNotBefore() {
        MqClient client = test.client();
        PublishReceipt receipt = test.publisher(client).publish(in(Duration.ofDays(7), "later"));
        Receiver<String> receiver = test.receiver(client);
        assertThat(receipt.position()).isEmpty();
        assertThat(test.ready(client)).isZero();

        clock.advance(Duration.ofDays(7).minusMillis(1));
        assertThat(receiver.receive(WATCHED)).isEmpty();
        clock.advance(Duration.ofMillis(1));
        Delivery<String> delivery = receiver.receive(SOON).orElseThrow();
        assertThat(delivery.payload()).isEqualTo("later");
        assertThat(delivery.position()).contains("0/0");
    }

    @Test
    void messagesThatWaitSurviveACrash() {
        MqClient client = test.client();
        test.publisher(client).publish(in(Duration.ofMinutes(2), "second"));
        test.publisher(client).publish(in(Duration.ofMinutes(1), "first"));
        Receiver<String> receiver = test.receiver(client);
        test.broker().restart();
        clock.advance(Duration.ofMinutes(1));
        assertThat(receiver.receive(SOON).orElseThrow().payload()).isEqualTo("first");
        clock.advance(Duration.ofMinutes(1));
        assertThat(receiver.receive(SOON).orElseThrow().payload()).isEqualTo("second");
    }

    @Test
    void whatComesDueWithoutAClientIsThereForTheNextOne() {
        try (MqClient first = test.client()) {
            test.publisher(first).publish(in(Duration.ofMinutes(1), "left behind"));
        }
        clock.advance(Duration.ofMinutes(1));
        assertThat(test.receiver(test.client()).receive(SOON).orElseThrow().payload())
                .isEqualTo("left behind");
    }

    @Test
    void aDeletedTopicTakesWhatWaitsWithIt() {
        MqClient client = test.client();
        test.publisher(client).publish(in(Duration.ofMinutes(1), "gone"));
        client.admin().delete(test.topic);
        client.admin().declare(test.topic);
        clock.advance(Duration.ofMinutes(1));
        assertThat(test.receiver(client).receive(WATCHED)).isEmpty();
    }

    @Test
    void purgingLeavesWhatWaits() {
        MqClient client = test.client();
        test.publisher(client).publish("purged");
        test.publisher(client).publish(in(Duration.ofMinutes(1), "waits"));
        client.admin().purge(test.topic, test.group);
        clock.advance(Duration.ofMinutes(1));
        assertThat(test.receiver(client).receive(SOON).orElseThrow().payload()).isEqualTo("waits");
    }

    @Test
    void aMessageThatReachesNobodyIsRefusedBeforeItWaits() {
        Publisher<String> publisher = test.client().publisher(Topic.of("lonely"), Codec.string());
        MqException failure = Failures.of(() -> publisher.publish(in(Duration.ofMinutes(1), "lost")));
        assertThat(failure.code()).isEqualTo(ErrorCode.UNROUTABLE);
    }

    @Test
    void groupsThatComeInTimeAreServed() {
        MqClient client = test.client();
        test.publisher(client).publish(in(Duration.ofMinutes(1), "waits"));
        Group audit = Group.of("audit");
        Receiver<String> late = client.receiver(test.topic.withGroups(test.group, audit), audit, Codec.string());
        clock.advance(Duration.ofMinutes(1));
        assertThat(late.receive(SOON).orElseThrow().payload()).isEqualTo("waits");
    }

    @Test
    void aTimeTooFarAwayFailsAloneInABatch() {
        MqClient client = test.client();
        Message<String> tooFar = Message.builder("never")
                .notBefore(clock.instant().plus(Duration.ofDays(8)))
                .build();
        List<PublishResult> results =
                test.publisher(client).publishAll(List.of(Message.of("a"), tooFar, Message.of("b")));
        assertThat(results).extracting(PublishResult::isConfirmed).containsExactly(true, false, true);
        assertThat(test.ready(client)).isEqualTo(2);
    }
}
