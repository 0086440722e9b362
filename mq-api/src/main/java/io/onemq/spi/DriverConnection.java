package io.onemq.spi;

import io.onemq.Capability;
import io.onemq.CapabilitySupport;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/**
 * One logical connection to a broker; it outlives outages of the network connections below it.
 *
 * <p>A driver never retries and never reconnects on its own account unless the native client does so with the meaning
 * that this contract wants: it reports the loss, and the engine opens a publisher or subscription again, which makes
 * the driver reconnect. Thread-safe.
 */
public interface DriverConnection extends AutoCloseable {

    /**
     * Returns what the broker said about itself when the connection was made.
     *
     * @return name and version
     */
    BrokerInfo broker();

    /**
     * Returns the probed capabilities. A capability that is absent from the map counts as unsupported.
     *
     * @return support for each capability
     */
    Map<Capability, CapabilitySupport> capabilities();

    /**
     * Tells whether a capability can be used on one topic, as it is declared. The engine asks this before it sends anything
     * for the topic that needs the capability. A driver overrides it where that depends on the declaration: a retention that
     * the broker cannot give, or a replay that only topics with a retention have. It answers from the specification, without
     * a request.
     *
     * @param capability what is needed
     * @param topic the topic
     * @return support on this topic; by default that of the connection
     */
    default CapabilitySupport support(Capability capability, TopicSpec topic) {
        return capabilities().getOrDefault(capability, CapabilitySupport.unsupported("The driver does not offer it."));
    }

    /**
     * Returns the administrative side.
     *
     * @return the same object each time
     */
    DriverAdmin admin();

    /**
     * Opens a publisher. Makes one attempt, bounded by the connect timeout.
     *
     * @param listener receives the fate of each message
     * @return an open publisher, independent of the others of this connection
     * @throws io.onemq.MqException with code CONNECTION if the broker cannot be reached
     */
    DriverPublisher openPublisher(PublishListener listener);

    /**
     * Opens a subscription of a group that exists. Makes one attempt, bounded by the connect timeout. Deliveries may
     * start before this method returns.
     *
     * @param spec what to consume and how much at a time
     * @param listener receives deliveries and losses
     * @return an open subscription; a new incarnation that never settles deliveries of an earlier one
     * @throws io.onemq.MqException with code CONNECTION if the broker cannot be reached, NOT_FOUND if topic or group
     *     do not exist
     */
    DriverSubscription openSubscription(SubscriptionSpec spec, DeliveryListener listener);

    /**
     * Opens a subscription of an ephemeral group of one consumer. It gets what is published from before this method returns
     * until it ends, in the order of the source, each message once. Makes one attempt, bounded by the connect timeout.
     *
     * <p>Settling only makes room in the window: whatever the action, nothing comes again, and the request is answered with
     * SETTLED. While the subscription lives, nothing may remove a message that it has not delivered yet, whatever other
     * groups have settled. If that has happened, or may have, the subscription is lost. What a subscription leaves at the
     * broker goes away with it, and by itself, within a bound, if its process dies.
     *
     * <p>For publishers it counts as a group: a message that it would receive is not unroutable. For administration it is
     * none.
     *
     * @param spec what to consume; the group does not exist, and its name is for messages
     * @param listener receives deliveries and losses
     * @return an open subscription
     * @throws io.onemq.MqException with code CONNECTION if the broker cannot be reached, NOT_FOUND if the topic does not
     *     exist
     */
    DriverSubscription openBroadcast(SubscriptionSpec spec, DeliveryListener listener);

    /**
     * Asks the broker for a sign of life, bounded by the connect timeout. Reconnects where needed.
     *
     * @throws io.onemq.MqException if the broker does not answer; its message tells why
     */
    void ping();

    /**
     * Gives access to a native object.
     *
     * @param type the native type
     * @param <T> the native type
     * @return the object, or empty if the driver has none of that type
     */
    <T> Optional<T> unwrap(Class<T> type);

    /**
     * Returns the clock that times such as not-before are compared with.
     *
     * @return the system clock, unless the driver has a controllable one
     */
    default Clock clock() {
        return Clock.systemUTC();
    }

    /** Closes everything that was opened through this connection. Idempotent, bounded by a few seconds. */
    @Override
    void close();
}
