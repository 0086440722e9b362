package io.onemq.rabbitmq.internal;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.onemq.Capability;
import io.onemq.CapabilitySupport;
import io.onemq.ErrorCode;
import io.onemq.MqException;
import io.onemq.Ordering;
import io.onemq.spi.BrokerInfo;
import io.onemq.spi.DeliveryListener;
import io.onemq.spi.DriverAdmin;
import io.onemq.spi.DriverConnection;
import io.onemq.spi.DriverPublisher;
import io.onemq.spi.DriverSubscription;
import io.onemq.spi.PublishListener;
import io.onemq.spi.SubscriptionSpec;
import io.onemq.spi.TopicSpec;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One network connection for consumers, one for each publisher, and one for administration: whatever a call does there to its
 * connection, nobody's deliveries come back because of it.
 */
final class RabbitConnection implements DriverConnection {
    private final BrokerInfo broker;
    private final Map<Capability, CapabilitySupport> capabilities;
    private final SizeLimit limit;
    private final ConnectionOpener opener;
    private final ConnectionSlot consumers;
    private final ConnectionSlot administration;
    private final Dispatcher dispatcher;
    private final GroupMoves moves;
    private final RabbitAdmin admin;
    private final Set<DriverPublisher> publishers = ConcurrentHashMap.newKeySet();
    private final Set<DriverSubscription> subscriptions = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    RabbitConnection(
            BrokerInfo broker,
            SizeLimit limit,
            ConnectionOpener opener,
            ConnectionSlot administration,
            Dispatcher dispatcher) {
        this.broker = broker;
        this.capabilities = Capabilities.of(ServerVersion.of(broker.version()));
        this.limit = limit;
        this.opener = opener;
        this.consumers = new ConnectionSlot(() -> opener.open("consume"));
        this.administration = administration;
        this.dispatcher = dispatcher;
        this.moves = new GroupMoves(administration, opener, dispatcher.getThreadFactory());
        this.admin = new RabbitAdmin(administration, moves);
    }

    @Override
    public BrokerInfo broker() {
        return broker;
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
        refuseClosed();
        DriverPublisher publisher = RabbitPublisher.open(opener.open("publish"), listener, limit, publishers::remove);
        publishers.add(publisher);
        if (closed) {
            publisher.close();
        }
        return publisher;
    }

    @Override
    public CapabilitySupport support(Capability capability, TopicSpec topic) {
        return Capabilities.of(capability, topic, DriverConnection.super.support(capability, topic));
    }

    @Override
    public DriverSubscription openSubscription(SubscriptionSpec spec, DeliveryListener listener) {
        boolean hasStreams = prepare(spec, listener);
        DriverSubscription subscription = spec.group().ordering() == Ordering.KEY
                ? OrderedSubscription.open(
                        spec,
                        hasStreams,
                        consumers.get(),
                        opener.open("order"),
                        dispatcher,
                        listener,
                        subscriptions::remove)
                : RabbitSubscription.open(
                        spec, hasStreams, consumers.get(), dispatcher, listener, subscriptions::remove);
        if (hasStreams) {
            refuseMoving(spec, subscription);
        }
        return remembered(subscription);
    }

    /** Completes what somebody has begun to do with the group. Returns whether its topic has streams. */
    private boolean prepare(SubscriptionSpec spec, DeliveryListener listener) {
        try {
            boolean hasStreams = Streams.exist(administration.get(), spec.topic());
            if (hasStreams) {
                moves.tell(spec.topic(), spec.group(), listener::notice);
                moves.resume(spec.topic(), spec.group());
            }
            return hasStreams;
        } catch (IOException | AlreadyClosedException e) {
            throw failed(spec, e);
        }
    }

    private void refuseMoving(SubscriptionSpec spec, DriverSubscription subscription) {
        try {
            GroupMoves.refuseMember(consumers.get(), spec.topic(), spec.group());
        } catch (IOException | RuntimeException e) {
            subscription.close();
            throw failed(spec, e);
        }
    }

    private static MqException failed(SubscriptionSpec spec, Exception failure) {
        return RabbitErrors.of(
                failure,
                "Consuming group " + spec.group().name() + " of topic "
                        + spec.topic().name());
    }

    @Override
    public DriverSubscription openBroadcast(SubscriptionSpec spec, DeliveryListener listener) {
        // What is published with a delay comes from there.
        admin.declareDelays();
        return remembered(
                RabbitSubscription.openBroadcast(spec, consumers.get(), dispatcher, listener, subscriptions::remove));
    }

    private DriverSubscription remembered(DriverSubscription subscription) {
        subscriptions.add(subscription);
        if (closed) {
            subscription.close();
        }
        return subscription;
    }

    private void refuseClosed() {
        if (closed) {
            throw new MqException(ErrorCode.CLOSED, "The connection to RabbitMQ is closed");
        }
    }

    @Override
    public void ping() {
        try {
            // Opening a channel is the cheapest question that the server answers without touching a queue.
            Channels.run(administration.get(), Channel::isOpen);
        } catch (IOException | AlreadyClosedException e) {
            throw RabbitErrors.of(e, "Asking RabbitMQ for a sign of life");
        }
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        NativeConnection consuming = consumers.peek();
        NativeConnection current = consuming == null ? administration.peek() : consuming;
        return current != null && type == Connection.class
                ? Optional.of(type.cast(current.connection()))
                : Optional.empty();
    }

    @Override
    public void close() {
        closed = true;
        moves.close();
        publishers.forEach(DriverPublisher::close);
        subscriptions.forEach(DriverSubscription::close);
        consumers.close();
        administration.close();
        dispatcher.shutdown();
    }
}
