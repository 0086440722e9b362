package io.onemq.samples;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.Codec;
import io.onemq.Group;
import io.onemq.Message;
import io.onemq.MqClient;
import io.onemq.Publisher;
import io.onemq.Topic;
import io.onemq.testkit.junit.Faults;
import io.onemq.testkit.junit.Ledger;
import io.onemq.testkit.junit.MqTest;
import io.onemq.testkit.junit.TestBroker;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Two tests at the same time: what one does to its broker does not concern the other. */
@MqTest(brokers = {"memory", "redis"})
@Execution(ExecutionMode.CONCURRENT)
class PortableParallelFaultsIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Map<String, Phaser> BOTH = new ConcurrentHashMap<>();

    private static void meet(TestBroker broker) throws Exception {
        Phaser both = BOTH.computeIfAbsent(broker.name(), name -> new Phaser(2));
        both.awaitAdvanceInterruptibly(both.arrive(), SOON.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void oneKillsItsBroker(MqClient mq, TestBroker broker, Faults faults) throws Exception {
        meet(broker);
        faults.kill();
        assertThat(mq.health().up()).isFalse();
        meet(broker);
    }

    @Test
    void theOtherNoticesNothing(MqClient mq, Topic topic, Group group, Ledger ledger, TestBroker broker)
            throws Exception {
        mq.consumer(topic, group, Codec.string()).start(ledger.recording(delivery -> {}));
        Publisher<String> publisher = mq.publisher(topic, Codec.string());
        meet(broker);
        meet(broker);
        ledger.publish(publisher, Message.of("1"));
        ledger.awaitAllAcked(SOON);
        ledger.assertNothingTwice();
        assertThat(mq.health().up()).isTrue();
    }
}
