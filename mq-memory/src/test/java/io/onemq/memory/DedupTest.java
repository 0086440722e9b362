package io.onemq.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.Codec;
import io.onemq.Message;
import io.onemq.PublishReceipt;
import io.onemq.Publisher;
import io.onemq.testkit.junit.TestClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DedupTest {
    private static final Duration WINDOW = Duration.ofDays(1);

    @RegisterExtension
    final TestBroker test = new TestBroker();

    private final TestClock clock = new TestClock();

    private Publisher<String> publisher() {
        test.broker().useClock(clock);
        return test.client().publisher(test.topic.withDeduplication(WINDOW), Codec.string());
    }

    private static PublishReceipt publish(Publisher<String> publisher, String id) {
        return publisher.publish(Message.of("payload").withId(id));
    }

    @Test
    void theWindowIsMeasuredByTheClockOfTheBroker() {
        Publisher<String> publisher = publisher();
        publish(publisher, "order-1");
        clock.advance(WINDOW.dividedBy(2));
        publish(publisher, "order-2");
        clock.advance(WINDOW.dividedBy(2).minusMillis(1));
        assertThat(publish(publisher, "order-1").duplicate()).isTrue();
        clock.advance(Duration.ofMillis(1));

        assertThat(publish(publisher, "order-1").duplicate()).isFalse();
        assertThat(publish(publisher, "order-1").duplicate()).isTrue();
        assertThat(publish(publisher, "order-2").duplicate()).isTrue();
    }

    @Test
    void aCrashForgetsNothing() {
        Publisher<String> publisher = publisher();
        publish(publisher, "order-1");
        test.broker().restart();

        assertThat(publish(publisher, "order-1").duplicate()).isTrue();
    }
}
