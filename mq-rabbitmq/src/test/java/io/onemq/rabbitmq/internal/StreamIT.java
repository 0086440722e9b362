package io.onemq.rabbitmq.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import io.onemq.Ordering;
import io.onemq.Retention;
import io.onemq.StartPosition;
import io.onemq.spi.DriverConnection;
import io.onemq.spi.GroupSpec;
import io.onemq.spi.IncomingMessage;
import io.onemq.spi.TopicSpec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is left half done, what is removed, and what is published meanwhile, when groups are moved in streams. */
class StreamIT extends StreamCases {
    /** In pieces: what is stored at once is removed at once. */
    private void publishSlowly(TopicSpec topic, int count, String payload) {
        IntStream.range(0, count / 5).forEach(i -> publish(topic, i * 5, i * 5 + 5, payload));
    }

    /** The broker uses offsets for itself, too. */
    private long lastOffset(TopicSpec topic) throws Exception {
        String stream = Queues.streams(topic).get(0);
        try (Channel reading = rabbit.channel()) {
            BlockingQueue<Long> offsets = new LinkedBlockingQueue<>();
            reading.basicQos(100);
            reading.basicConsume(
                    stream,
                    false,
                    Map.of("x-stream-offset", "next"),
                    (tag, delivery) -> offsets.add(
                            (Long) delivery.getProperties().getHeaders().get("x-stream-offset")),
                    tag -> {});
            reading.confirmSelect();
            Map<String, Object> fence = Map.of(StreamEntry.FENCE, "end");
            reading.basicPublish(
                    "",
                    stream,
                    new AMQP.BasicProperties.Builder().headers(fence).build(),
                    new byte[0]);
            return Objects.requireNonNull(offsets.poll(10, TimeUnit.SECONDS)) - 1;
        }
    }

    @Test
    void aGroupOfWhichOnlyTheIntentionWasKeptIsCreatedByTheNextDeclaration() throws Exception {
        TopicSpec topic = topic(HOUR, 0, LIVE);
        publish(topic, 0, 20, "");
        keep(Queues.move(topic, LATE), "emptied 0:0");
        // Whoever declares it now need not know where it was to start.
        rabbit.driver.admin().declare(topic, List.of(new GroupSpec("late", Ordering.NONE)));
        publish(topic, 20, 30, "");
        awaitExactly(work(rabbit.driver, topic, LATE), range(0, 30));
        awaitGone(Queues.move(topic, LATE));
    }

    @Test
    void aGroupThatGetsMessagesAlreadyIsCompletedByItsConsumerAndLosesNone() throws Exception {
        TopicSpec topic = topic(HOUR, 0, LIVE);
        publish(topic, 0, 20, "");
        keep(Queues.move(topic, LATE), "emptied 0:0");
        String queue = Queues.of(topic, LATE).get(0);
        String exchange = Queues.boundaries(topic, LATE).get(0);
        channel.queueDeclare(queue, true, false, false, Queues.arguments(topic, LATE));
        channel.exchangeDeclare(exchange, BuiltinExchangeType.FANOUT, true);
        channel.queueBind(queue, exchange, "");
        channel.exchangeBind(exchange, topic.name(), "");
        publish(topic, 20, 30, "");

        Worker worker = work(rabbit.driver, topic, LATE);
        publish(topic, 30, 40, "");
        await().atMost(Duration.ofSeconds(20)).until(() -> worker.ids().containsAll(range(0, 40)));
        // Twice comes at most what was published between the crash and its completion.
        List<String> twice = new ArrayList<>(worker.ids());
        range(0, 40).forEach(twice::remove);
        assertThat(range(20, 30)).containsAll(twice);
        assertThat(exists(Queues.move(topic, LATE))).isFalse();
    }

    @Test
    void aMoveThatHadNotEmptiedItsQueueYetEmptiesIt() throws Exception {
        TopicSpec topic = topic(HOUR, 0, LIVE);
        publish(topic, 0, 20, "");
        keep(Queues.move(topic, LIVE), "begun 0:15");
        awaitExactly(work(rabbit.driver, topic, LIVE), range(15, 20));
    }

    @Test
    void aCopyThatWasInterruptedGoesOnWhereItWas() throws Exception {
        TopicSpec topic = topic(HOUR, 0, LIVE, new GroupSpec("late", Ordering.NONE));
        rabbit.driver.admin().purge(topic, LATE);
        publish(topic, 0, 20, "");
        rabbit.driver.admin().purge(topic, LATE);
        keep(Queues.copies(topic, LATE).get(0), "0 2-4");
        keep(Queues.copies(topic, LATE).get(0), "0 7-9,12-12");
        awaitExactly(work(rabbit.driver, topic, LATE), List.of("m7", "m8", "m9", "m12"));
        awaitGone(Queues.copies(topic, LATE).get(0));
    }

    @Test
    void whatTheRetentionRemovedBeforeItWasCopiedIsTold() throws Exception {
        TopicSpec topic = topic(Retention.ofBytes(100_000), 0, LIVE, new GroupSpec("late", Ordering.NONE));
        publishSlowly(topic, 100, "x".repeat(10_000));
        rabbit.driver.admin().purge(topic, LATE);
        keep(Queues.copies(topic, LATE).get(0), "0 0-" + lastOffset(topic));
        Worker worker = work(rabbit.driver, topic, LATE);
        awaitGone(Queues.copies(topic, LATE).get(0));
        await().untilAsserted(
                        () -> assertThat(worker.ids()).as(worker.notices + "").contains("m99"));
        int left = worker.ids().size();
        assertThat(left).isBetween(10, 80);
        assertThat(worker.ids()).containsExactlyElementsOf(range(100 - left, 100));
        assertThat(worker.notices).hasSize(1);
        assertThat(worker.notices.get(0)).contains(topic.name(), "late").containsPattern("up to \\d+ messages");
    }

