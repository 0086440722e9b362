package io.onemq.kafka.internal;

import io.onemq.spi.DeliveryListener;
import io.onemq.spi.DriverConfig;
import io.onemq.spi.DriverSubscription;
import io.onemq.spi.SubscriptionSpec;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Opens subscriptions in the mode of their group. */
final class Subscriptions {
    private static final int CLASSIC_POLL = 2_000;

    private final DriverConfig config;
    private final ClientConfigs clients;
    private final Topics topics;
    private final Groups groups;

    Subscriptions(DriverConfig config, ClientConfigs clients, Topics topics, Groups groups) {
        this.config = config;
        this.clients = clients;
        this.topics = topics;
        this.groups = groups;
    }

    DriverSubscription open(AdminCalls calls, SubscriptionSpec spec, DeliveryListener listener, Runnable onClose) {
        topics.require(calls, spec.topic());
        GroupState group = groups.require(calls, spec.topic(), spec.group());
        return groups.modeOf(group, spec.topic(), spec.group()) == GroupMode.SHARE
                ? share(calls, group, spec, listener, onClose)
                : classic(group, spec, listener, onClose);
    }

    private DriverSubscription classic(
            GroupState group, SubscriptionSpec spec, DeliveryListener listener, Runnable onClose) {
        KafkaConsumer<byte[], byte[]> consumer = NativeClients.create(
                "a consumer",
                () -> new KafkaConsumer<>(
                        clients.classicConsumer(group.id(), CLASSIC_POLL),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer()));
        boolean positionsLost = group.committed().isEmpty();
        ClassicReader reader = new ClassicReader(
                consumer, spec.topic().name(), group.id(), positionsLost, spec.window(), listener);
        return new ClassicSubscription(reader, "onemq-kafka-" + group.id(), onClose).start();
    }

    private DriverSubscription share(
            AdminCalls calls, GroupState group, SubscriptionSpec spec, DeliveryListener listener, Runnable onClose) {
        LockDuration.adjust(calls, group, spec.lease());
        ShareSizes sizes = ShareSizes.of(
                spec.window(), config.get(KafkaKeys.SHARE_CONSUMERS), config.get(KafkaKeys.MAX_SHARE_CONSUMERS));
        Supplier<ShareConsumer<byte[], byte[]>> consumers = () -> NativeClients.create(
                "a share consumer",
                () -> new KafkaShareConsumer<>(
                        clients.shareConsumer(group.id(), sizes.quota()),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer()));
        int limit = group.number(GroupSettings.DELIVERY_LIMIT).orElse(GroupSettings.BROKERS_DELIVERY_LIMIT);
        return new ShareSubscription(spec, group.id(), listener, sizes, limit, consumers, onClose).start();
    }
}
