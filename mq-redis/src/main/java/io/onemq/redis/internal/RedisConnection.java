package io.onemq.redis.internal;

import io.onemq.Capability;
import io.onemq.CapabilitySupport;
import io.onemq.ErrorCode;
import io.onemq.MqException;
import io.onemq.Outcome;
import io.onemq.spi.BrokerInfo;
import io.onemq.spi.DeliveryListener;
import io.onemq.spi.DriverAdmin;
import io.onemq.spi.DriverConfig;
import io.onemq.spi.DriverConnection;
import io.onemq.spi.DriverPublisher;
import io.onemq.spi.DriverSubscription;
import io.onemq.spi.PublishListener;
import io.onemq.spi.SubscriptionSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.RedisClient;

/** The connection to one server: each publisher and subscription has network connections of its own. */
public final class RedisConnection implements DriverConnection {
    private final RedisSettings settings;
    private final Server server;
    private final String clientName;
    private final AdminLink adminLink;

    // Apart from administration, so that publishing never waits for a long request of that.
    private final AdminLink lookupLink;
    private final Layouts layouts;
    private final RedisAdmin admin;
    private final Orphans orphans = new Orphans();
    private final Set<RedisPublisher> publishers = ConcurrentHashMap.newKeySet();
    private final Set<RedisSubscription> subscriptions = ConcurrentHashMap.newKeySet();
    private final Set<BroadcastSubscription> broadcasts = ConcurrentHashMap.newKeySet();
    private final Object nativeLock = new Object();
    private @Nullable RedisClient nativeClient;
    private volatile boolean closed;

    private RedisConnection(RedisSettings settings, Server server, String clientName, RedisLink first) {
        this.settings = settings;
        this.server = server;
        this.clientName = clientName;
        this.adminLink = new AdminLink(settings, first);
        this.lookupLink = new AdminLink(settings, null);
        this.layouts = new Layouts(lookupLink);
        this.admin = new RedisAdmin(adminLink, layouts);
    }

    /** Connects and checks that the server can keep the contract. */
    public static RedisConnection connect(DriverConfig config) {
        RedisSettings settings = new RedisSettings(config);
        RedisLink link = RedisLink.open(settings);
        try {
            return new RedisConnection(settings, Server.probe(link, settings), config.clientName(), link);
        } catch (RuntimeException e) {
            link.close();
            throw RedisErrors.translate(e, "Connecting to Redis at " + settings.address(), Outcome.NOT_SENT);
        }
    }

    @Override
    public BrokerInfo broker() {
        return server.broker();
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
        requireOpen();
        RedisLink link = RedisLink.open(settings);
        RedisPublisher publisher =
                new RedisPublisher(link, listener, layouts, server.maxMessageSize(), clientName, publishers::remove);
        publishers.add(publisher);
        publisher.start();
        return publisher;
    }

    @Override
    public DriverSubscription openSubscription(SubscriptionSpec spec, DeliveryListener listener) {
        requireOpen();
        List<SubscribedStream> streams = streams(spec);
        admin.requireOrdering(spec.topic(), spec.group());
        RedisLink settleLink = RedisLink.open(settings);
        RedisLink readLink = null;
        try {
            readLink = RedisLink.open(settings);
            orphans.handBack(settleLink, spec, streams);
            RedisSubscription subscription = new RedisSubscription(
                    spec, streams, settings, readLink, settleLink, listener, this::subscriptionEnded);
            subscriptions.add(subscription);
            subscription.start();
            return subscription;
        } catch (RuntimeException e) {
            settleLink.close();
            if (readLink != null) {
                readLink.close();
            }
            throw RedisErrors.translate(
                    e,
                    "Subscribing to topic " + spec.topic().name() + ", group "
                            + spec.group().name() + ",",
                    Outcome.NOT_SENT);
        }
    }

    @Override
    public DriverSubscription openBroadcast(SubscriptionSpec spec, DeliveryListener listener) {
        requireOpen();
        List<SubscribedStream> streams = streams(spec);
        RedisLink link = RedisLink.open(settings);
        try {
            link.timeout(BroadcastReader.patienceMillis(settings.replyTimeoutMillis()));
            BroadcastSubscription broadcast =
                    new BroadcastSubscription(spec, streams, link, listener, broadcasts::remove);
            broadcasts.add(broadcast);
            broadcast.start();
            return broadcast;
        } catch (RuntimeException e) {
            link.close();
            throw RedisErrors.translate(e, "Attaching to topic " + spec.topic().name(), Outcome.NOT_SENT);
        }
    }

    private List<SubscribedStream> streams(SubscriptionSpec spec) {
        int partitions = admin.partitionsOf(spec.topic());
        List<SubscribedStream> streams = new ArrayList<>();
        for (int i = 0; i < TopicKeys.streams(partitions); i++) {
            streams.add(
                    new SubscribedStream(spec.topic().name(), i, spec.group().name()));
        }
        return streams;
    }

    private void subscriptionEnded(RedisSubscription ended, boolean holdsDeliveries) {
        subscriptions.remove(ended);
        if (holdsDeliveries) {
            orphans.add(ended.spec());
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new MqException(ErrorCode.CLOSED, "The connection to Redis is closed");
        }
    }

    @Override
    public void ping() {
        adminLink.run(
                "Pinging Redis at " + settings.address(), settings.connectTimeoutMillis(), link -> link.call("PING"));
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return type.isAssignableFrom(RedisClient.class) && type != Object.class
                ? Optional.of(type.cast(nativeClient()))
                : Optional.empty();
    }

    /** A pooled client of its own connections, made when somebody asks for it. */
    private RedisClient nativeClient() {
        synchronized (nativeLock) {
            requireOpen();
            if (nativeClient == null) {
                nativeClient = RedisClient.builder()
                        .hostAndPort(settings.address())
                        .clientConfig(settings.jedis())
                        .build();
            }
            return nativeClient;
        }
    }

    @Override
    public void close() {
        closed = true;
        subscriptions.forEach(RedisSubscription::close);
        broadcasts.forEach(BroadcastSubscription::close);
        publishers.forEach(RedisPublisher::close);
        adminLink.close();
        lookupLink.close();
        synchronized (nativeLock) {
            if (nativeClient != null) {
                nativeClient.close();
                nativeClient = null;
            }
        }
    }
}
