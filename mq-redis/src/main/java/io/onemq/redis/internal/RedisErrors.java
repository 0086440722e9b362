package io.onemq.redis.internal;

import io.onemq.ConnectionException;
import io.onemq.ErrorCode;
import io.onemq.MqException;
import io.onemq.Outcome;
import io.onemq.PublishException;
import io.onemq.spi.OutgoingMessage;
import java.security.cert.CertificateException;
import java.util.Map;
import java.util.Set;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/** Translates what Redis and its client report. A reply is recognised by its error code, the first word of the reply. */
final class RedisErrors {
    /**
     * What an error means.
     *
     * @param code the portable code
     * @param retryable whether the same request can succeed later
     * @param endsConnection whether no request on this connection can succeed any more
     */
    record Meaning(ErrorCode code, boolean retryable, boolean endsConnection) {}

    private static final Meaning CONNECTION = new Meaning(ErrorCode.CONNECTION, true, true);
    private static final Meaning REFUSED = new Meaning(ErrorCode.REFUSED, true, false);
    private static final Meaning AUTHENTICATION = new Meaning(ErrorCode.AUTHENTICATION, false, true);
    private static final Meaning DATABASE = new Meaning(ErrorCode.CONFIGURATION, false, true);
    private static final Meaning NOT_FOUND = new Meaning(ErrorCode.NOT_FOUND, false, false);
    private static final Meaning UNEXPECTED = new Meaning(ErrorCode.INTERNAL, false, false);

    private static final Map<String, Meaning> BY_WORD = Map.ofEntries(
            Map.entry("OOM", REFUSED),
            Map.entry("MISCONF", REFUSED),
            Map.entry("NOREPLICAS", REFUSED),
            Map.entry("BUSY", REFUSED),
            Map.entry("NOAUTH", AUTHENTICATION),
            Map.entry("WRONGPASS", AUTHENTICATION),
            Map.entry("NOPERM", new Meaning(ErrorCode.AUTHORIZATION, false, false)),
            Map.entry("LOADING", CONNECTION),
            Map.entry("READONLY", CONNECTION),
            Map.entry("MASTERDOWN", CONNECTION),
            Map.entry("CLUSTERDOWN", CONNECTION),
            Map.entry("TRYAGAIN", CONNECTION),
            Map.entry("MOVED", CONNECTION),
            Map.entry("ASK", CONNECTION),
            // Somebody made the server forget its scripts. Publishing sends its own again with a new connection.
            Map.entry("NOSCRIPT", CONNECTION),
            Map.entry("NOGROUP", NOT_FOUND),
            Map.entry("UNBLOCKED", NOT_FOUND),
            Map.entry("WRONGTYPE", new Meaning(ErrorCode.CONFLICT, false, false)));

    private static final Set<String> ELSEWHERE = Set.of("MOVED", "ASK", "TRYAGAIN", "CLUSTERDOWN");

    // Replies that only have the general code ERR.
    private static final Map<String, Meaning> BY_TEXT = Map.of(
            "ERR max number of clients",
            CONNECTION,
            "ERR AUTH <password> called without",
            AUTHENTICATION,
            "ERR DB index is out of range",
            DATABASE,
            "ERR SELECT is not allowed in cluster mode",
            DATABASE,
            "ERR Protocol error: invalid bulk length",
            new Meaning(ErrorCode.TOO_LARGE, false, true),
            "ERR The XGROUP subcommand requires the key",
            NOT_FOUND,
            "ERR unknown command",
            new Meaning(ErrorCode.UNSUPPORTED, false, false));

    private RedisErrors() {}

    static Meaning meaning(JedisDataException reply) {
        String text = String.valueOf(reply.getMessage());
        int space = text.indexOf(' ');
        Meaning known = BY_WORD.get(space < 0 ? text : text.substring(0, space));
        if (known != null) {
            return known;
        }
        return BY_TEXT.entrySet().stream()
                .filter(e -> text.startsWith(e.getKey()))
                .findFirst()
                .map(Map.Entry::getValue)
                .orElse(UNEXPECTED);
    }

    /** Tells whether a node of a cluster did nothing because it does not serve the slot, or not all of it at the moment. */
    static boolean isElsewhere(JedisDataException reply) {
        return ELSEWHERE.stream().anyMatch(word -> is(reply, word));
    }

    /** Returns true if the reply begins with the word. */
    static boolean is(JedisDataException reply, String word) {
        String text = String.valueOf(reply.getMessage());
        return text.startsWith(word) && (text.length() == word.length() || text.charAt(word.length()) == ' ');
    }

    /**
     * Translates a failure.
     *
     * @param failure an error reply or a failure of the connection
     * @param doing what failed, to begin a sentence with
     * @param outcome whether the operation can have taken effect if the connection failed
     */
    static MqException translate(RuntimeException failure, String doing, Outcome outcome) {
        if (failure instanceof MqException known) {
            return known;
        }
        if (failure instanceof JedisDataException reply) {
            Meaning meaning = meaning(reply);
            String text = doing + " failed: Redis replied \"" + reply.getMessage() + "\"";
            return meaning.code() == ErrorCode.CONNECTION
                    ? new ConnectionException(Outcome.NOT_SENT, text, reply)
                    : new MqException(meaning.code(), Outcome.NOT_SENT, meaning.retryable(), text, reply);
        }
        if (failure instanceof JedisConnectionException) {
            if (distrusts(failure)) {
                return new MqException(
                        ErrorCode.CONNECTION, Outcome.NOT_SENT, false, doing + " failed: " + reason(failure), failure);
            }
            return new ConnectionException(outcome, doing + " failed: " + reason(failure), failure);
        }
        return new MqException(ErrorCode.INTERNAL, outcome, false, doing + " failed: " + failure, failure);
    }

    /** Translates the refusal of one message. */
    static PublishException refusal(JedisDataException reply, OutgoingMessage message) {
        Meaning meaning = meaning(reply);
        return new PublishException(
                meaning.code(),
                Outcome.NOT_SENT,
                meaning.retryable(),
                "Redis refused message " + message.id() + " to topic "
                        + message.topic().name() + ": " + reply.getMessage(),
                reply);
    }

    /** Tells whether the server's certificate was refused, which no further attempt changes. */
    private static boolean distrusts(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof CertificateException) {
                return true;
            }
        }
        return false;
    }

    private static String reason(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage() == null ? root : root.getMessage());
    }
}
