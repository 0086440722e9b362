package io.onemq.spi;

import io.onemq.Settlement;

/** One settlement, given to a driver in batches. Implemented by the engine. */
public interface SettleRequest {

    /**
     * Returns the delivery to settle.
     *
     * @return an object that this driver handed over
     */
    IncomingMessage message();

    /**
     * Returns what to do with it.
     *
     * @return the action
     */
    Action action();

    /**
     * Tells whether somebody waits for the outcome. If not, the driver may answer SETTLED without asking the broker for
     * a confirmation, provided the settlement was sent on the owning incarnation.
     *
     * @return true if the outcome must be as exact as the broker allows
     */
    boolean outcomeWanted();

    /**
     * Reports the outcome. Called exactly once per request, by any thread.
     *
     * @param outcome what became of it
     */
    void complete(Settlement outcome);

    /** What to do with a delivery. */
    enum Action {
        /** Done: never deliver it to this group again. */
        ACK,
        /** Hand it back: deliver it again, to any member of the group, soon. */
        RELEASE
    }
}
