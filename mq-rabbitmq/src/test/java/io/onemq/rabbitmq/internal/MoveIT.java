package io.onemq.rabbitmq.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Connection;
import io.onemq.ErrorCode;
import io.onemq.MqException;
import io.onemq.Ordering;
import io.onemq.StartPosition;
import io.onemq.spi.BrokerUrl;
import io.onemq.spi.DriverConfig;
import io.onemq.spi.DriverConnection;
import io.onemq.spi.DriverSubscription;
import io.onemq.spi.GroupSpec;
import io.onemq.spi.TopicSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Groups are moved, and their members come, pause and go on. */
class MoveIT extends StreamCases {
    private static final GroupSpec KEYED = new GroupSpec(ORDERED.name(), Ordering.KEY);

    private int consumers(TopicSpec topic, GroupSpec group) throws Exception {
        return channel.queueDeclarePassive(Queues.of(topic, group).get(0)).getConsumerCount();
    }

    /** Has handled all that there is, and is paused. */
    private DriverSubscription pausedMember(TopicSpec topic, GroupSpec group, Worker worker) {
        DriverSubscription subscription = join(rabbit.driver, topic, group, worker);
        publish(topic, 0, 20, "");
        awaitExactly(worker, range(0, 20));
        subscription.pause();
        await().until(() -> consumers(topic, group) == 0);
        return subscription;
    }

    @Test
    void aPausedMemberOfAnOrderedGroupIsAMember() {
        TopicSpec topic = topic(HOUR, 1, KEYED);
        Worker worker = new Worker();
        DriverSubscription paused = pausedMember(topic, KEYED, worker);

        for (StartPosition position : List.of(StartPosition.earliest(), StartPosition.latest())) {
            assertThatThrownBy(() -> rabbit.driver.admin().seek(topic, KEYED, position))
                    .isInstanceOfSatisfying(
                            MqException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
                    .hasMessageContaining("close its consumers");
        }
        paused.resume();
        publish(topic, 20, 25, "");
        awaitExactly(worker, range(0, 25));

        paused.close();
        rabbit.driver.admin().seek(topic, KEYED, StartPosition.earliest());
        Worker next = work(rabbit.driver, topic, KEYED);
        awaitExactly(next, range(0, 25));
        assertThat(next.ids()).containsExactlyElementsOf(range(0, 25));
    }

    @ParameterizedTest
    @EnumSource(Ordering.class)
    void aMemberThatIsResumedDuringAMoveJoinsAnewAndGetsTheOldOnesFirst(Ordering ordering) throws Exception {
        GroupSpec group = ordering == Ordering.KEY ? KEYED : LIVE;
        TopicSpec topic = topic(HOUR, 1, group);
        Worker worker = new Worker();
        DriverSubscription paused = pausedMember(topic, group, worker);
        // As somebody leaves it who saw no member.
        keep(Queues.move(topic, group), "begun 0:0");

        paused.resume();
        assertThat(worker.awaitLoss().retryable()).isTrue();
        paused.close();
        publish(topic, 20, 21, "");
        Worker next = work(rabbit.driver, topic, group);

        awaitExactly(next, range(0, 21));
        assertThat(next.ids()).containsExactlyElementsOf(range(0, 21));
        assertThat(worker.ids()).hasSize(20);
    }

    /**
     * Whoever has the lock takes the word away that another one says. RabbitMQ 3.10 ends a connection on which a quorum queue is
     * declared that somebody deletes at the same time.
     */
    @Test
    void whoWaitsToMoveAGroupKeepsItsConnection() throws Exception {
        TopicSpec topic = topic(HOUR, 0, LIVE);
        DriverConnection mover = driver();
        Connection connection = mover.unwrap(Connection.class).orElseThrow();
        channel.queueDeclare(Queues.lock(topic, LIVE), false, true, false, Map.of("x-queue-type", "classic"));

        CompletableFuture<Void> move =
                CompletableFuture.runAsync(() -> mover.admin().seek(topic, LIVE, StartPosition.earliest()));
        takeAway(Queues.wanted(topic, LIVE), Duration.ofSeconds(3));
        channel.queueDelete(Queues.lock(topic, LIVE));

        assertThat(move).succeedsWithin(Duration.ofSeconds(30));
        assertThat(connection.isOpen()).isTrue();
    }

    private void takeAway(String word, Duration time) throws Exception {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() - end < 0) {
            channel.queueDelete(word);
            channel.exchangeDelete(word);
        }
    }

    @Test
    void aMemberThatCannotLookForAMoveLeavesNoConsumer() {
        TopicSpec topic = topic(HOUR, 0, LIVE);
        DriverConnection limited = driver(DriverConfig.builder(BrokerUrl.parse(RabbitFixture.url()))
                .set(RabbitKeys.CHANNEL_MAX, "1")
                .build());

        assertThatThrownBy(() -> join(limited, topic, LIVE, new Worker())).hasMessageContaining("channel");

        await().until(() -> consumers(topic, LIVE) == 0);
    }
}
