package io.onemq.kafka.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.ConfigurationException;
import io.onemq.ConnectionException;
import io.onemq.ErrorCode;
import io.onemq.MqException;
import io.onemq.Outcome;
import io.onemq.PublishException;
import io.onemq.kafka.internal.KafkaErrors.Attempts;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.CoordinatorNotAvailableException;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
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
import org.apache.kafka.common.errors.NotLeaderOrFollowerException;
import org.apache.kafka.common.errors.OffsetMetadataTooLarge;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedAssignorException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class KafkaErrorsTest {

    static Stream<Arguments> requests() {
        return Stream.of(
                Arguments.of(new SaslAuthenticationException("no"), ErrorCode.AUTHENTICATION, false),
                Arguments.of(new SslAuthenticationException("no"), ErrorCode.AUTHENTICATION, false),
                Arguments.of(new TopicAuthorizationException("no"), ErrorCode.AUTHORIZATION, false),
                Arguments.of(new GroupAuthorizationException("no"), ErrorCode.AUTHORIZATION, false),
                Arguments.of(new ClusterAuthorizationException("no"), ErrorCode.AUTHORIZATION, false),
                Arguments.of(new TimeoutException("late"), ErrorCode.TIMEOUT, true),
                Arguments.of(new DisconnectException("gone"), ErrorCode.CONNECTION, true),
                Arguments.of(new CoordinatorNotAvailableException("later"), ErrorCode.CONNECTION, true),
                Arguments.of(new NotLeaderOrFollowerException("moved"), ErrorCode.CONNECTION, true),
                Arguments.of(new UnknownTopicOrPartitionException("none"), ErrorCode.NOT_FOUND, false),
                Arguments.of(new GroupIdNotFoundException("none"), ErrorCode.NOT_FOUND, false),
                Arguments.of(new GroupNotEmptyException("members"), ErrorCode.CONFLICT, false),
                Arguments.of(new InconsistentGroupProtocolException("kind"), ErrorCode.CONFLICT, false),
                Arguments.of(new InvalidTopicException("name"), ErrorCode.INVALID_NAME, false),
                Arguments.of(new InvalidReplicationFactorException("9"), ErrorCode.CONFIGURATION, false),
                Arguments.of(new InvalidPartitionsException("0"), ErrorCode.CONFIGURATION, false),
                Arguments.of(new InvalidConfigurationException("x"), ErrorCode.CONFIGURATION, false),
                Arguments.of(new UnsupportedAssignorException("x"), ErrorCode.CONFIGURATION, false),
                Arguments.of(new PolicyViolationException("policy"), ErrorCode.REFUSED, false),
                Arguments.of(new UnsupportedVersionException("old"), ErrorCode.UNSUPPORTED, false),
                Arguments.of(new KafkaException("?"), ErrorCode.INTERNAL, false));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void mapsFailedRequests(Throwable nativeFailure, ErrorCode code, boolean retryable) {
        MqException mapped = KafkaErrors.request("do it", new ExecutionException(nativeFailure));

        assertThat(mapped.code()).isEqualTo(code);
        assertThat(mapped.retryable()).isEqualTo(retryable);
        assertThat(mapped.getCause()).isSameAs(nativeFailure);
        assertThat(mapped).hasMessageStartingWith("Kafka could not do it: ");
    }

    static Stream<Arguments> publishes() {
        return Stream.of(
                Arguments.of(new RecordTooLargeException("2 MB"), ErrorCode.TOO_LARGE, Outcome.NOT_SENT, false),
                Arguments.of(new TimeoutException("120 s"), ErrorCode.TIMEOUT, Outcome.UNKNOWN, true),
                Arguments.of(new DisconnectException("gone"), ErrorCode.CONNECTION, Outcome.UNKNOWN, true),
                Arguments.of(new TopicAuthorizationException("no"), ErrorCode.AUTHORIZATION, Outcome.NOT_SENT, false),
                Arguments.of(new InvalidTimestampException("1970"), ErrorCode.INVALID_MESSAGE, Outcome.NOT_SENT, false),
                Arguments.of(new NotEnoughReplicasException("1 of 2"), ErrorCode.REFUSED, Outcome.NOT_SENT, true),
                Arguments.of(
                        new NotEnoughReplicasAfterAppendException("1 of 2"), ErrorCode.REFUSED, Outcome.UNKNOWN, true),
                Arguments.of(
                        new UnknownTopicOrPartitionException("none"), ErrorCode.NOT_FOUND, Outcome.NOT_SENT, false),
                Arguments.of(new KafkaException("?"), ErrorCode.REFUSED, Outcome.UNKNOWN, false));
    }

    @ParameterizedTest
    @MethodSource("publishes")
    void mapsPublishesThatFailAtOnce(Exception nativeFailure, ErrorCode code, Outcome outcome, boolean retryable) {
        PublishException mapped = KafkaErrors.publish("orders", "o-1", nativeFailure, Attempts.ONE);

        assertThat(mapped.code()).isEqualTo(code);
        assertThat(mapped.outcome()).isEqualTo(outcome);
        assertThat(mapped.retryable()).isEqualTo(retryable);
        assertThat(mapped).hasMessageContaining("o-1").hasMessageContaining("orders");
    }

    @Test
    void aRefusalDoesNotSayWhatBecameOfAnEarlierAttempt() {
        for (Exception refusal : List.of(
                new TopicAuthorizationException("no"),
                new NotEnoughReplicasException("1 of 2"),
                new CorruptRecordException("bits"),
                new UnknownTopicOrPartitionException("none"))) {
            assertThat(KafkaErrors.publish("orders", "o-1", refusal, Attempts.SEVERAL)
                            .outcome())
                    .as(refusal.toString())
                    .isEqualTo(Outcome.UNKNOWN);
        }
        for (Exception refusal : List.of(
                new RecordTooLargeException("2 MB"),
                new InvalidTimestampException("1970"),
                new SerializationException("?"))) {
            assertThat(KafkaErrors.publish("orders", "o-1", refusal, Attempts.SEVERAL)
                            .outcome())
                    .as(refusal.toString())
                    .isEqualTo(Outcome.NOT_SENT);
        }
    }

    @Test
    void whatFailedBeforeItWasSentIsNotStored() {
        assertThat(KafkaErrors.publish("orders", "o-1", new BufferExhaustedException("full"), Attempts.NONE))
                .extracting(MqException::code, MqException::outcome, MqException::retryable)
                .containsExactly(ErrorCode.BUFFER_FULL, Outcome.NOT_SENT, true);
    }

    @Test
    void brokersThatTakeLittleMetadataAreToBeConfigured() {
        MqException refused =
                KafkaErrors.reading("orders", "orders.billing", new OffsetMetadataTooLarge("more than 512 bytes"));
        assertThat(refused)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("offset.metadata.max.bytes")
                .hasMessageContaining("4096");
    }

    @Test
    void aConnectionThatIsNotAnsweredIsLost() {
        assertThat(KafkaErrors.connection("be reached", new TimeoutException("30 s")))
                .extracting(MqException::code, MqException::retryable)
                .containsExactly(ErrorCode.CONNECTION, true);
        assertThat(KafkaErrors.connection("be reached", new SaslAuthenticationException("no"))
                        .code())
                .isEqualTo(ErrorCode.AUTHENTICATION);
    }

    @Test
    void anInterruptKeepsItsCode() {
        assertThat(KafkaErrors.request("do it", new InterruptException("stop")).code())
                .isEqualTo(ErrorCode.INTERRUPTED);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void serversThatDoNotResolveMayResolveLater() {
        KafkaException failure = new KafkaException(
                "Failed to create", new ConfigException("No resolvable bootstrap urls given in bootstrap.servers"));
        assertThat(KafkaErrors.creating("a producer", failure))
                .extracting(MqException::code, MqException::retryable)
                .containsExactly(ErrorCode.CONNECTION, true);
        assertThat(KafkaErrors.creating("a producer", new ConfigException("linger.ms", "x")))
                .extracting(MqException::code, MqException::retryable)
                .containsExactly(ErrorCode.CONFIGURATION, false);
    }

    @Test
    void aGroupOfTheOtherProtocolIsAConflict() {
        MqException refused = KafkaErrors.reading("orders", "orders.billing", new GroupIdNotFoundException("disabled"));
        assertThat(refused.code()).isEqualTo(ErrorCode.CONFLICT);
        assertThat(refused).hasMessageContaining("disabled").hasMessageContaining("kafka.group-protocol");
        assertThat(refused.retryable()).isFalse();
        assertThat(KafkaErrors.reading("orders", "orders.billing", new TimeoutException("30 s")))
                .isInstanceOf(ConnectionException.class);
    }
}
