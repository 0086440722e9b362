package io.onemq.mqtt.internal;

import io.onemq.ConnectionException;
import io.onemq.ErrorCode;
import io.onemq.MqException;
import io.onemq.Outcome;
import io.onemq.PublishException;
import io.onemq.spi.OutgoingMessage;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Translates the reason codes of MQTT 5. */
final class MqttErrors {
    static final int NO_MATCHING_SUBSCRIBERS = 0x10;

    /** The first reason code that is a failure. */
    static final int FAILURE = 0x80;

    /**
     * What a reason code means.
     *
     * @param code the portable code
     * @param retryable whether the same request can succeed later
     * @param text the name that the specification gives it
     */
    record Meaning(ErrorCode code, boolean retryable, String text) {}

    private static final Map<Integer, Meaning> MEANINGS = Map.ofEntries(
            Map.entry(NO_MATCHING_SUBSCRIBERS, new Meaning(ErrorCode.UNROUTABLE, false, "no matching subscribers")),
            Map.entry(0x83, new Meaning(ErrorCode.REFUSED, true, "implementation specific error")),
            Map.entry(0x84, new Meaning(ErrorCode.UNSUPPORTED, false, "unsupported protocol version")),
            Map.entry(0x86, new Meaning(ErrorCode.AUTHENTICATION, false, "bad user name or password")),
            Map.entry(0x87, new Meaning(ErrorCode.AUTHORIZATION, false, "not authorized")),
            Map.entry(0x88, new Meaning(ErrorCode.CONNECTION, true, "server unavailable")),
            Map.entry(0x89, new Meaning(ErrorCode.CONNECTION, true, "server busy")),
            Map.entry(0x8a, new Meaning(ErrorCode.AUTHORIZATION, false, "banned")),
            Map.entry(0x8b, new Meaning(ErrorCode.CONNECTION, true, "server shutting down")),
            Map.entry(0x8d, new Meaning(ErrorCode.CONNECTION, true, "keep alive timeout")),
            Map.entry(0x8e, new Meaning(ErrorCode.CONNECTION, true, "session taken over")),
            Map.entry(0x95, new Meaning(ErrorCode.TOO_LARGE, false, "packet too large")),
            Map.entry(0x97, new Meaning(ErrorCode.REFUSED, true, "quota exceeded")),
            Map.entry(0x9a, new Meaning(ErrorCode.UNSUPPORTED, false, "retain not supported")),
            Map.entry(0x9b, new Meaning(ErrorCode.UNSUPPORTED, false, "QoS not supported")),
            Map.entry(0x9e, new Meaning(ErrorCode.UNSUPPORTED, false, "shared subscriptions not supported")),
            Map.entry(0x9f, new Meaning(ErrorCode.CONNECTION, true, "connection rate exceeded")));

    private static final Meaning UNKNOWN = new Meaning(ErrorCode.REFUSED, false, "refused");

    private MqttErrors() {}

    static Meaning meaning(int reason) {
        return MEANINGS.getOrDefault(reason, UNKNOWN);
    }

    /** Translates the refusal of a connection. Brokers say of bad credentials that they are not authorized. */
    static MqException refusedConnect(int reason, @Nullable String more) {
        if (reason > 0 && reason < FAILURE) {
            return new MqException(
                    ErrorCode.UNSUPPORTED, "The broker speaks an older MQTT than 5: it answered with code " + reason);
        }
        Meaning meaning = meaning(reason);
        ErrorCode code = meaning.code() == ErrorCode.AUTHORIZATION ? ErrorCode.AUTHENTICATION : meaning.code();
        return failure(code, meaning.retryable(), "The broker refused the connection: " + text(reason, more), null);
    }

    /** Translates the refusal of a request. */
    static MqException refused(String doing, int reason, @Nullable String more) {
        Meaning meaning = meaning(reason);
        return failure(
                meaning.code(), meaning.retryable(), doing + " failed: the broker said " + text(reason, more), null);
    }

    /** Translates the broker's goodbye. What was under way may have been done. */
    static MqException disconnected(int reason, @Nullable String more) {
        return new ConnectionException(Outcome.UNKNOWN, "The broker ended the connection: " + text(reason, more), null);
    }

    static MqException failure(ErrorCode code, boolean retryable, String text, @Nullable Throwable cause) {
        return code == ErrorCode.CONNECTION && retryable
                ? new ConnectionException(Outcome.NOT_SENT, text, cause)
                : new MqException(code, Outcome.NOT_SENT, retryable, text, cause);
    }

    /** Translates the refusal of one message. */
    static PublishException refusedMessage(OutgoingMessage message, int reason, @Nullable String more) {
        Meaning meaning = meaning(reason);
        return refusedMessage(message, meaning.code(), meaning.retryable(), "the broker said " + text(reason, more));
    }

    static PublishException refusedMessage(OutgoingMessage message, ErrorCode code, boolean retryable, String why) {
        return new PublishException(
                code,
                Outcome.NOT_SENT,
                retryable,
                "Message " + message.id() + " to topic " + message.topic().name() + " was refused: " + why,
                null);
    }

    private static String text(int reason, @Nullable String more) {
        return String.format(Locale.ROOT, "%s (0x%02x)", meaning(reason).text(), reason)
                + (more == null ? "" : ", " + more);
    }
}
