package io.onemq.kafka.internal;

import io.onemq.Capability;
import io.onemq.CapabilitySupport;
import io.onemq.ErrorCode;
import io.onemq.MqException;
import io.onemq.Retention;
import io.onemq.spi.BrokerInfo;
import io.onemq.spi.CommonKeys;
import io.onemq.spi.DeliveryListener;
import io.onemq.spi.DriverAdmin;
import io.onemq.spi.DriverConfig;
import io.onemq.spi.DriverConnection;
import io.onemq.spi.DriverPublisher;
import io.onemq.spi.DriverSubscription;
import io.onemq.spi.PublishListener;
import io.onemq.spi.SubscriptionSpec;
import io.onemq.spi.TopicSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** One logical connection: an admin client for all, and native clients of their own for publishers and subscriptions. */
final class KafkaConnection implements DriverConnection {
    private static final Duration LOOKUP = Duration.ofSeconds(5);
    private static final long DELETED_MILLIS = 2_000;
    private static final long LINK_MILLIS = 500;
    private static final long LOSSES_MILLIS = 5_000;

    private final DriverConfig config;
    private final ClientConfigs clients;
    private final Admin admin;
    private final BrokerFeatures features;
    private final Map<Capability, CapabilitySupport> capabilities;
    private final Topics topics;
    private final Notices notices = new Notices();
    private final Delays delays;
    private final KafkaDriverAdmin driverAdmin;
    private final Subscriptions subscriptions;
    private final ScheduledThreadPoolExecutor watch;
    private final Set<AutoCloseable> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    KafkaConnection(DriverConfig config, ClientConfigs clients, Admin admin, BrokerFeatures features) {
        this.config = config;
        this.clients = clients;
        this.admin = admin;
        this.features = features;
        this.watch = new ScheduledThreadPoolExecutor(1, KafkaConnection::watchThread);
        KafkaMode mode = config.get(KafkaKeys.MODE);
        this.capabilities = Capabilities.of(features.shareGroups() && mode != KafkaMode.CLASSIC);
        int replicationFactor = config.get(KafkaKeys.REPLICATION_FACTOR);
        String prefix = config.find(KafkaKeys.GROUP_PREFIX).orElse("");
        this.topics = new Topics(config.get(KafkaKeys.PARTITIONS), replicationFactor);
        DelayLevels levels = new DelayLevels(prefix);
        DelayTopics delayTopics = new DelayTopics(levels, replicationFactor);
        this.delays = new Delays(levels, delayTopics, notices, () -> mover(levels));
        Groups groups = new Groups(mode, config.get(KafkaKeys.GROUP_PROTOCOL), features.shareGroups(), prefix);
        this.driverAdmin = new KafkaDriverAdmin(
                this::request, topics, groups, delays, new RetentionCleaner(prefix, features.shareGroups()));
        this.subscriptions = new Subscriptions(config, clients, topics, groups, driverAdmin);
    }

    private DelayMover mover(DelayLevels levels) {
        return new DelayMover("onemq-kafka-delays-" + config.clientName(), () -> run(levels), notices);
    }

    private DelayRun run(DelayLevels levels) {
        Consumer<byte[], byte[]> consumer = NativeClients.create(
                "a consumer",
                () -> new KafkaConsumer<>(
                        clients.mover(levels.group()), new ByteArrayDeserializer(), new ByteArrayDeserializer()));
        return new DelayRun(
                consumer,
                new DelaySender(() -> producer(clients.moverProducer())),
                levels,
                new DelayTargets(this::lookup),
                new DelayCleaner(admin, notices),
                notices);
    }

