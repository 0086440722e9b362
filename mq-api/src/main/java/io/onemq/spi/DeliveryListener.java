package io.onemq.spi;

import io.onemq.MqException;
import java.util.Collection;
import java.util.List;

/**
 * Receives deliveries. Implemented by the engine; no method blocks on handlers or throws. The driver calls from one
 * thread at a time.
 */
public interface DeliveryListener {

    /**
     * Hands over messages, in the order of the source. The driver never has more than the window of the subscription
     * handed over and unsettled.
     *
     * @param batch the messages; the list may be reused after the call
     */
    void deliver(List<? extends IncomingMessage> batch);

    /**
     * Some deliveries no longer belong to this subscription, for example because their partition was revoked. The driver
     * does not count them as unsettled any more and answers later settlements of them with LEASE_LOST.
     *
     * @param messages the deliveries
     */
    void leasesLost(Collection<? extends IncomingMessage> messages);

    /**
     * Deliveries are about to go to another member, in good order: a partition is handed over. The engine gives up what the
     * application does not have yet. The driver waits some time until the rest is settled before it hands over, calls this
     * again to see what is left, and reports as lost what it hands over unsettled.
     *
     * @param messages unsettled deliveries
     * @return those of them that are still to be settled; the others do not belong to this subscription any more
     */
    default Collection<? extends IncomingMessage> revoking(Collection<? extends IncomingMessage> messages) {
        return messages;
    }

    /**
     * The subscription is gone, and with it the leases of everything unsettled. Called at most once, and not after
     * {@link DriverSubscription#close()}. The engine opens a new subscription.
     *
     * @param cause why
     */
    void lost(MqException cause);

    /**
     * Something that an operator should know, for example that a group resumed at another position than it left.
     *
     * @param message one sentence that names topic and group
     */
    void notice(String message);

    /**
     * The native client has lost its connections and is restoring them by itself: the subscription lives on, and leases
     * that were lost by it are reported one by one. For information, followed by {@link #reconnected()} unless the
     * subscription ends before.
     *
     * @param cause what happened
     */
    default void reconnecting(MqException cause) {}

    /** The native client is connected again. */
    default void reconnected() {}
}