    @Test
    void theLossIsKeptUntilThereIsSomebodyToTell() throws Exception {
        TopicSpec topic = topic(Retention.ofBytes(100_000), 0, LIVE, new GroupSpec("late", Ordering.NONE));
        publishSlowly(topic, 100, "x".repeat(10_000));
        rabbit.driver.admin().purge(topic, LATE);
        keep(Queues.copies(topic, LATE).get(0), "0 0-" + lastOffset(topic));
        rabbit.driver.admin().declare(topic, List.of(LATE));
        await().until(() -> rabbit.driver.admin().backlog(topic, LATE).ready() >= 10);
        Worker worker = work(driver(), topic, LATE);
        await().until(() -> !worker.notices.isEmpty());
        awaitGone(Queues.copies(topic, LATE).get(0));
    }

    @Test
    void messagesThatArePublishedWhileGroupsAreCreatedAndMovedComeOnce() throws Exception {
        TopicSpec topic = topic(HOUR, 2, LIVE);
        Load load = new Load(rabbit, topic, 3);
        load.awaitMore(500);
        rabbit.driver.admin().declare(topic, List.of(LATE));
        load.awaitMore(200);
        rabbit.driver.admin().declare(topic, List.of(ORDERED));
        load.awaitMore(200);
        rabbit.driver.admin().seek(topic, LIVE, StartPosition.earliest());
        load.awaitMore(200);
        List<String> all = load.end();

        awaitExactly(work(rabbit.driver, topic, LATE), all);
        awaitExactly(work(rabbit.driver, topic, LIVE), all);
        awaitExactly(work(rabbit.driver, topic, ORDERED), all);
    }

    @Test
    void anOrderedGroupGetsItsHistoryFirstAlsoWhenMembersChange() throws Exception {
        TopicSpec topic = topic(HOUR, 2, LIVE);
        Load load = new Load(rabbit, topic, 3);
        load.awaitMore(2_000);
        rabbit.driver.admin().declare(topic, List.of(ORDERED));
        Worker all = new Worker();
        DriverConnection leaving = driver();
        work(leaving, topic, ORDERED, all);
        load.awaitMore(500);
        work(driver(), topic, ORDERED, all);
        load.awaitMore(500);
        rabbit.driver.admin().declare(topic, List.of(ORDERED));
        List<String> expected = load.end();
        await().atMost(Duration.ofSeconds(60)).until(() -> all.ids().containsAll(expected));

        List<String> firsts = all.ids().stream().distinct().toList();
        for (int publisher = 0; publisher < 3; publisher++) {
            String prefix = publisher + "-";
            assertThat(firsts.stream().filter(id -> id.startsWith(prefix)))
                    .containsExactlyElementsOf(expected.stream()
                            .filter(id -> id.startsWith(prefix))
                            .toList());
        }
        assertThat(all.ids()).as("what comes twice").hasSameSizeAs(firsts);
    }

    @Test
    void messagesWithoutAnIdAreCopiedAndHaveNoPosition() throws Exception {
        TopicSpec topic = topic(HOUR, 0, LIVE);
        publish(topic, 0, 1, "");
        channel.confirmSelect();
        Map<String, Object> headers = Map.of("x-request-id", "r", "CC", List.of());
        AMQP.BasicProperties foreign =
                new AMQP.BasicProperties.Builder().headers(headers).priority(7).build();
        channel.basicPublish(topic.name(), "", foreign, "foreign".getBytes(StandardCharsets.UTF_8));
        channel.waitForConfirmsOrDie(10_000);
        rabbit.driver.admin().declare(topic, List.of(LATE));
        Worker worker = work(rabbit.driver, topic, LATE);
        List<IncomingMessage> both = worker.await(2);
        IncomingMessage own =
                both.stream().filter(m -> m.id() != null).findFirst().orElseThrow();
        IncomingMessage other =
                both.stream().filter(m -> m.id() == null).findFirst().orElseThrow();
        assertThat(own.position()).matches("0/\\d{13}-m0");
        assertThat(other.position()).isNull();
        assertThat(other.payload()).asString().isEqualTo("foreign");
        assertThat(other.header("x-request-id")).asString().isEqualTo("r");
        assertThat(other.priority()).isEqualTo(7);
    }

    @Test
    void aGroupThatIsDeletedWhileItIsCopiedStartsAnewAtTheLatest() throws Exception {
        TopicSpec topic = topic(HOUR, 0, LIVE);
        publish(topic, 0, 20_000, "");
        rabbit.driver.admin().declare(topic, List.of(LATE));
        rabbit.driver.admin().deleteGroup(topic, LATE);
        rabbit.driver.admin().declare(topic, List.of(new GroupSpec("late", Ordering.NONE)));
        publish(topic, 20_000, 20_010, "");
        awaitExactly(work(rabbit.driver, topic, LATE), range(20_000, 20_010));
    }

    @Test
    void aPurgeDropsWhatIsStillToBeCopied() throws Exception {
        TopicSpec topic = topic(HOUR, 0, LIVE, new GroupSpec("late", Ordering.NONE));
        publish(topic, 0, 20, "");
        keep(Queues.copies(topic, LATE).get(0), "0 0-9");
        assertThat(rabbit.driver.admin().purge(topic, LATE)).isEqualTo(20);
        publish(topic, 20, 25, "");
        awaitExactly(work(rabbit.driver, topic, LATE), range(20, 25));
    }
}
