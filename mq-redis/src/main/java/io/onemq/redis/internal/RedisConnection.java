package io.onemq.redis.internal;

import io.onemq.Capability;
import io.onemq.CapabilitySupport;
import io.onemq.ConfigurationException;
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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.UnifiedJedis;

/** The connection to one server or cluster: each publisher and subscription has network connections of its own. */
public final class RedisConnection implements DriverConnection {
    private final RedisSettings settings;
    private final Server server;
    private final String clientName;
    private final Nodes nodes;
    private final AdminLinks adminLinks;

    // Apart from administration, so that publishing never waits for a long request of that.
    private final AdminLinks lookupLinks;
    private final Layouts layouts;
    private final RedisAdmin admin;
    private final Orphans orphans = new Orphans();
    private final Set<DriverPublisher> publishers = ConcurrentHashMap.newKeySet();
    private final Set<RedisSubscription> subscriptions = ConcurrentHashMap.newKeySet();
    private final Set<BroadcastSubscription> broadcasts = ConcurrentHashMap.newKeySet();
    private final Object nativeLock = new Object();
    private @Nullable UnifiedJedis nativeClient;
    private volatile boolean closed;

    private RedisConnection(
            RedisSettings settings, Server server, Nodes nodes, String clientName, @Nullable RedisLink first) {
        this.settings = settings;
        this.server = server;
        this.nodes = nodes;
        this.clientName = clientName;
        this.adminLinks = new AdminLinks(settings, nodes, first);
        this.lookupLinks = new AdminLinks(settings, nodes, null);
        this.layouts = new Layouts(lookupLinks);
        this.admin = new RedisAdmin(adminLinks, layouts);
    }

    /** Connects and checks that the server can keep the contract. */
    public static RedisConnection connect(DriverConfig config) {
        RedisSettings settings = new RedisSettings(config);
        RedisLink link = Nodes.openAny(settings, settings.addresses());
        try {
            Server server = Server.probe(link, settings);
            if (!server.isCluster() && settings.addresses().size() > 1) {
                throw new ConfigurationException("The URL names the servers " + settings.addresses() + ", but "
                        + link.address() + " is a single server; only the nodes of a cluster are named together");
            }
            Nodes nodes = Nodes.of(settings, link, server.isCluster());
            if (!server.isCluster()) {
                return new RedisConnection(settings, server, nodes, config.clientName(), link);
            }
            // It may be to a replica, or under another name than the cluster has for the node.
            link.close();
            return new RedisConnection(settings, probeAll(server, nodes, settings), nodes, config.clientName(), null);
        } catch (RuntimeException e) {
            link.close();
            throw RedisErrors.translate(e, "Connecting to Redis at " + link.address(), Outcome.NOT_SENT);
        }
    }

    /** Checks every node of a cluster that has slots. */
    private static Server probeAll(Server first, Nodes nodes, RedisSettings settings) {
        long maxMessageSize = first.maxMessageSize();
        for (HostAndPort node : nodes.current().nodes()) {
            try (RedisLink link = RedisLink.open(settings, node)) {
                maxMessageSize =
                        Math.min(maxMessageSize, Server.probe(link, settings).maxMessageSize());
            }
        }
        return new Server(first.broker(), true, maxMessageSize);
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
        Slots slots = nodes.refreshed();
        if (slots.isCluster()) {
            DriverPublisher publisher = new ClusterPublisher(
                    slots, layouts, (node, each) -> publisherAt(node, each, end -> {}), listener, publishers::remove);
            publishers.add(publisher);
            return publisher;
        }
        RedisPublisher publisher = publisherAt(slots.nodes().iterator().next(), listener, publishers::remove);
        publishers.add(publisher);
        publisher.start();
        return publisher;
    }

    private RedisPublisher publisherAt(
            HostAndPort node, PublishListener listener, Consumer<? super RedisPublisher> onEnd) {
        return new RedisPublisher(
                RedisLink.open(settings, node), listener, layouts, server.maxMessageSize(), clientName, onEnd);
    }

    @Override
    public DriverSubscription openSubscription(SubscriptionSpec spec, DeliveryListener listener) {
        requireOpen();
        Slots slots = nodes.refreshed();
        List<SubscribedStream> streams = streams(spec);
        admin.requireOrdering(spec.topic(), spec.group());
        Links settleLinks = Links.open(settings, slots, streams);
        Links readLinks = null;
        try {
            readLinks = Links.open(settings, slots, streams);
            orphans.handBack(settleLinks, spec, streams);
            RedisSubscription subscription = new RedisSubscription(
                    spec, streams, settings, readLinks, settleLinks, listener, this::subscriptionEnded);
            subscriptions.add(subscription);
            subscription.start();
            return subscription;
        } catch (RuntimeException e) {
            settleLinks.close();
            if (readLinks != null) {
                readLinks.close();
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
        Slots slots = nodes.refreshed();
        List<SubscribedStream> streams = streams(spec);
        Links links = Links.open(settings, slots, streams);
        try {
            links.timeout(BroadcastReader.patienceMillis(settings.replyTimeoutMillis()));
            BroadcastSubscription broadcast =
                    new BroadcastSubscription(spec, streams, links, listener, broadcasts::remove);
            broadcasts.add(broadcast);
            broadcast.start();
            return broadcast;
        } catch (RuntimeException e) {
            links.close();
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
        adminLinks.runOnAll("Pinging Redis", settings.connectTimeoutMillis(), link -> link.call("PING"));
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        Class<?> offered = nodes.isCluster() ? RedisClusterClient.class : RedisClient.class;
        return type.isAssignableFrom(offered) && type != Object.class
                ? Optional.of(type.cast(nativeClient()))
                : Optional.empty();
    }

    /** A pooled client of its own connections, made when somebody asks for it. */
    private UnifiedJedis nativeClient() {
        synchronized (nativeLock) {
            requireOpen();
            if (nativeClient == null) {
                nativeClient = nodes.isCluster()
                        ? RedisClusterClient.builder()
                                .nodes(nodes.current().nodes())
                                .clientConfig(settings.jedis())
                                .build()
                        : RedisClient.builder()
                                .hostAndPort(settings.addresses().get(0))
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
        publishers.forEach(DriverPublisher::close);
        adminLinks.close();
        lookupLinks.close();
        synchronized (nativeLock) {
            if (nativeClient != null) {
                nativeClient.close();
                nativeClient = null;
            }
        }
    }
}
