package io.onemq.internal.consume;

import io.onemq.DeadLetter;
import io.onemq.spi.TopicSpec;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What was decided about a delivery, by its handler or on behalf of it. */
public sealed interface Verdict {
    /** Handled. */
    Verdict ACK = new Ack();

    /** Handed back without an attempt. */
    Verdict RELEASE = new Release();

    /** Handled. */
    record Ack() implements Verdict {}

    /** Handed back without an attempt. */
    record Release() implements Verdict {}

    /** Moved to another private topic of the group without an attempt. */
    record Move(TopicSpec target) implements Verdict {}

    /** A failed attempt; a null delay means that of the retry policy. */
    record Nack(@Nullable Throwable cause, @Nullable Duration delay) implements Verdict {}

    /** Moved to a retry topic as if it had never failed; then told. */
    record Redrive(TopicSpec target, Runnable moved) implements Verdict {}

    /** Failed for good; the attempts are those that this delivery adds. */
    record Reject(
            DeadLetter.Reason reason,
            String message,
            @Nullable Throwable cause,
            int attempts) implements Verdict {

        /** A message that ends its consumers. */
        static Reject crashed(int times) {
            return new Reject(
                    DeadLetter.Reason.CRASHED,
                    "Its consumer ended " + times + " times in a row while it handled this message alone",
                    null,
                    times);
        }

        /** A delivery that was one attempt. */
        public Reject(DeadLetter.Reason reason, String message, @Nullable Throwable cause) {
            this(reason, message, cause, 1);
        }
    }
}
