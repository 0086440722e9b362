package io.onemq.rabbitmq.internal;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.Method;
import com.rabbitmq.client.PossibleAuthenticationFailureException;
import com.rabbitmq.client.ShutdownSignalException;
import io.onemq.ConnectionException;
import io.onemq.ErrorCode;
import io.onemq.MqException;
import io.onemq.Outcome;
import java.security.cert.CertificateException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Turns what the native client throws and what the broker replies into portable failures. */
final class RabbitErrors {
    /** RabbitMQ closes a connection with it if the virtual host is missing or the user may not enter it. */
    private static final int NOT_ALLOWED = AMQP.NOT_ALLOWED;

    private static final int CLASS_EXCHANGE = 40;
    private static final int CLASS_QUEUE = 50;
    private static final int CLASS_BASIC = 60;
    private static final int METHOD_PUBLISH = 40;

    private RabbitErrors() {}

    /** Maps a failure of a call; the text says what was tried, for example "Declaring topic orders". */
    static MqException of(Throwable failure, String tried) {
        if (failure instanceof MqException known) {
            return known;
        }
        if (find(failure, AuthenticationFailureException.class) != null
                || find(failure, PossibleAuthenticationFailureException.class) != null) {
            return new MqException(
                    ErrorCode.AUTHENTICATION,
                    Outcome.NOT_SENT,
                    false,
                    tried + " failed: the broker refused the credentials",
                    failure);
        }
        if (find(failure, CertificateException.class) != null) {
            return new MqException(
                    ErrorCode.CONNECTION,
                    Outcome.NOT_SENT,
                    false,
                    tried + " failed: the certificate of the broker is not trusted: " + failure.getMessage(),
                    failure);
        }
        if (find(failure, TimeoutException.class) != null) {
            return new MqException(
                    ErrorCode.TIMEOUT, Outcome.UNKNOWN, true, tried + " failed: no answer in time", failure);
        }
        ShutdownSignalException signal = find(failure, ShutdownSignalException.class);
        if (signal != null) {
            return ofReply(signal, tried + " failed");
        }
        return new ConnectionException(Outcome.UNKNOWN, tried + " failed: " + text(failure), failure);
    }

    /** Maps a failure to connect: nothing was sent, and an answer that did not come is a broker out of reach. */
    static MqException connecting(Throwable failure, String host) {
        MqException mapped = of(failure, "Connecting to RabbitMQ at " + host);
        boolean unreachable = mapped.code() == ErrorCode.TIMEOUT || mapped instanceof ConnectionException;
        return unreachable
                ? new ConnectionException(Outcome.NOT_SENT, String.valueOf(mapped.getMessage()), failure)
                : mapped;
    }

    private static MqException ofReply(ShutdownSignalException signal, String what) {
        Reply reply = Reply.of(signal);
        ErrorCode code = code(reply);
        String message = what + ": " + reply.text();
        if (code == ErrorCode.CONNECTION) {
            return new ConnectionException(Outcome.UNKNOWN, message, signal);
        }
        return new MqException(code, Outcome.NOT_SENT, code == ErrorCode.REFUSED, message, signal);
    }

    /** Maps the reason with which the broker closed a channel or connection. */
    static ErrorCode code(Reply reply) {
        return switch (reply.code()) {
            case AMQP.CONTENT_TOO_LARGE -> ErrorCode.TOO_LARGE;
            case AMQP.ACCESS_REFUSED, NOT_ALLOWED -> ErrorCode.AUTHORIZATION;
            case AMQP.NOT_FOUND -> ErrorCode.NOT_FOUND;
            case AMQP.RESOURCE_LOCKED -> ErrorCode.CONFLICT;
            case AMQP.PRECONDITION_FAILED -> precondition(reply);
            case AMQP.RESOURCE_ERROR -> ErrorCode.REFUSED;
            case AMQP.NOT_IMPLEMENTED -> ErrorCode.UNSUPPORTED;
            default -> ErrorCode.CONNECTION;
        };
    }

    /**
     * A failed precondition means another thing for each method. Where the reply names no method, the broker acted on
     * its own account: a delivery was held for longer than its consumer timeout.
     */
    private static ErrorCode precondition(Reply reply) {
        if (reply.isPublish()) {
            return ErrorCode.TOO_LARGE;
        }
        boolean declaration = reply.classId() == CLASS_EXCHANGE || reply.classId() == CLASS_QUEUE;
        return declaration ? ErrorCode.CONFLICT : ErrorCode.CONNECTION;
    }

    /** Maps the loss of a channel or connection that was in use. */
    static MqException lost(ShutdownSignalException signal, String what) {
        Reply reply = Reply.of(signal);
        if (reply.code() == AMQP.PRECONDITION_FAILED && reply.classId() == 0) {
            return new ConnectionException(
                    Outcome.UNKNOWN,
                    what + ": RabbitMQ closed the channel because a delivery was not settled within the consumer"
                            + " timeout of the server (" + reply.text() + ")",
                    signal);
        }
        return ofReply(signal, what);
    }

    /** The broker has ended a consumer. */
    static MqException cancelled(String consumed) {
        return new ConnectionException(
                Outcome.UNKNOWN,
                "RabbitMQ cancelled the consumer of " + consumed
                        + ": the queue was deleted or its node went down, or"
                        + " a delivery was not settled within the consumer timeout of the server",
                null);
    }

    /** Returns the first exception of a type among the failure and its causes. */
    static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> type) {
        Throwable current = failure;
        for (int depth = 0; current != null && depth < 20; depth++) {
            if (type.isInstance(current)) {
                return type.cast(current);
            }
            current = current.getCause();
        }
        return null;
    }

    private static String text(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }

    /**
     * What the broker said when it closed a channel or connection.
     *
     * @param code the AMQP reply code, or 0 if the broker said nothing
     * @param text its text
     * @param classId the class of the method that failed, or 0
     * @param methodId that method, or 0
     */
    record Reply(int code, String text, int classId, int methodId) {

        static Reply of(ShutdownSignalException signal) {
            Method reason = signal.getReason();
            if (reason instanceof AMQP.Channel.Close close) {
                return new Reply(close.getReplyCode(), close.getReplyText(), close.getClassId(), close.getMethodId());
            }
            if (reason instanceof AMQP.Connection.Close close) {
                return new Reply(close.getReplyCode(), close.getReplyText(), close.getClassId(), close.getMethodId());
            }
            Throwable cause = signal.getCause();
            return new Reply(0, cause == null ? "the connection was lost" : RabbitErrors.text(cause), 0, 0);
        }

        boolean isPublish() {
            return classId == CLASS_BASIC && methodId == METHOD_PUBLISH;
        }
    }
}
