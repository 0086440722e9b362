package io.onemq.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.onemq.Codec;
import io.onemq.ConfigurationException;
import io.onemq.Consumer;
import io.onemq.Delivery;
import io.onemq.Group;
import io.onemq.Message;
import io.onemq.MqClient;
import io.onemq.Ordering;
import io.onemq.Publisher;
import io.onemq.Settlement;
import io.onemq.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/**
 * What can differ when the broker assigns the partitions (KIP-848). The whole contract runs with that protocol by
 * {@code -Dmq.test.kafka.group-protocol=consumer}.
 */
class KafkaConsumerProtocolIT extends KafkaCases {
    private static final Group ORDERED = Group.of("workers").withOrdering(Ordering.KEY);
    private static final Group CLASSIC = Group.of("workers");
    private static final Duration SOON = Duration.ofSeconds(45);
    private static final int KEYS = 24;
    private static final int PARTITIONS = 6;

    private final Order order = new Order();

    /** What handlers saw of each key; the payload is the number of the message in its key. */
    private static final class Order {
        private final Map<String, Integer> highest = new ConcurrentHashMap<>();
        private final Map<String, AtomicInteger> handled = new ConcurrentHashMap<>();
        private final Map<String, Boolean> busy = new ConcurrentHashMap<>();
        private final List<String> wrong = new CopyOnWriteArrayList<>();
        private final List<String> repeated = new CopyOnWriteArrayList<>();

        void handle(String member, Delivery<String> delivery) throws InterruptedException {
            String key = delivery.key().orElseThrow();
            String what = key + ":" + delivery.payload() + " at " + member;
            int number = Integer.parseInt(delivery.payload());
            if (busy.put(key, true) != null) {
                wrong.add(what + " beside another one");
            }
            int expected = highest.getOrDefault(key, -1) + 1;
            if (number > expected) {
                wrong.add(what + " before " + expected);
            } else if (number < expected) {
                repeated.add(what);
            }
            highest.merge(key, number, Math::max);
            // Long enough for a partition that moves in the middle to be seen.
            TimeUnit.MILLISECONDS.sleep(5);
            handled.computeIfAbsent(member, each -> new AtomicInteger()).incrementAndGet();
            busy.remove(key);
        }

        void awaitWork(String member) {
            int before = count(member);
            await(member + " is at work").atMost(SOON).until(() -> count(member) > before + 10);
        }

        private int count(String member) {
            AtomicInteger count = handled.get(member);
            return count == null ? 0 : count.get();
        }

        void awaitAll(Map<String, Integer> published) {
            await("all is handled")
                    .atMost(SOON)
                    .until(() -> published.entrySet().stream()
                            .allMatch(each -> highest.getOrDefault(each.getKey(), -1) == each.getValue() - 1));
            assertThat(wrong).isEmpty();
        }
    }

    /** Publishes without a pause until it is closed. */
    private static final class Flow implements AutoCloseable {
        private final Map<String, Integer> published = new ConcurrentHashMap<>();
        private final AtomicBoolean over = new AtomicBoolean();
        private final Publisher<String> publisher;
        private final Thread thread = new Thread(this::run, "flow");

        Flow(Publisher<String> publisher) {
            this.publisher = publisher;
            thread.start();
        }

        private void run() {
            for (int i = 0; !over.get(); i++) {
                String key = "key" + i % KEYS;
                int number = published.merge(key, 1, Integer::sum) - 1;
                publisher.publish(Message.of(Integer.toString(number)).withKey(key));
            }
        }

        Map<String, Integer> end() throws InterruptedException {
            over.set(true);
            thread.join();
            return published;
        }

        @Override
        public void close() throws InterruptedException {
            Map<String, Integer> unused = end();
        }
    }

    private MqClient connectWith(String protocol) {
        return connect("kafka.group-protocol", protocol, "kafka.mode", "classic");
    }

    private Topic declared(Group group) {
        Topic topic = Topic.of(unique("protocol")).withPartitions(PARTITIONS).withGroups(group);
        connectWith("consumer").admin().declare(topic);
        return topic;
    }

    private Consumer member(String name, String protocol, Topic topic) {
        return closing(connectWith(protocol)
                .consumer(topic, ORDERED, Codec.string())
                .concurrency(8)
                .start(delivery -> order.handle(name, delivery)));
    }

    private GroupType type(Topic topic) {
        ConsumerGroupDescription group = join(admin().describeConsumerGroups(List.of(topic.name() + ".workers"))
                        .all())
                .values()
                .iterator()
                .next();
        return group.type();
    }

    private void kickMembers(Topic topic) {
        join(admin().removeMembersFromConsumerGroup(
                        topic.name() + ".workers", new RemoveMembersFromConsumerGroupOptions())
                .all());
    }

    @Test
    void orderHoldsWhileMembersJoinLeaveAndAreThrownOut() throws Exception {
        Topic topic = declared(ORDERED);
        Flow flow = closing(new Flow(connect().publisher(topic, Codec.string())));
        member("first", "consumer", topic);
        order.awaitWork("first");
        assertThat(type(topic)).isEqualTo(GroupType.CONSUMER);
        Consumer second = member("second", "consumer", topic);
        order.awaitWork("second");
        member("third", "consumer", topic);
        order.awaitWork("third");
        second.close();
        order.awaitWork("first");
        assertThat(order.repeated).as("handled again though nobody died").isEmpty();
        kickMembers(topic);
        order.awaitWork("first");
        order.awaitWork("third");

        order.awaitAll(flow.end());
    }

