package io.onemq.rabbitmq.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.PossibleAuthenticationFailureException;
import com.rabbitmq.client.ShutdownSignalException;
import io.onemq.ErrorCode;
import io.onemq.MqException;
import io.onemq.Outcome;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RabbitErrorsTest {
    private static ShutdownSignalException channelClosed(int code, int classId, int methodId) {
        return new ShutdownSignalException(
                false,
                false,
                new AMQP.Channel.Close.Builder()
                        .replyCode(code)
                        .replyText("text")
                        .classId(classId)
                        .methodId(methodId)
                        .build(),
                "channel");
    }

    private static ShutdownSignalException connectionClosed(int code) {
        return new ShutdownSignalException(
                true,
                false,
                new AMQP.Connection.Close.Builder()
                        .replyCode(code)
                        .replyText("text")
                        .build(),
                "connection");
    }

    @ParameterizedTest
    @CsvSource({
        "311, 60, 40, TOO_LARGE, false",
        "320, 0, 0, CONNECTION, true",
        "403, 50, 10, AUTHORIZATION, false",
        "404, 60, 20, NOT_FOUND, false",
        "405, 50, 10, CONFLICT, false",
        "406, 40, 10, CONFLICT, false",
        "406, 50, 10, CONFLICT, false",
        "406, 60, 40, TOO_LARGE, false",
        "406, 60, 80, CONNECTION, true",
        "406, 0, 0, CONNECTION, true",
        "501, 0, 0, CONNECTION, true",
        "506, 50, 10, REFUSED, true",
        "530, 10, 40, AUTHORIZATION, false",
        "540, 60, 20, UNSUPPORTED, false",
        "541, 0, 0, CONNECTION, true"
    })
    void mapsReplies(int reply, int classId, int methodId, ErrorCode code, boolean retryable) {
        IOException failure = new IOException(channelClosed(reply, classId, methodId));
        MqException mapped = RabbitErrors.of(failure, "Trying");
        assertThat(mapped.code()).isEqualTo(code);
        assertThat(mapped.retryable()).isEqualTo(retryable);
        assertThat(mapped).hasMessageStartingWith("Trying failed").hasMessageContaining("text");
        assertThat(RabbitErrors.of(new AlreadyClosedException(connectionClosed(reply)), "Trying")
                        .code())
                .isNotEqualTo(ErrorCode.INTERNAL);
    }

    static Stream<Arguments> failures() {
        SSLHandshakeException untrusted = new SSLHandshakeException("PKIX path building failed");
        untrusted.initCause(new CertificateException("unknown"));
        return Stream.of(
                Arguments.of(new AuthenticationFailureException("no"), ErrorCode.AUTHENTICATION, false),
                Arguments.of(
                        new PossibleAuthenticationFailureException(connectionClosed(0)),
                        ErrorCode.AUTHENTICATION,
                        false),
                Arguments.of(new ConnectException("refused"), ErrorCode.CONNECTION, true),
                Arguments.of(new UnknownHostException("host"), ErrorCode.CONNECTION, true),
                Arguments.of(new EOFException(), ErrorCode.CONNECTION, true),
                Arguments.of(new SSLHandshakeException("terminated"), ErrorCode.CONNECTION, true),
                Arguments.of(untrusted, ErrorCode.CONNECTION, false),
                Arguments.of(new TimeoutException(), ErrorCode.CONNECTION, true));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void mapsFailuresToConnect(Exception failure, ErrorCode code, boolean retryable) {
        MqException mapped = RabbitErrors.connecting(failure, "host:5672");
        assertThat(mapped.code()).isEqualTo(code);
        assertThat(mapped.retryable()).isEqualTo(retryable);
        assertThat(mapped.outcome()).isEqualTo(Outcome.NOT_SENT);
        assertThat(mapped).hasMessageContaining("host:5672");
    }

    @Test
    void mapsAnAnswerThatDoesNotComeToATimeout() {
        MqException mapped = RabbitErrors.of(new IOException(new TimeoutException()), "Trying");
        assertThat(mapped.code()).isEqualTo(ErrorCode.TIMEOUT);
        assertThat(mapped.outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void explainsTheConsumerTimeout() {
        assertThat(RabbitErrors.lost(channelClosed(406, 0, 0), "The consumer ended"))
                .hasMessageContaining("consumer timeout");
    }

    @Test
    void keepsPortableFailures() {
        MqException known = new MqException(ErrorCode.CLOSED, "closed");
        assertThat(RabbitErrors.of(known, "Trying")).isSameAs(known);
    }
}
