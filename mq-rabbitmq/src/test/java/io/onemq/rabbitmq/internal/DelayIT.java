package io.onemq.rabbitmq.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.impl.Frame;
import io.onemq.spi.IncomingMessage;
import io.onemq.spi.OutgoingMessage;
import io.onemq.spi.TopicSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DelayIT {
    /** By how much the engine may have to hold a message, and how much later than due one may come. */
    private static final long EARLY = 1_000;

    private static final long LATE = 500;

    /** How late a message with one of many different delays mostly is, and may be: by a tenth of its delay and a second. */
    private static final long MOSTLY_LATE = 200;

    private static final long LATEST = 1_200;

    private final DeliveryLog log = new DeliveryLog();
    private RabbitFixture rabbit;

    @BeforeEach
    void connect() throws Exception {
        rabbit = new RabbitFixture();
    }

    @AfterEach
    void disconnect() throws Exception {
        rabbit.close();
    }

    private void publish(List<? extends OutgoingMessage> messages) {
        PublishLog published = new PublishLog();
        try (var publisher = rabbit.driver.openPublisher(published)) {
            publisher.publish(messages);
            await().until(() -> published.confirmed.size() == messages.size());
        }
    }

    private static List<String> ids(List<IncomingMessage> messages) {
        return messages.stream().map(IncomingMessage::id).toList();
    }

    private long ready(TopicSpec topic, String group) {
        return rabbit.driver.admin().backlog(topic, RabbitFixture.group(group)).ready();
    }

    private List<Long> late(List<? extends OutgoingMessage> messages) {
        return messages.stream()
                .map(message -> log.arrivedAt.get(message.id()) - message.notBefore())
                .toList();
    }

    private void assertInTime(List<? extends OutgoingMessage> messages) {
        assertThat(late(messages)).allMatch(millis -> millis >= -EARLY && millis <= LATE);
    }

    /** A rung of the ladder that is off makes many of many different delays late; a pause of the machine, few. */
    private void assertMostlyInTime(List<? extends OutgoingMessage> messages) {
        List<Long> late = late(messages);
        assertThat(late).allMatch(millis -> millis >= -EARLY && millis <= LATEST);
        assertThat(late.stream().filter(millis -> millis > MOSTLY_LATE).count())
                .as("how many of these are late: %s", late)
                .isLessThanOrEqualTo(messages.size() / 8);
    }

    @Test
    void manyDifferentDelaysArriveNeitherEarlyNorLate() {
        TopicSpec topic = rabbit.topic(0, "g");
        rabbit.subscribe(topic, "g", 200, log);
        List<TestMessage> messages = IntStream.range(0, 200)
                .mapToObj(i -> new TestMessage(topic, "m" + i).delayed(2_000 + i * 7919 % 6_000))
                .toList();
        publish(messages);
        log.await(200);
        assertThat(ids(log.delivered)).doesNotHaveDuplicates();
        assertMostlyInTime(messages);
    }

    @Test
    void takesNoRoomInAWindowMeanwhile() {
        TopicSpec topic = rabbit.topic(0, "g");
        publish(IntStream.range(0, 50)
                .mapToObj(i -> new TestMessage(topic, "late" + i).delayed(60_000))
                .toList());
        TestMessage soon = new TestMessage(topic, "soon").delayed(3_000);
        publish(List.of(soon, new TestMessage(topic, "now")));
        assertThat(ready(topic, "g")).isEqualTo(1);
        rabbit.subscribe(topic, "g", 2, log);
        assertThat(ids(log.await(2))).containsExactly("now", "soon");
        assertInTime(List.of(soon));
    }

    @Test
    void goesStraightToTheTopicIfLessThanASecondIsLeft() {
        TopicSpec topic = rabbit.topic(0, "g");
        publish(List.of(
                new TestMessage(topic, "almost").delayed(900), new TestMessage(topic, "over").delayed(-10_000)));
        assertThat(ready(topic, "g")).isEqualTo(2);
    }

    @Test
    void keepsTheMessageAndHidesTheWayItWent() throws Exception {
        TopicSpec topic = rabbit.topic(0, "g", "foreign");
        publish(List.of(new TestMessage(topic, "id-1")
                .payload(new byte[] {0, -1, 127})
                .key("k\u00e9y")
                .properties("text/plain", "corr", "answers")
                .header("x-request-id", "r-1")
                .header("onemq-attempt", "3")
                .delayed(3_500)));
        rabbit.subscribe(topic, "g", 10, log);
        IncomingMessage message = log.await(1).get(0);
        assertThat(message.id()).isEqualTo("id-1");
        assertThat(message.key()).isEqualTo("k\u00e9y");
        assertThat(message.payload()).isEqualTo(new byte[] {0, -1, 127});
        assertThat(message.contentType()).isEqualTo("text/plain");
        assertThat(message.correlationId()).isEqualTo("corr");
        assertThat(message.replyTo()).isEqualTo("answers");
        assertThat(message.timestamp()).isEqualTo(1_700_000_000_123L);
        assertThat(message.earlierDeliveries()).isZero();
        Map<String, String> headers = new TreeMap<>();
        message.forEachHeader((name, value) -> headers.put(name, new String(value, UTF_8)));
        assertThat(headers)
                .containsOnlyKeys("onemq-key", "onemq-timestamp", "onemq-attempt", "x-request-id")
                .containsEntry("x-request-id", "r-1");
        GetResponse raw = rabbit.channel().basicGet(topic.name() + ".foreign", true);
        Object trace = raw.getProps().getHeaders().get("x-death");
        String routingKey = DelayRoute.routingKey(3, false, DelayRoute.target(topic.name(), ""));
        assertThat(Frame.tableSize(Map.of("x-death", trace)))
                .isLessThan(DelayRoute.growth(3, routingKey) - DelayRoute.growth(0, routingKey));
        assertThat(raw.getProps().getExpiration()).isNull();
    }

    /** Within a delay queue, and so from then on, there is one native priority; see ADR 0014. */
    @Test
    void keepsThePriorityInAHeader() throws Exception {
        TopicSpec topic = rabbit.topic(0, "g", "foreign");
        List<TestMessage> messages = IntStream.of(-1, 2, 5, 9)
                .mapToObj(priority -> new TestMessage(topic, "p" + priority)
                        .priority(priority)
                        .delayed(3_500))
                .toList();
        publish(messages);
        rabbit.subscribe(topic, "g", 10, log);
        assertThat(log.await(4)).allSatisfy(message -> assertThat(message.id()).isEqualTo("p" + message.priority()));
        await().until(() -> ready(topic, "foreign") == 4);
        for (int i = 0; i < 4; i++) {
            AMQP.BasicProperties raw =
                    rabbit.channel().basicGet(topic.name() + ".foreign", true).getProps();
            boolean high = List.of("p5", "p9").contains(raw.getMessageId());
            assertThat(raw.getPriority()).isEqualTo(high ? Integer.valueOf(5) : null);
        }
    }

    @Test
    void reachesThePartitionOfItsKeyAndNoTopicOfASimilarName() throws Exception {
        TopicSpec topic = rabbit.topic(3, "g");
        TopicSpec similar = new TopicSpec("p1." + topic.name(), 0, TopicSpec.Role.APPLICATION);
        TopicSpec other = new TopicSpec("all." + topic.name(), 0, TopicSpec.Role.APPLICATION);
        rabbit.driver.admin().declare(similar, List.of(RabbitFixture.group("g")));
        rabbit.driver.admin().declare(other, List.of(RabbitFixture.group("g")));
        List<TestMessage> messages = new ArrayList<>();
        int[] expected = new int[3];
        for (int i = 0; i < 60; i++) {
            messages.add(new TestMessage(topic, "k" + i).key("key-" + i).delayed(1_500));
            expected[Partitions.of("key-" + i, 3)]++;
        }
        publish(messages);
        await().until(() -> ready(topic, "g") == 60);
        Channel channel = rabbit.channel();
        for (int partition = 0; partition < 3; partition++) {
            assertThat(channel.messageCount(topic.name() + ".g.p" + partition)).isEqualTo(expected[partition]);
        }
        for (TopicSpec wrong : List.of(similar, other)) {
            assertThat(ready(wrong, "g")).isZero();
            rabbit.driver.admin().deleteTopic(wrong, List.of(RabbitFixture.group("g")));
        }
    }

    @Test
    void goesToTheGroupsThatThereAreWhenItIsDue() {
        TopicSpec topic = rabbit.topic(0, "early", "gone");
        publish(List.of(new TestMessage(topic, "m").delayed(2_500)));
        rabbit.driver.admin().deleteGroup(topic, RabbitFixture.group("gone"));
        rabbit.driver.admin().declare(topic, List.of(RabbitFixture.group("late")));
        await().until(() -> ready(topic, "early") == 1 && ready(topic, "late") == 1);
        rabbit.driver.admin().deleteGroup(topic, RabbitFixture.group("late"));
    }

    @Test
    void aDeletedTopicHoldsUpNobody() throws Exception {
        TopicSpec deleted = rabbit.topic(0, "g");
        TopicSpec groupless = rabbit.topic(0, "g");
        TopicSpec topic = rabbit.topic(0, "g");
        rabbit.subscribe(topic, "g", 100, log);
        Channel channel = rabbit.channel();
        long before = channel.messageCount(DelayQueues.ORPHANS);
        List<TestMessage> orphans = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            orphans.add(new TestMessage(i % 2 == 0 ? deleted : groupless, "o" + i).delayed(1_500 + i % 2_000));
        }
        publish(orphans);
        rabbit.driver.admin().deleteTopic(deleted, List.of(RabbitFixture.group("g")));
        rabbit.driver.admin().deleteGroup(groupless, RabbitFixture.group("g"));
        List<TestMessage> messages = IntStream.range(0, 100)
                .mapToObj(i -> new TestMessage(topic, "m" + i).delayed(2_500 + i * 20))
                .toList();
        publish(messages);
        log.await(100);
        assertInTime(messages);
        await().until(() -> channel.messageCount(DelayQueues.ORPHANS) >= before + 200);
    }

    /** What the broker writes on a message on its way would not fit into a frame, and end every connection it comes to. */
    @Test
    void aMessageWithLargeHeadersWaitsInTheWindow() {
        TopicSpec topic = rabbit.topic(0, "g");
        List<TestMessage> messages = new ArrayList<>();
        for (int room : new int[] {200, 2_000, 2_400, 4_000}) {
            messages.add(new TestMessage(topic, "m" + room)
                    .header("h", "x".repeat(131_072 - room))
                    .delayed(3_500));
        }
        publish(messages);
        assertThat(ready(topic, "g")).isBetween(1L, 3L);
        rabbit.subscribe(topic, "g", 10, log);
        assertThat(ids(log.await(4))).doesNotHaveDuplicates();
        await().during(Duration.ofMillis(300)).until(() -> log.losses.isEmpty());
    }
}
