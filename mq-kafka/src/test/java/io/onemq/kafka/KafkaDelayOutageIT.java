package io.onemq.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onemq.Codec;
import io.onemq.Group;
import io.onemq.Message;
import io.onemq.MqClient;
import io.onemq.Publisher;
import io.onemq.Topic;
import io.onemq.testkit.runtime.BrokerRuntime;
import io.onemq.testkit.runtime.Brokers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.common.GroupState;
import org.junit.jupiter.api.Test;

/** How delayed messages live through the end of every server. With a broker of its own. */
class KafkaDelayOutageIT {
    private static final Group WORKERS = Group.of("workers");
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration DELAY = Duration.ofSeconds(4);

    /** A tenth and a second, as the contract has it. With a mover that waits for who has left it takes more than 6 s. */
    private static final Duration LATEST = DELAY.plusMillis(1_400);

    private final Semaphore arrived = new Semaphore(0);

    /**
     * What a broker has not written yet when it dies is a member that has left; when the broker is back, it counts as one until
     * its session is over, 6 s. Whoever joins its group anew meanwhile waits for it and reads nothing.
     */
    @Test
    void aClientThatLeftBeforeItsBrokerDiedHoldsUpNothing() throws Exception {
        try (BrokerRuntime broker = Brokers.create("kafka")) {
            broker.start();
            try (MqClient stays = MqClient.builder(broker.url()).connect()) {
                Topic topic = Topic.of("stays").withGroups(WORKERS);
                stays.consumer(topic, WORKERS, Codec.string()).start(delivery -> arrived.release());
                Publisher<String> publisher = stays.publisher(topic, Codec.string());
                awaitMovers(stays, 1);
                // A mover that has read something has a position that it validates when the broker is back.
                assertOnTime(publisher);
                try (MqClient leaves = MqClient.builder(broker.url()).connect()) {
                    Topic other = Topic.of("leaves").withGroups(WORKERS);
                    leaves.consumer(other, WORKERS, Codec.string()).start(delivery -> {});
                    awaitMovers(stays, 2);
                }
                broker.kill();
                broker.start();
                assertOnTime(publisher);
            }
        }
    }

    private void assertOnTime(Publisher<String> publisher) throws InterruptedException {
        long start = System.nanoTime();
        publisher.publish(Message.builder("delayed").delay(DELAY).build());

        assertThat(arrived.tryAcquire(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(DELAY, LATEST);
    }

    private static void awaitMovers(MqClient client, int count) {
        Admin admin = client.unwrap(Admin.class).orElseThrow();
        await().atMost(SOON).ignoreExceptions().until(() -> {
            ConsumerGroupDescription group = describe(admin);
            return group.groupState() == GroupState.STABLE && group.members().size() == count;
        });
    }

    private static ConsumerGroupDescription describe(Admin admin) throws Exception {
        Map<String, ConsumerGroupDescription> groups =
                admin.describeConsumerGroups(List.of("onemq.delay")).all().get(SOON.toSeconds(), TimeUnit.SECONDS);
        return groups.get("onemq.delay");
    }
}