    @Test
    void membersOfBothProtocolsShareAGroup() throws Exception {
        Topic topic = declared(ORDERED);
        Flow flow = closing(new Flow(connect().publisher(topic, Codec.string())));
        Consumer old = member("old", "classic", topic);
        order.awaitWork("old");
        assertThat(type(topic)).isEqualTo(GroupType.CLASSIC);
        Consumer fresh = member("fresh", "consumer", topic);
        order.awaitWork("fresh");
        assertThat(type(topic)).isEqualTo(GroupType.CONSUMER);
        order.awaitWork("old");
        old.close();
        order.awaitWork("fresh");
        member("back", "classic", topic);
        order.awaitWork("back");
        fresh.close();
        order.awaitWork("back");
        assertThat(type(topic)).isEqualTo(GroupType.CLASSIC);

        order.awaitAll(flow.end());
        assertThat(order.repeated).as("handled again though nobody died").isEmpty();
    }

    @Test
    void aSettlementAfterALostMembershipHasATrueOutcome() {
        Topic topic = declared(CLASSIC);
        MqClient mq = connectWith("consumer");
        Publisher<String> publisher = closing(mq.publisher(topic, Codec.string()));
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            ids.add(publisher.publish("x").messageId());
        }
        List<Delivery<String>> deliveries = new CopyOnWriteArrayList<>();
        closing(mq.consumer(topic, CLASSIC, Codec.string()).manualAck().start(deliveries::add));
        await().atMost(SOON).until(() -> deliveries.size() == ids.size());
        List<Delivery<String>> held = List.copyOf(deliveries);
        assertThat(held.get(0).ack().join()).isEqualTo(Settlement.SETTLED);
        kickMembers(topic);
        List<CompletableFuture<Settlement>> late =
                held.subList(1, held.size()).stream().map(Delivery::ack).toList();

        // As long as the group has no member, the broker takes a position even from one that it has just thrown out.
        // Nobody
        // else has the messages then.
        List<String> lost = new ArrayList<>();
        for (int i = 0; i < late.size(); i++) {
            Settlement outcome = late.get(i).join();
            assertThat(outcome).isIn(Settlement.LEASE_LOST, Settlement.SETTLED);
            if (outcome == Settlement.LEASE_LOST) {
                lost.add(held.get(i + 1).id());
            }
        }
        await().atMost(SOON).until(() -> deliveries.size() >= ids.size() + lost.size());
        await().during(Duration.ofMillis(500)).until(() -> deliveries.size() == ids.size() + lost.size());
        List<Delivery<String>> again = deliveries.subList(ids.size(), deliveries.size());
        assertThat(again).extracting(Delivery::id).containsExactlyInAnyOrderElementsOf(lost);
        assertThat(mq.admin().backlog(topic, CLASSIC).ready()).isEqualTo(lost.size());
        again.forEach(delivery -> assertThat(delivery.ack().join()).isEqualTo(Settlement.SETTLED));
        assertThat(mq.admin().backlog(topic, CLASSIC).ready()).isZero();
    }

    @Test
    void addedPartitionsStartAtTheirBeginning() {
        Topic topic = declared(CLASSIC);
        MqClient mq = connectWith("consumer");
        List<String> positions = new CopyOnWriteArrayList<>();
        closing(mq.consumer(topic.withPartitions(PARTITIONS), CLASSIC, Codec.string())
                .start(delivery -> positions.add(delivery.position().orElseThrow())));
        join(admin().createPartitions(Map.of(topic.name(), NewPartitions.increaseTo(PARTITIONS + 1)))
                .all());
        var producer = producer(Map.of());
        var unused = producer.send(
                new org.apache.kafka.clients.producer.ProducerRecord<>(topic.name(), PARTITIONS, null, new byte[0]));

        await().atMost(SOON).until(() -> positions.contains(new TopicPartition(topic.name(), PARTITIONS) + "@0"));
    }

    @Test
    void whatTheBrokerDecidesIsRefused() {
        assertThatThrownBy(() -> connect("kafka.group-protocol", "consumer", "kafka.session.timeout.ms", "6000"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("kafka.session.timeout.ms cannot be set")
                .hasMessageContaining("consumer.session.timeout.ms of the group");
        assertThatThrownBy(() -> connect("kafka.group.remote.assignor", "uniform"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("kafka.group-protocol=consumer");
        assertThatThrownBy(() -> connect("kafka.group.protocol", "consumer"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("kafka.group-protocol");
    }

    @Test
    void anAssignorOfTheBrokerCanBeChosen() {
        Topic topic = declared(ORDERED);
        MqClient mq = connect("kafka.group-protocol", "consumer", "kafka.group.remote.assignor", "range");
        List<String> payloads = new CopyOnWriteArrayList<>();
        closing(mq.consumer(topic, ORDERED, Codec.string()).start(delivery -> payloads.add(delivery.payload())));
        mq.publisher(topic, Codec.string()).publish(Message.of("x").withKey("key"));

        await().atMost(SOON).until(() -> payloads.contains("x"));
        assertThat(join(admin().describeConsumerGroups(List.of(topic.name() + ".workers"))
                                .all())
                        .get(topic.name() + ".workers")
                        .partitionAssignor())
                .isEqualTo("range");
    }
}
