package io.onemq.mqtt.internal;

import io.onemq.Capability;
import io.onemq.CapabilitySupport;
import io.onemq.spi.BrokerInfo;
import io.onemq.spi.DeliveryListener;
import io.onemq.spi.DriverAdmin;
import io.onemq.spi.DriverConfig;
import io.onemq.spi.DriverConnection;
import io.onemq.spi.DriverPublisher;
import io.onemq.spi.DriverSubscription;
import io.onemq.spi.PublishListener;
import io.onemq.spi.SubscriptionSpec;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client of a broker. Each publisher, and each part of a subscription, has a network connection of its own. */
public final class MqttConnection implements DriverConnection {
    private static final String VERSION = "$SYS/broker/version";
    private static final Pattern PRODUCT = Pattern.compile("(\\w+) version (\\S+)");

    private final MqttSettings settings;
    private final Registry registry;
    private final MqttAdmin admin;
    private final BrokerInfo broker;
    private final Set<Opened> open = ConcurrentHashMap.newKeySet();

    /** The members of each group that this client had. */
    private final Map<String, Queue<String>> earlierMembers = new ConcurrentHashMap<>();

    private MqttConnection(MqttSettings settings) {
        this.settings = settings;
        this.registry = new Registry(settings, clientId());
        this.admin = new MqttAdmin(settings, registry);
        this.broker = ask();
    }

    /** Connects, and asks the broker what it is. */
    public static DriverConnection connect(DriverConfig config) {
        return new MqttConnection(new MqttSettings(config));
    }

    private String clientId() {
        return settings.clientName() + "/" + UUID.randomUUID();
    }

    private BrokerInfo ask() {
        try {
            Publication told = registry.read(VERSION).get(VERSION);
            String text = told == null ? "" : new String(told.payload(), StandardCharsets.UTF_8);
            Matcher product = PRODUCT.matcher(text);
            return product.matches()
                    ? new BrokerInfo(
                            product.group(1).equals("mosquitto") ? "Mosquitto" : product.group(1), product.group(2))
                    : new BrokerInfo("MQTT broker", "unknown");
        } catch (RuntimeException e) {
            registry.close();
            throw e;
        }
    }

    @Override
    public BrokerInfo broker() {
        return broker;
    }

    @Override
    public Map<Capability, CapabilitySupport> capabilities() {
        return Capabilities.all();
    }

    @Override
    public DriverAdmin admin() {
        return admin;
    }

    @Override
    public DriverPublisher openPublisher(PublishListener listener) {
        return remember(new MqttPublisher(settings, admin, listener, clientId()));
    }

    private <T extends Opened> T remember(T opened) {
        open.removeIf(each -> !each.isOpen());
        open.add(opened);
        return opened;
    }

    @Override
    public DriverSubscription openSubscription(SubscriptionSpec spec, DeliveryListener listener) {
        int parts = admin.requireParts(spec.topic(), spec.group());
        Queue<String> ended = earlierMembers.computeIfAbsent(
                Places.members(spec.topic(), spec.group()), place -> new ConcurrentLinkedQueue<>());
        MqttSubscription subscription =
                new MqttSubscription(settings, spec, parts, listener, () -> ended.add(spec.consumerName()));
        Collection<String> before = Set.copyOf(ended);
        subscription.start(before);
        ended.removeAll(before);
        return remember(subscription);
    }

    @Override
    public DriverSubscription openBroadcast(SubscriptionSpec spec, DeliveryListener listener) {
        admin.requireTopic(spec.topic());
        return remember(new MqttBroadcast(settings, spec, listener));
    }

    @Override
    public void ping() {
        registry.ping();
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return Optional.empty();
    }

    @Override
    public void close() {
        open.forEach(Opened::close);
        registry.close();
    }
}
