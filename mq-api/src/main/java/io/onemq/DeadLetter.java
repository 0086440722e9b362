package io.onemq;

import java.time.Instant;
import java.util.Optional;

/**
 * Why a message is a dead letter; the same on every broker. Found by {@link Delivery#deadLetter()} on deliveries of a
 * dead-letter topic.
 *
 * @param reason the kind of failure
 * @param exception the class name of the exception, if there was one
 * @param message the text of the exception or of the reject call, truncated to 1024 characters
 * @param topic the topic that the message was published to
 * @param group the group in which it failed
 * @param position its position in the topic, where the broker has positions
 * @param attempts how many attempts were made
 * @param firstFailure when the first attempt failed
 * @param lastFailure when the last attempt failed
 */
public record DeadLetter(
        Reason reason,
        Optional<String> exception,
        String message,
        String topic,
        String group,
        Optional<String> position,
        int attempts,
        Instant firstFailure,
        Instant lastFailure) {

    /** The kind of failure. */
    public enum Reason {
        /** The handler refused the message for good. */
        REJECTED,
        /** Every attempt of the retry policy failed. */
        EXHAUSTED,
        /** The codec could not decode the payload. */
        UNDECODABLE,
        /** Its consumers ended, again and again, while they handled it. */
        CRASHED,
        /** Its time was over before it could be handed to a handler. */
        EXPIRED
    }
}
