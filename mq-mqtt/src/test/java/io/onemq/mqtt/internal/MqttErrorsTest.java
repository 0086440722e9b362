package io.onemq.mqtt.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.ConnectionException;
import io.onemq.ErrorCode;
import io.onemq.MqException;
import io.onemq.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MqttErrorsTest {

    @ParameterizedTest
    @CsvSource({
        "0x10, UNROUTABLE, false",
        "0x83, REFUSED, true",
        "0x87, AUTHORIZATION, false",
        "0x89, CONNECTION, true",
        "0x8a, AUTHORIZATION, false",
        "0x8b, CONNECTION, true",
        "0x8e, CONNECTION, true",
        "0x95, TOO_LARGE, false",
        "0x97, REFUSED, true",
        "0x9a, UNSUPPORTED, false",
        "0xff, REFUSED, false"
    })
    void translatesReasons(String reason, ErrorCode code, boolean retryable) {
        MqException failure = MqttErrors.refused("Doing this", Integer.decode(reason), "because");

        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.retryable()).isEqualTo(retryable);
        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_SENT);
        assertThat(failure).hasMessageContaining("Doing this").hasMessageContaining("(" + reason + "), because");
    }

    @Test
    void aConnectionThatIsNotAuthorizedHasWrongCredentials() {
        assertThat(MqttErrors.refusedConnect(0x86, null).code()).isEqualTo(ErrorCode.AUTHENTICATION);
        assertThat(MqttErrors.refusedConnect(0x87, null).code()).isEqualTo(ErrorCode.AUTHENTICATION);
    }

    @Test
    void anOlderProtocolIsUnsupported() {
        assertThat(MqttErrors.refusedConnect(1, null).code()).isEqualTo(ErrorCode.UNSUPPORTED);
    }

    @Test
    void theBrokersGoodbyeLeavesOpenWhatWasDone() {
        MqException failure = MqttErrors.disconnected(0x8b, null);

        assertThat(failure).isInstanceOf(ConnectionException.class).hasMessageContaining("server shutting down");
        assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
    }
}
