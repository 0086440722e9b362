package io.onemq.spi;

import java.util.Set;

/**
 * The names that the library uses on the wire. Drivers map a property to its native field where the broker has one and
 * to the header of this name where it has none; foreign programs may rely on them.
 */
public final class WireNames {
    /** Prefix of every header that belongs to the library; hidden from the application's headers. */
    public static final String PREFIX = "onemq-";

    /** The message id. */
    public static final String ID = "onemq-id";

    /** The message key, UTF-8. */
    public static final String KEY = "onemq-key";

    /** The attempt number of the next hand-over, decimal; absent means 1. */
    public static final String ATTEMPT = "onemq-attempt";

    /** The creation time, milliseconds since the epoch, decimal. */
    public static final String TIMESTAMP = "onemq-timestamp";

    /** The time before which the message must not be handed over, milliseconds since the epoch, decimal. */
    public static final String NOT_BEFORE = "onemq-not-before";

    /** The priority, decimal, of a message that was delayed on a broker whose native property must not say it meanwhile. */
    public static final String PRIORITY = "onemq-priority";

    /** The topic that a message is for while it waits in another one; gone when it is there. */
    public static final String TARGET = "onemq-target";

    /** The time from which the message is handed over no more, milliseconds since the epoch, decimal. */
    public static final String EXPIRES_AT = "onemq-expires-at";

    /** How many consumers have ended while they handled the message apart from others, decimal; absent means 0. */
    public static final String CRASHES = "onemq-crashes";

    /** When the first attempt failed, milliseconds since the epoch, decimal. */
    public static final String FIRST_FAILURE = "onemq-first-failure";

    /** Prefix of the headers that say why a message is a dead letter. */
    public static final String DLQ_PREFIX = "onemq-dlq-";

    /** Why a message is a dead letter: a name of {@code io.onemq.DeadLetter.Reason}. */
    public static final String DLQ_REASON = "onemq-dlq-reason";

    /** The class of the exception that led to the dead letter. */
    public static final String DLQ_EXCEPTION = "onemq-dlq-exception";

    /** The text of the exception, or of the reject call. */
    public static final String DLQ_MESSAGE = "onemq-dlq-message";

    /** The topic that the dead letter was published to originally. */
    public static final String DLQ_TOPIC = "onemq-dlq-topic";

    /** The group in which it failed. */
    public static final String DLQ_GROUP = "onemq-dlq-group";

    /** Its position in the source, where the broker has positions. */
    public static final String DLQ_POSITION = "onemq-dlq-position";

    /** How many attempts were made, decimal. */
    public static final String DLQ_ATTEMPTS = "onemq-dlq-attempts";

    /** When the first attempt failed, milliseconds since the epoch, decimal. */
    public static final String DLQ_FIRST_FAILURE = "onemq-dlq-first-failure";

    /** When the last attempt failed, milliseconds since the epoch, decimal. */
    public static final String DLQ_LAST_FAILURE = "onemq-dlq-last-failure";

    /** The media type of the payload, on brokers without a native property for it. */
    public static final String CONTENT_TYPE = "content-type";

    /** The correlation id, on brokers without a native property for it. */
    public static final String CORRELATION_ID = "correlation-id";

    /** The topic that a reply is expected on, on brokers without a native property for it. */
    public static final String REPLY_TO = "reply-to";

    /** The field that carries the payload where a message is a list of fields (Redis). */
    public static final String PAYLOAD = "payload";

    private static final Set<String> RESERVED = Set.of(CONTENT_TYPE, CORRELATION_ID, REPLY_TO, PAYLOAD, "CC", "BCC");

    private WireNames() {}

    /**
     * Tells whether a header name is taken: by the library, by a message property or by a broker. Such headers cannot
     * be set by the application and are not shown to it.
     *
     * @param header the header's name
     * @return true if an application cannot use the name
     */
    public static boolean isReserved(String header) {
        return header.startsWith(PREFIX) || RESERVED.contains(header);
    }
}
