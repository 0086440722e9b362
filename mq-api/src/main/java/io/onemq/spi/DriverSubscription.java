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
     * Tells whether the driver hands over nothing more before all that it has handed over is settled. Then the engine
     * sends the last settlement at once, instead of letting it wait for others that cannot come. Always the same.
     *
     * @return whether unsettled deliveries hold up further ones
     */
    default boolean needsAllSettled() {
        return false;
    }

    /**
     * Asks the driver to hand over nothing until {@link #resume()}, for as long as that takes, and to remain a member of
     * the group. What is unsettled can still be settled and renewed. What the driver has fetched and not handed over goes
     * back to the group, unless a partition that the member owns holds it. Not called while it is paused, nor by two threads
     * at once; does nothing after the end. May block for a few seconds.
     *
     * <p>A driver whose members own partitions may go on within the window instead: what it hands over waits, in order,
     * and no lease may run out by that. If it cannot hold messages for that long, it takes them back by
     * {@link DeliveryListener#revoking}.
     *
     * @return true if {@link DeliveryListener#deliver} is not called until {@link #resume()}: the engine then releases what
     *     no handler has; false if what it has stays with it
     */
    default boolean pause() {
        return false;
    }

    /** Ends a pause. Reports by {@link DeliveryListener#lost} if it cannot go on. */
    default void resume() {}

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
