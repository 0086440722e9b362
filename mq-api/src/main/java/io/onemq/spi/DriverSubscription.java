package io.onemq.spi;

import java.util.Collection;
import java.util.List;

/**
 * One incarnation of a subscription. Thread-safe.
 *
 * <p>Deliveries belong to the incarnation that handed them over. After the incarnation has ended, or after a lease was
 * lost, a settlement has no effect on the broker and is answered with LEASE_LOST.
 */
public interface DriverSubscription extends AutoCloseable {

    /**
     * Settles deliveries. Returns without waiting for the broker; every request is completed exactly once, sooner or
     * later, also when the subscription is closed or lost.
     *
     * @param batch the settlements; the list may be reused after the call
     */
    void settle(List<? extends SettleRequest> batch);

    /**
     * Keeps the leases of the given deliveries, which are still being worked on. Called at a third of the lease time.
     * Drivers whose leases last as long as the connection do nothing. Returns without waiting for the broker; a lease
     * that turns out to be lost is reported by {@link DeliveryListener#leasesLost}.
     *
     * @param messages unsettled deliveries of this subscription
     */
    void renew(Collection<? extends IncomingMessage> messages);

    /**
     * Returns after how many deliveries the broker removes a message on its own account. The engine moves a message to
     * the group's retry topic well before that.
     *
     * @return the limit, or {@link Integer#MAX_VALUE} if there is none
     */
    default int deliveryLimit() {
        return Integer.MAX_VALUE;
    }

    /**
     * Stops handing over new deliveries. What is unsettled can still be settled and renewed. Idempotent. After it
     * returned, {@link DeliveryListener#deliver} is not called any more.
     */
    void stop();

    /**
     * Ends the subscription: sends the settlements given so far, returns unsettled deliveries to the group so that
     * another member gets them promptly, and frees everything. Idempotent; blocks for a few seconds at most.
     */
    @Override
    void close();
}
