package io.onemq.rabbitmq.internal;

import io.onemq.ErrorCode;
import io.onemq.Outcome;
import io.onemq.PublishException;
import io.onemq.spi.OutgoingMessage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The failures of single messages. */
final class Refusals {
    static final String NO_DELAY = ". A delayed message needs the exchanges and queues " + DelayRoute.PREFIX
            + "* in the virtual host, which a client declares together with a group, and the permission to write to them";

    /** In front of the name in what the broker says of an exchange, which names a virtual host and perhaps a user, too. */
    private static final String EXCHANGE = "exchange '";

    private Refusals() {}

    static PublishException unroutable(OutgoingMessage message) {
        return failure(
                ErrorCode.UNROUTABLE,
                Outcome.NOT_SENT,
                false,
                message,
                message.notBefore() > 0 ? "no group or delay queue would receive it" : "no group would receive it",
                null);
    }

    /** One of several queues may have stored the message although another one refused it. */
    static PublishException nacked(OutgoingMessage message) {
        return failure(
                ErrorCode.REFUSED,
                Outcome.UNKNOWN,
                true,
                message,
                "the broker refused it (basic.nack): a queue is full or not available",
                null);
    }

    static PublishException tooLarge(OutgoingMessage message, long limit) {
        return failure(
                ErrorCode.TOO_LARGE,
                Outcome.NOT_SENT,
                false,
                message,
                "its payload has " + message.payload().length + " bytes, more than the " + limit
                        + " that RabbitMQ accepts (" + RabbitKeys.MAX_MESSAGE_SIZE.name() + ")",
                null);
    }

    static PublishException headersTooLarge(OutgoingMessage message, IllegalArgumentException cause) {
        return failure(
                ErrorCode.TOO_LARGE,
                Outcome.NOT_SENT,
                false,
                message,
                "its headers do not fit into one frame (" + RabbitKeys.FRAME_MAX.name() + ")",
                cause);
    }

    private static PublishException failure(
            ErrorCode code,
            Outcome outcome,
            boolean retryable,
            OutgoingMessage message,
            String why,
            @Nullable Throwable cause) {
        return new PublishException(
                code,
                outcome,
                retryable,
                "Message " + message.id() + " to topic " + message.topic().name() + " failed: " + why,
                cause);
    }

    /** A message and why it failed. */
    record Failed(OutgoingMessage message, PublishException failure) {}

    /**
     * Finds the messages for which the broker closed the channel, among those that are unconfirmed. It names the reason
     * and not the message, but sent again each of them would end the channel again.
     */
    static List<Failed> culprits(List<OutgoingMessage> unconfirmed, RabbitErrors.Reply reply, SizeLimit limit) {
        ErrorCode code = RabbitErrors.code(reply);
        if (!reply.isPublish() || unconfirmed.isEmpty()) {
            return List.of();
        }
        if (code == ErrorCode.TOO_LARGE) {
            return oversized(unconfirmed, reply, limit);
        }
        return code == ErrorCode.NOT_FOUND || code == ErrorCode.AUTHORIZATION
                ? toExchange(unconfirmed, reply, code)
                : List.of();
    }

    private static List<Failed> oversized(
            List<OutgoingMessage> unconfirmed, RabbitErrors.Reply reply, SizeLimit limit) {
        limit.learn(reply.text());
        OutgoingMessage largest = unconfirmed.stream()
                .max(Comparator.comparingInt((OutgoingMessage message) -> message.payload().length))
                .orElseThrow();
        return unconfirmed.stream()
                .filter(message -> message == largest || message.payload().length > limit.bytes())
                .map(message -> new Failed(message, tooLarge(message, limit.bytes())))
                .toList();
    }

    /** The last message to the exchange certainly met the refusal; those before it may have been stored. */
    private static List<Failed> toExchange(
            List<OutgoingMessage> unconfirmed, RabbitErrors.Reply reply, ErrorCode code) {
        List<Failed> failed = new ArrayList<>();
        for (int i = unconfirmed.size() - 1; i >= 0; i--) {
            OutgoingMessage message = unconfirmed.get(i);
            boolean delayed = message.notBefore() > 0 && reply.text().contains(EXCHANGE + DelayRoute.PREFIX);
            if (delayed || reply.text().contains(EXCHANGE + message.topic().name() + "'")) {
                Outcome outcome = failed.isEmpty() ? Outcome.NOT_SENT : Outcome.UNKNOWN;
                String why = reply.text() + (delayed ? NO_DELAY : "");
                failed.add(0, new Failed(message, failure(code, outcome, false, message, why, null)));
            }
        }
        return failed;
    }
}
