package io.onemq.spi;

import io.onemq.Settlement;
import org.jspecify.annotations.Nullable;

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

    /**
     * Returns what is to be noted.
     *
     * @return up to 40 ASCII characters without spaces for {@link Action#NOTE}, else null
     */
    default @Nullable String note() {
        return null;
    }

    /** What to do with a delivery. */
    enum Action {
        /** Done: never deliver it to this group again. */
        ACK,
        /** Hand it back: deliver it again, to any member of the group, soon. Not used in groups that are ordered by key. */
        RELEASE,
        /**
         * Keep {@link SettleRequest#note()} with the message, which stays unsettled and with this subscription. Whoever gets
         * the message next, after this member is gone or dead, finds it in {@link IncomingMessage#note()}; a later note
         * replaces it, and a settlement ends it. SETTLED means that it survives this process and the broker as a settlement
         * does. Any other answer means that the delivery is lost, which is also reported by {@link DeliveryListener#leasesLost}
         * or {@link DeliveryListener#lost}, before the answer or soon after it: nothing of its key is handed over until
         * then. Used in groups that are ordered by key only.
         */
        NOTE
    }
}
