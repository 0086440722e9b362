package io.onemq;

import io.onemq.internal.consume.Wire;
import io.onemq.spi.IncomingMessage;
import io.onemq.spi.WireNames;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/** Reads the cause of a dead letter from its headers. */
final class DeadLetterHeaders {
    private DeadLetterHeaders() {}

    /** Returns the cause, or empty if the headers were not written by this library. */
    static Optional<DeadLetter> parse(IncomingMessage message, String reason) {
        return reason(reason)
                .map(known -> new DeadLetter(
                        known,
                        Optional.ofNullable(Wire.text(message, WireNames.DLQ_EXCEPTION)),
                        text(message, WireNames.DLQ_MESSAGE),
                        text(message, WireNames.DLQ_TOPIC),
                        text(message, WireNames.DLQ_GROUP),
                        Optional.ofNullable(Wire.text(message, WireNames.DLQ_POSITION)),
                        (int) Wire.number(message, WireNames.DLQ_ATTEMPTS, 0),
                        Instant.ofEpochMilli(Wire.number(message, WireNames.DLQ_FIRST_FAILURE, 0)),
                        Instant.ofEpochMilli(Wire.number(message, WireNames.DLQ_LAST_FAILURE, 0))));
    }

    private static Optional<DeadLetter.Reason> reason(String name) {
        for (DeadLetter.Reason reason : DeadLetter.Reason.values()) {
            if (reason.name().equals(name)) {
                return Optional.of(reason);
            }
        }
        return Optional.empty();
    }

    private static String text(IncomingMessage message, String header) {
        return Objects.requireNonNullElse(Wire.text(message, header), "");
    }
}
