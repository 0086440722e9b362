package io.onemq.memory.internal;

import io.onemq.Capability;
import io.onemq.CapabilitySupport;
import io.onemq.ConnectionException;
import io.onemq.MqException;
import io.onemq.Outcome;
import io.onemq.spi.BrokerInfo;
import io.onemq.spi.DeliveryListener;
import io.onemq.spi.DriverAdmin;
import io.onemq.spi.DriverConnection;
import io.onemq.spi.DriverPublisher;
import io.onemq.spi.DriverSubscription;
import io.onemq.spi.PublishListener;
import io.onemq.spi.SubscriptionSpec;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** A client of a broker. */
final class MemoryConnection implements DriverConnection {
    private final Broker broker;
    private final String clientName;
    private final long maxMessageSize;
    private final Object handle;
    private final Map<Capability, CapabilitySupport> capabilities;
    private final DriverAdmin admin;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private volatile boolean dead;

    MemoryConnection(Broker broker, String clientName, long maxMessageSize, Profile profile, Object handle) {
        this.broker = broker;
        this.clientName = clientName;
        this.maxMessageSize = maxMessageSize;
        this.handle = handle;
        this.capabilities = Capabilities.of(profile);
        this.admin = new MemoryAdmin(this, broker);
    }

    String clientName() {
        return clientName;
    }

    void forget(Link link) {
        links.remove(link);
    }

    /** Makes everything that is under way ineffective. */
    void cut() {
        links.forEach(Link::cut);
    }

    /** Cuts this client off for good. */
    void die() {
        dead = true;
        cut();
    }

    void loseAll(MqException cause) {
        List.copyOf(links).forEach(link -> link.lose(cause));
    }

    /** Runs a request on the broker's thread, if the broker can be reached. */
    <R> R request(Supplier<R> request) {
        return broker.loop().call(() -> {
            refuseUnreachable();
            return request.get();
        });
    }

    private void refuseUnreachable() {
        if (dead) {
            throw new ConnectionException(
                    Outcome.NOT_SENT, "Client " + clientName + " is cut off from " + broker.name(), null);
        }
        broker.refuseStopped();
    }

    @Override
    public BrokerInfo broker() {
        return broker.info();
    }

    @Override
    public Map<Capability, CapabilitySupport> capabilities() {
        return capabilities;
    }

    @Override
    public DriverAdmin admin() {
        return admin;
    }

    @Override
    public DriverPublisher openPublisher(PublishListener listener) {
        return request(() -> {
            MemoryPublisher publisher = new MemoryPublisher(broker, this, listener, maxMessageSize);
            links.add(publisher);
            return publisher;
        });
    }

    @Override
    public DriverSubscription openSubscription(SubscriptionSpec spec, DeliveryListener listener) {
        return request(() -> {
            MemoryGroup group = broker.existing(spec.topic(), spec.group());
            MemorySubscription member = new MemorySubscription(broker, this, group, listener, spec);
            links.add(member);
            group.join(member);
            broker.changed(group);
            return member;
        });
    }

    @Override
    public DriverSubscription openBroadcast(SubscriptionSpec spec, DeliveryListener listener) {
        return request(() -> {
            MemoryTopic topic = broker.existing(spec.topic());
            BroadcastGroup group = new BroadcastGroup(topic);
            MemorySubscription only = new MemorySubscription(broker, this, group, listener, spec);
            links.add(only);
            group.join(only);
            return only;
        });
    }

    @Override
    public void ping() {
        request(() -> Boolean.TRUE);
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return type.isInstance(handle) ? Optional.of(type.cast(handle)) : Optional.empty();
    }

    @Override
    public Clock clock() {
        return broker.clock();
    }

    @Override
    public void close() {
        broker.disconnect(this);
    }

    /** Ends what is open without a word to its listeners. Called by the broker's thread. */
    void closeLinks() {
        for (Link link : List.copyOf(links)) {
            link.end();
        }
    }
}
