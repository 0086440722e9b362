package io.onemq;

/** What is known about the effect of a failed operation. Separate from {@link MqException#retryable()}. */
public enum Outcome {
    /** The operation had no effect on the broker: nothing was stored or changed. */
    NOT_SENT,
    /** The operation may or may not have taken effect: it reached the network and its answer did not come back. */
    UNKNOWN
}
