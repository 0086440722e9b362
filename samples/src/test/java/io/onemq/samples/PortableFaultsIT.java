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
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Faults in tests of users, on every broker: on all of them at the same time, and on each one after the other. */
@MqTest(
        brokers = {"memory", "rabbitmq", "kafka", "redis"},
        options = "connect.timeout=5s") // so long does Kafka's health take to be known as bad
@Execution(ExecutionMode.CONCURRENT)
class PortableFaultsIT {
    private static final Duration SOON = Duration.ofSeconds(90);

    private static List<Message<String>> messages(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> Message.of("" + i)).toList();
    }

    @Execution(ExecutionMode.SAME_THREAD)
    @Test
    void cutConnectionsComeBack(MqClient mq, Topic topic, Group group, Ledger ledger, Faults faults) {
        mq.consumer(topic, group, Codec.string()).start(ledger.recording(delivery -> {}));
        Publisher<String> publisher = mq.publisher(topic, Codec.string());
        ledger.publishAll(publisher, messages(0, 100));
        faults.cutConnections();
        ledger.publishAll(publisher, messages(100, 200));
        ledger.awaitAllAcked(SOON);
        assertThat(ledger.acked()).hasSize(200);
    }

    @Execution(ExecutionMode.SAME_THREAD)
    @Test
    void aKilledBrokerLosesNothing(MqClient mq, Topic topic, Group group, Ledger ledger, Faults faults) {
        mq.consumer(topic, group, Codec.string()).start(ledger.recording(delivery -> {}));
        Publisher<String> publisher = mq.publisher(topic, Codec.string());
        ledger.publishAll(publisher, messages(0, 100));
        faults.kill();
        assertThat(mq.health().up()).isFalse();
        faults.start();
        ledger.publishAll(publisher, messages(100, 200));
        ledger.awaitAllAcked(SOON);
        assertThat(ledger.acked()).hasSize(200);
    }

    /** The next test finds it running. */
    @Execution(ExecutionMode.SAME_THREAD)
    @Test
    void aBrokerMayBeLeftDown(MqClient mq, Topic topic, Faults faults) {
        mq.admin().declare(topic);
        faults.stop();
    }
}
