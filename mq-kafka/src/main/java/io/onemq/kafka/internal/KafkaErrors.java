package io.onemq.kafka.internal;

import io.onemq.ConfigurationException;
import io.onemq.ConnectionException;
import io.onemq.ErrorCode;
import io.onemq.MqException;
import io.onemq.Outcome;
import io.onemq.PublishException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.BootstrapResolutionException;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.InconsistentGroupProtocolException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.NotEnoughReplicasAfterAppendException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.OffsetMetadataTooLarge;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.errors.UnknownTopicIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedAssignorException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.jspecify.annotations.Nullable;

/** Maps native failures to portable ones, by type. */
final class KafkaErrors {
    private KafkaErrors() {}

    /** How often a message may have been sent to the broker. */
    enum Attempts {
        NONE,
        ONE,
        SEVERAL
    }

    /** The failure of an administrative request. */
    static MqException request(String what, Throwable failure) {
        Throwable cause = unwrap(failure);
        ErrorCode code = code(cause);
        if (code == ErrorCode.CONNECTION) {
            return new ConnectionException(Outcome.UNKNOWN, sentence(what, cause), cause);
        }
        boolean retryable = cause instanceof RetriableException && code != ErrorCode.NOT_FOUND;
        Outcome outcome = retryable ? Outcome.UNKNOWN : Outcome.NOT_SENT;
        return new MqException(code, outcome, retryable, sentence(what, cause), cause);
    }

    /** The failure to reach the broker or to stay connected: what would pass by itself is a lost connection. */
    static MqException connection(String what, Throwable failure) {
        MqException mapped = request(what, failure);
        if (mapped.code() == ErrorCode.TIMEOUT || mapped.retryable()) {
            return new ConnectionException(Outcome.UNKNOWN, String.valueOf(mapped.getMessage()), unwrap(failure));
        }
        return mapped;
    }

    /** The end of a member of a group. */
    static MqException reading(String topic, String groupId, Throwable failure) {
        String what = "go on reading topic " + topic + " for group " + groupId;
        Throwable cause = unwrap(failure);
        if (cause instanceof GroupIdNotFoundException || cause instanceof InconsistentGroupProtocolException) {
            return new MqException(
                    ErrorCode.CONFLICT,
                    Outcome.NOT_SENT,
                    false,
                    sentence(what, cause) + " The members of the group may use another kafka.group-protocol, and the "
                            + "broker may not let both work together (group.consumer.migration.policy): use the same, "
                            + "or stop the others first",
                    cause);
        }
        if (cause instanceof OffsetMetadataTooLarge) {
            return new ConfigurationException(
                    sentence(what, cause) + " The group is ordered by key and keeps its notes in the metadata of its "
                            + "positions: set offset.metadata.max.bytes of the brokers to 4096, the default, or more",
                    cause);
        }
        return connection(what, failure);
    }

    /** The failure to create a native client. */
    static MqException creating(String what, KafkaException failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        if (cause instanceof ConfigException wrong) {
            String message = String.valueOf(wrong.getMessage());
            // A name that does not resolve now may resolve later.
            return message.contains("bootstrap")
                    ? new ConnectionException(Outcome.NOT_SENT, "Cannot create " + what + ": " + message, wrong)
                    : new ConfigurationException("Kafka refuses the settings of " + what + ": " + message, wrong);
        }
        return request("create " + what, cause);
    }

    /**
     * The failure of one message.
     *
     * @param attempts how often the message may have left this process
     */
    static PublishException publish(String topic, String id, Throwable failure, Attempts attempts) {
        Throwable cause = unwrap(failure);
        ErrorCode code = publishCode(cause);
        Outcome outcome = isNotStored(cause, attempts) ? Outcome.NOT_SENT : Outcome.UNKNOWN;
        boolean retryable = cause instanceof RetriableException && code != ErrorCode.NOT_FOUND;
        String text = "Message " + id + " to topic " + topic
                + (outcome == Outcome.UNKNOWN ? " was not confirmed and may be stored: " : " was not stored: ")
                + describe(cause);
        return new PublishException(code, outcome, retryable, text, cause);
    }

    /** A message to a topic that does not exist. */
    static PublishException notFound(String topic, String id) {
        return new PublishException(
                ErrorCode.NOT_FOUND,
                Outcome.NOT_SENT,
                false,
                "Message " + id + " was not sent: topic " + topic + " does not exist; declare it",
                null);
    }

    /** A message with a delay, where there is no place to wait in. */
    static PublishException notDelayed(String id, String orphans) {
        return new PublishException(
                ErrorCode.NOT_FOUND,
                Outcome.NOT_SENT,
                false,
                "Message " + id
                        + " was not sent: it is to be delayed, but the delay topics of this installation, up to "
                        + orphans + ", do not exist or may not be used; a program that declares topics creates them",
                null);
    }

    /** A message with a delay that its topic would not take when it is due. */
    static PublishException tooLarge(String topic, String id, long size, int limit) {
        return new PublishException(
                ErrorCode.TOO_LARGE,
                Outcome.NOT_SENT,
                false,
                "Message " + id + " was not sent: its record has " + size + " bytes, and topic " + topic + " takes "
                        + limit + " (max.message.bytes)",
                null);
    }

