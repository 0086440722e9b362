package io.onemq.rabbitmq.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import io.onemq.Ordering;
import io.onemq.StartPosition;
import io.onemq.rabbitmq.RabbitMqDriverProvider;
import io.onemq.spi.DriverConnection;
import io.onemq.spi.GroupSpec;
import io.onemq.spi.TopicSpec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Messages that reach a stream late, so that what a group gets of it was found out before. */
class LateMessagesIT extends StreamCases {
    private static final GroupSpec LATE_ORDERED = new GroupSpec("ordered", Ordering.KEY, StartPosition.earliest());

    /** What a channel does that knows nothing of the group's queue yet, at a time when nobody reckons with it any more. */
    private void reachStream(TopicSpec topic, int partition, String id) throws Exception {
        channel.confirmSelect();
        AMQP.BasicProperties properties =
                new AMQP.BasicProperties.Builder().messageId(id).deliveryMode(2).build();
        channel.basicPublish("", Queues.streams(topic).get(partition), properties, new byte[0]);
        channel.waitForConfirmsOrDie(10_000);
    }

    private static List<String> with(List<String> ids, String... more) {
        List<String> all = new ArrayList<>(ids);
        all.addAll(List.of(more));
        return all;
    }

    @Test
    void aMessageThatReachesTheStreamLongAfterTheGroupWasCreatedIsNotMissed() throws Exception {
        TopicSpec topic = topic(HOUR, 2, LIVE);
        Load load = new Load(rabbit, topic, 3);
        load.awaitMore(200);
        rabbit.driver.admin().declare(topic, List.of(LATE, LATE_ORDERED));
        Worker late = work(rabbit.driver, topic, LATE);
        Worker ordered = work(rabbit.driver, topic, LATE_ORDERED);
        load.awaitMore(2_000);
        reachStream(topic, 0, "late-0");
        load.awaitMore(2_000);
        reachStream(topic, 1, "late-1");
        load.awaitMore(200);

        List<String> all = with(load.end(), "late-0", "late-1");
        awaitExactly(late, all);
        awaitExactly(ordered, all);
    }

    @Test
    void whoComesNextLooksForWhatTheOneThatMovedTheGroupDidNotSee() throws Exception {
        TopicSpec topic = topic(HOUR, 0, LIVE);
        publish(topic, 0, 20, "");
        try (DriverConnection mover = new RabbitMqDriverProvider().connect(RabbitFixture.config())) {
            mover.admin().declare(topic, List.of(LATE));
            mover.admin().seek(topic, LIVE, StartPosition.earliest());
        }
        publish(topic, 20, 30, "");
        reachStream(topic, 0, "late");
        publish(topic, 30, 40, "");
        awaitExactly(work(rabbit.driver, topic, LATE), with(range(0, 40), "late"));
        awaitExactly(work(rabbit.driver, topic, LIVE), with(range(0, 40), "late"));
    }

    @Test
    void whatIsStoredAfterTheLastMomentIsNotLookedForAndNothingIsLeftBehind() throws Exception {
        TopicSpec topic = topic(HOUR, 0, LIVE);
        publish(topic, 0, 20, "");
        try (DriverConnection mover = new RabbitMqDriverProvider().connect(RabbitFixture.config())) {
            mover.admin().declare(topic, List.of(LATE));
        }
        reachStream(topic, 0, "late");
        await().pollDelay(Duration.ofMillis(2_100)).until(() -> true);
        endNow(topic, 1_000);
        reachStream(topic, 0, "too-late");
        Load load = new Load(rabbit, topic, 3);
        Worker worker = work(rabbit.driver, topic, LATE);
        awaitGone(Queues.late(topic, LATE));
        awaitGone(Queues.mirrors(topic, LATE).get(0));
        load.awaitMore(500);
        awaitExactly(worker, with(with(range(0, 20), load.end().toArray(String[]::new)), "late"));
        assertThat(worker.losses).isEmpty();
    }

    /** As if it were so much longer ago that it began. */
    private void endNow(TopicSpec topic, long millisAgo) throws Exception {
        String place = Queues.late(topic, LATE);
        String text = new String(channel.basicGet(place, true).getBody(), StandardCharsets.UTF_8);
        LateState state = LateState.parse(text);
        keep(place, new LateState(System.currentTimeMillis() - millisAgo, state.last(), state.partitions()).toString());
    }

    @Test
    void aGroupIsMovedAgainAndAgainWhilePublishersAreAtFullSpeed() throws Exception {
        TopicSpec topic = topic(HOUR, 2, LIVE);
        Load load = new Load(rabbit, topic, 3);
        load.awaitMore(500);
        for (int i = 0; i < 4; i++) {
            rabbit.driver.admin().seek(topic, LIVE, StartPosition.earliest());
            load.awaitMore(100);
        }
        awaitExactly(work(rabbit.driver, topic, LIVE), load.end());
        assertThat(exists(Queues.copies(topic, LIVE).get(0))).isFalse();
    }
}
