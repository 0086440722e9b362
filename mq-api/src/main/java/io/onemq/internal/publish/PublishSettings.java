package io.onemq.internal.publish;

import java.time.Duration;

/** The bounds of publishing, from the configuration. */
public record PublishSettings(
        Duration publishTimeout,
        Duration deliveryTimeout,
        Duration maxWait,
        boolean waitWhenFull,
        int maxUnconfirmed,
        long maxUnconfirmedBytes,
        Duration reconnectMin,
        Duration reconnectMax) {

    /** The same without a bound on what is unconfirmed. */
    public PublishSettings unbounded() {
        return new PublishSettings(
                publishTimeout,
                deliveryTimeout,
                maxWait,
                false,
                Integer.MAX_VALUE / 4,
                Long.MAX_VALUE / 4,
                reconnectMin,
                reconnectMax);
    }
}
