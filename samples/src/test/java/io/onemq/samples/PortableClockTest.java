package io.onemq.samples;

import io.onemq.Codec;
import io.onemq.Group;
import io.onemq.Message;
import io.onemq.MqClient;
import io.onemq.RetryPolicy;
import io.onemq.Topic;
import io.onemq.testkit.junit.Ledger;
import io.onemq.testkit.junit.MqTest;
import io.onemq.testkit.junit.TestClock;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Time in tests of users. */
@MqTest(brokers = "memory")
class PortableClockTest {
    @Test
    void isTriedAgainAfterAnHour(MqClient mq, Topic orders, Group billing, Ledger ledger, TestClock clock) {
        mq.consumer(orders, billing, Codec.string())
                .retry(RetryPolicy.fixed(2, Duration.ofHours(1)))
                .start(ledger.recording(delivery -> {
                    if (delivery.attempt() == 1) {
                        throw new IOException("the bank is closed");
                    }
                }));
        ledger.publish(mq.publisher(orders, Codec.string()), Message.of("3 lamps"));
        ledger.awaitFailures(1, Duration.ofSeconds(20));
        clock.advance(Duration.ofHours(2)); // the backoff, which is never early and up to 10 % late, has passed
        ledger.awaitAllAcked(Duration.ofSeconds(20));
    }
}