    /** A message that was not sent because its topic could not be looked up. */
    static PublishException notSent(String id, MqException lookup) {
        return new PublishException(
                lookup.code(),
                Outcome.NOT_SENT,
                lookup.retryable(),
                "Message " + id + " was not sent: " + lookup.getMessage(),
                lookup);
    }

    private static ErrorCode publishCode(Throwable cause) {
        if (cause instanceof BufferExhaustedException) {
            return ErrorCode.BUFFER_FULL;
        }
        if (cause instanceof InvalidTimestampException || cause instanceof SerializationException) {
            return ErrorCode.INVALID_MESSAGE;
        }
        ErrorCode code = code(cause);
        return code == ErrorCode.INTERNAL ? ErrorCode.REFUSED : code;
    }

    private static boolean isNotStored(Throwable cause, Attempts attempts) {
        return switch (attempts) {
            case NONE -> true;
            case ONE -> isRefusalForGood(cause) || isRefusal(cause);
            case SEVERAL -> isRefusalForGood(cause);
        };
    }

    /** Tells whether no attempt can have had another outcome. */
    private static boolean isRefusalForGood(Throwable cause) {
        return cause instanceof RecordTooLargeException
                || cause instanceof RecordBatchTooLargeException
                || cause instanceof InvalidTimestampException
                || cause instanceof SerializationException
                || cause instanceof InvalidTopicException;
    }

    /** Tells whether the broker did not store what this attempt sent; the answer to an earlier one may have been lost. */
    private static boolean isRefusal(Throwable cause) {
        return cause instanceof AuthorizationException
                || cause instanceof UnknownTopicOrPartitionException
                || cause instanceof PolicyViolationException
                || cause instanceof CorruptRecordException
                || cause instanceof NotEnoughReplicasException;
    }

    private static ErrorCode code(Throwable cause) {
        if (cause instanceof AuthenticationException) {
            return ErrorCode.AUTHENTICATION;
        }
        if (cause instanceof AuthorizationException) {
            return ErrorCode.AUTHORIZATION;
        }
        if (cause instanceof InterruptException || cause instanceof InterruptedException) {
            return ErrorCode.INTERRUPTED;
        }
        if (cause instanceof TimeoutException || cause instanceof java.util.concurrent.TimeoutException) {
            return ErrorCode.TIMEOUT;
        }
        // Both are kinds of InvalidConfigurationException.
        if (cause instanceof InvalidTopicException) {
            return ErrorCode.INVALID_NAME;
        }
        if (cause instanceof UnsupportedVersionException) {
            return ErrorCode.UNSUPPORTED;
        }
        if (cause instanceof ConfigException
                || cause instanceof InvalidConfigurationException
                || cause instanceof UnsupportedAssignorException
                || cause instanceof InvalidReplicationFactorException
                || cause instanceof InvalidPartitionsException) {
            return ErrorCode.CONFIGURATION;
        }
        return stateCode(cause);
    }

    private static ErrorCode stateCode(Throwable cause) {
        if (cause instanceof UnknownTopicOrPartitionException
                || cause instanceof UnknownTopicIdException
                || cause instanceof GroupIdNotFoundException) {
            return ErrorCode.NOT_FOUND;
        }
        if (cause instanceof TopicExistsException
                || cause instanceof GroupNotEmptyException
                || cause instanceof UnknownMemberIdException
                || cause instanceof InconsistentGroupProtocolException) {
            return ErrorCode.CONFLICT;
        }
        if (cause instanceof RecordTooLargeException || cause instanceof RecordBatchTooLargeException) {
            return ErrorCode.TOO_LARGE;
        }
        if (cause instanceof PolicyViolationException
                || cause instanceof CorruptRecordException
                || cause instanceof NotEnoughReplicasException
                || cause instanceof NotEnoughReplicasAfterAppendException) {
            return ErrorCode.REFUSED;
        }
        return cause instanceof RetriableException || cause instanceof BootstrapResolutionException
                ? ErrorCode.CONNECTION
                : ErrorCode.INTERNAL;
    }

    /** Tells that a member could not say goodbye. */
    static String leftUncleanly(String groupId, RuntimeException failure) {
        return "A consumer left Kafka group " + groupId + " without an answer (" + describe(failure)
                + "); what it had not settled comes back when its session times out";
    }

    /** Returns the failure behind the wrappers of futures. */
    static Throwable unwrap(Throwable failure) {
        Throwable current = failure;
        while (current instanceof ExecutionException || current instanceof CompletionException) {
            Throwable cause = current.getCause();
            if (cause == null) {
                break;
            }
            current = cause;
        }
        return current;
    }

    private static String sentence(String what, Throwable cause) {
        return "Kafka could not " + what + ": " + describe(cause);
    }

    /** Names a failure and its text. */
    static String describe(@Nullable Throwable cause) {
        if (cause == null) {
            return "no reason given";
        }
        String message = cause.getMessage();
        return cause.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    }
}