    private static Producer<byte[], byte[]> producer(Map<String, Object> settings) {
        return NativeClients.create(
                "a producer",
                () -> new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer()));
    }

    private static Thread watchThread(Runnable task) {
        Thread thread = new Thread(task, "onemq-kafka-watch");
        thread.setDaemon(true);
        return thread;
    }

    private void reach() {
        Reachability.check(config.url().hosts(), config.get(CommonKeys.CONNECT_TIMEOUT));
    }

    private AdminCalls request() {
        return calls(config.get(CommonKeys.REQUEST_TIMEOUT));
    }

    private AdminCalls connecting() {
        return calls(config.get(CommonKeys.CONNECT_TIMEOUT));
    }

    private AdminCalls lookup() {
        Duration longest = config.get(CommonKeys.REQUEST_TIMEOUT);
        return calls(longest.compareTo(LOOKUP) < 0 ? longest : LOOKUP);
    }

    private AdminCalls calls(Duration atMost) {
        if (closed) {
            throw new MqException(ErrorCode.CLOSED, "The connection to Kafka is closed");
        }
        return new AdminCalls(admin, atMost);
    }

    @Override
    public BrokerInfo broker() {
        return features.broker();
    }

    @Override
    public Map<Capability, CapabilitySupport> capabilities() {
        return capabilities;
    }

    @Override
    public CapabilitySupport support(Capability capability, TopicSpec topic) {
        Retention retention = topic.retention();
        return capability == Capability.TOPIC_RETENTION && retention != null
                ? Capabilities.of(retention)
                : capabilities.getOrDefault(capability, CapabilitySupport.unsupported("The driver does not offer it."));
    }

    @Override
    public DriverAdmin admin() {
        return driverAdmin;
    }

    @Override
    public DriverPublisher openPublisher(PublishListener listener) {
        ping();
        Registration registration = new Registration();
        registration.listen(listener::notice);
        Destinations destinations = new Destinations(
                topic -> topics.find(lookup(), topic).isPresent(), topic -> CauseRoom.limit(lookup(), topic));
        Parking parking = new Parking(delays, destinations, this::request);
        KafkaPublisher publisher =
                new KafkaPublisher(producer(clients.producer()), destinations, parking, listener, registration);
        registration.watch(publisher::lookForDeletedTopics, DELETED_MILLIS);
        registration.watch(publisher.link()::look, LINK_MILLIS);
        return registration.of(publisher);
    }

    @Override
    public DriverSubscription openSubscription(SubscriptionSpec spec, DeliveryListener listener) {
        reach();
        if (spec.topic().role() == TopicSpec.Role.RETRY) {
            boolean unused = delays.use(this::connecting);
        }
        // Before the subscription moves the group on.
        Optional<ShareLosses> watched = subscriptions.losses(this::lookup, spec, listener);
        Registration registration = new Registration();
        WatchedSubscription subscription = subscriptions.open(connecting(), spec, listener, registration);
        registration.watch(subscription.link()::look, LINK_MILLIS);
        registration.listen(listener::notice);
        watched.ifPresent(losses -> {
            losses.look();
            registration.watch(losses::look, LOSSES_MILLIS);
        });
        return registration.of(subscription);
    }

    @Override
    public DriverSubscription openBroadcast(SubscriptionSpec spec, DeliveryListener listener) {
        reach();
        Registration registration = new Registration();
        WatchedSubscription subscription = subscriptions.broadcast(connecting(), spec, listener, registration);
        registration.watch(subscription.link()::look, LINK_MILLIS);
        return registration.of(subscription);
    }

    /** Remembers something to close with the connection, and what watches it, until it is closed by itself. */
    private final class Registration implements Runnable {
        private final List<ScheduledFuture<?>> watching = new CopyOnWriteArrayList<>();
        private volatile AutoCloseable registered = () -> {};
        private volatile java.util.function.Consumer<String> listening = notice -> {};

        void watch(Runnable look, long everyMillis) {
            watching.add(watch.scheduleWithFixedDelay(look, everyMillis, everyMillis, TimeUnit.MILLISECONDS));
        }

        void listen(java.util.function.Consumer<String> notice) {
            listening = notice;
            notices.add(notice);
        }

        <C extends AutoCloseable> C of(C opened) {
            registered = opened;
            open.add(opened);
            return opened;
        }

        @Override
        public void run() {
            open.remove(registered);
            notices.remove(listening);
            watching.forEach(look -> look.cancel(false));
        }
    }

    @Override
    public void ping() {
        reach();
        BrokerFeatures.ping(connecting(), clients.servers());
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return type.isInstance(admin) ? Optional.of(type.cast(admin)) : Optional.empty();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        delays.stop();
        closed = true;
        for (AutoCloseable opened : open) {
            closeQuietly(opened);
        }
        delays.close();
        watch.shutdownNow();
        NativeClients.closeQuickly(admin);
    }

    private static void closeQuietly(AutoCloseable opened) {
        if (opened instanceof DriverPublisher publisher) {
            publisher.close();
        } else if (opened instanceof DriverSubscription subscription) {
            subscription.close();
        }
    }
}
