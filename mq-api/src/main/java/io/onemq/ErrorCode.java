package io.onemq;

/**
 * The closed list of reasons for which an operation of the library fails.
 *
 * <p>A program decides on the code, never on the text of the message. The same condition has the same code on every
 * broker; the native exception stays available as the cause of the {@link MqException}.
 */
public enum ErrorCode {
    /** The configuration is wrong: an unknown key, a value that does not parse, a missing or doubled driver. */
    CONFIGURATION,
    /** A topic, group or header name breaks the naming rules; nothing was sent or created. */
    INVALID_NAME,
    /** A message cannot be sent as it is, for example because a header name is reserved; nothing was sent. */
    INVALID_MESSAGE,
    /** The broker, its version or the chosen mode lacks a capability that the call needs. */
    UNSUPPORTED,
    /** The broker refused the credentials. Not retried. */
    AUTHENTICATION,
    /** The credentials are valid but lack a permission. Not retried. */
    AUTHORIZATION,
    /** The broker cannot be reached or the connection was lost. */
    CONNECTION,
    /** The operation did not finish in its time. */
    TIMEOUT,
    /** No group would receive the message and the broker would not keep it. */
    UNROUTABLE,
    /** The broker answered and refused the message, for example because a queue is full. */
    REFUSED,
    /** The message is larger than the broker or the client accepts. */
    TOO_LARGE,
    /** The bound on unconfirmed messages is reached and no room came free in time. */
    BUFFER_FULL,
    /** The broker applies flow control (a memory or disk alarm) and did not lift it in time. */
    BLOCKED,
    /** The topic or group does not exist. */
    NOT_FOUND,
    /** The topic or group exists with settings that contradict the declaration. */
    CONFLICT,
    /** A payload could not be encoded or decoded. */
    CODEC,
    /** The client, publisher, consumer or receiver is closed. */
    CLOSED,
    /** A blocking call was made on the thread that completes futures, where it would wait for itself. */
    WOULD_DEADLOCK,
    /** The calling thread was interrupted while it waited. */
    INTERRUPTED,
    /** The library or a driver broke its own rules; worth a bug report. */
    INTERNAL
}
