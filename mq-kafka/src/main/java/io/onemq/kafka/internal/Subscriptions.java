package io.onemq.kafka.internal;

import io.onemq.MqException;
import io.onemq.Ordering;
import io.onemq.Retention;
import io.onemq.spi.CommonKeys;
import io.onemq.spi.DeliveryListener;
import io.onemq.spi.DriverAdmin;
import io.onemq.spi.DriverConfig;
import io.onemq.spi.SubscriptionSpec;
import io.onemq.spi.TopicSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Opens subscriptions in the mode of their group. */
final class Subscriptions {
    private static final int CLASSIC_POLL = 2_000;

    private final DriverConfig config;
    private final ClientConfigs clients;
    private final Topics topics;
    private final Groups groups;
    private final DriverAdmin admin;

    Subscriptions(DriverConfig config, ClientConfigs clients, Topics topics, Groups groups, DriverAdmin admin) {
        this.config = config;
        this.clients = clients;
        this.topics = topics;
        this.groups = groups;
        this.admin = admin;
    }

    WatchedSubscription open(AdminCalls calls, SubscriptionSpec spec, DeliveryListener listener, Runnable onClose) {
        int partitions = topics.require(calls, spec.topic());
        GroupState group = groups.require(calls, spec.topic(), partitions, spec.group());
        return groups.modeOf(group, spec.topic(), spec.group()) == GroupMode.SHARE
                ? share(calls, group, partitions, spec, listener, onClose)
                : classic(group, spec, listener, onClose);
    }

    /** Returns what looks for messages that a share group has lost, if its topic is one that drops them. */
    Optional<ShareLosses> losses(Supplier<AdminCalls> operations, SubscriptionSpec spec, DeliveryListener listener) {
        Retention retention = spec.topic().retention();
        if (retention == null || !retention.dropsUnsettled()) {
            return Optional.empty();
        }
        AdminCalls calls = operations.get();
        int partitions = topics.require(calls, spec.topic());
        Map<TopicPartition, Long> ends = Offsets.ends(calls, spec.topic().name(), partitions);
        GroupState group = groups.require(calls, spec.topic(), partitions, spec.group());
        return group.shareExists()
                ? Optional.of(new ShareLosses(
                        group,
                        ends,
                        spec.topic().name(),
                        partitions,
                        operations,
                        () -> groups.inspect(operations.get(), spec.topic(), partitions, spec.group()),
                        listener::notice))
                : Optional.empty();
    }

    WatchedSubscription broadcast(
            AdminCalls calls, SubscriptionSpec spec, DeliveryListener listener, Runnable onClose) {
        int unused = topics.require(calls, spec.topic());
        KafkaConsumer<byte[], byte[]> consumer = NativeClients.create(
                "a consumer",
                () -> new KafkaConsumer<>(
                        clients.broadcastConsumer(Math.min(CLASSIC_POLL, spec.window())),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer()));
        String topic = spec.topic().name();
        BroadcastReader reader = new BroadcastReader(consumer, topic, spec.window(), listener);
        reader.attach(config.get(CommonKeys.CONNECT_TIMEOUT));
        String thread = "onemq-kafka-" + topic + "." + spec.group().name();
        return new BroadcastSubscription(reader, listener, thread, onClose).start();
    }

    private WatchedSubscription classic(
            GroupState group, SubscriptionSpec spec, DeliveryListener listener, Runnable onClose) {
        KafkaConsumer<byte[], byte[]> consumer = NativeClients.create(
                "a consumer",
                () -> new KafkaConsumer<>(
                        settings(spec.topic().role(), group.id()),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer()));
        boolean positionsLost = group.committed().isEmpty();
        ClassicReader reader = new ClassicReader(
                consumer,
                spec.topic().name(),
                group.id(),
                spec.topic().role() == TopicSpec.Role.ISOLATED,
                spec.group().ordering() == Ordering.KEY,
                positionsLost,
                spec.window(),
                listener);
        Link link =
                new Link(() -> List.of(consumer.metrics()), () -> true, listener::reconnecting, listener::reconnected);
        return new ClassicSubscription(reader, link, "onemq-kafka-" + group.id(), onClose).start(joinTime());
    }

    /** A broker that assigns partitions answers at once. Members that do it themselves may wait for each other. */
    private Duration joinTime() {
        boolean atOnce = config.get(KafkaKeys.GROUP_PROTOCOL) == GroupProtocol.CONSUMER;
        return atOnce ? config.get(CommonKeys.CONNECT_TIMEOUT) : Duration.ZERO;
    }

    private Map<String, Object> settings(TopicSpec.Role role, String groupId) {
        return switch (role) {
            case APPLICATION -> clients.applicationConsumer(groupId, CLASSIC_POLL);
            case ISOLATED -> clients.isolatedConsumer(groupId, CLASSIC_POLL);
            default -> clients.classicConsumer(groupId, CLASSIC_POLL, ClientConfigs.SESSION_MILLIS);
        };
    }

    private WatchedSubscription share(
            AdminCalls calls,
            GroupState group,
            int partitions,
            SubscriptionSpec spec,
            DeliveryListener listener,
            Runnable onClose) {
        LockDuration.adjust(calls, group, spec.lease());
        ShareSizes sizes = ShareSizes.of(
                spec.window(), config.get(KafkaKeys.SHARE_CONSUMERS), config.get(KafkaKeys.MAX_SHARE_CONSUMERS));
        IntFunction<ShareConsumer<byte[], byte[]>> consumers = quota -> NativeClients.create(
                "a share consumer",
                () -> new KafkaShareConsumer<>(
                        clients.shareConsumer(group.id(), quota),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer()));
        return new ShareSubscription(spec, group, partitions, listener, sizes, consumers, () -> lag(spec), onClose)
                .start();
    }

    /** What a group has not settled; where the broker does not answer, more than any consumer holds. */
    private long lag(SubscriptionSpec spec) {
        try {
            return admin.backlog(spec.topic(), spec.group()).ready();
        } catch (MqException e) {
            return Long.MAX_VALUE;
        }
    }
}
