package io.onemq.redis.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.ConnectionException;
import io.onemq.ErrorCode;
import io.onemq.MqException;
import io.onemq.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

class RedisErrorsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "OOM command not allowed when used memory > 'maxmemory'. | REFUSED | true | false",
                "MISCONF Errors writing to the AOF file: No space left on device | REFUSED | true | false",
                "NOREPLICAS Not enough good replicas to write. | REFUSED | true | false",
                "BUSY Redis is busy running a script. | REFUSED | true | false",
                "NOAUTH Authentication required. | AUTHENTICATION | false | true",
                "WRONGPASS invalid username-password pair or user is disabled. | AUTHENTICATION | false | true",
                "ERR AUTH <password> called without any password configured | AUTHENTICATION | false | true",
                "NOPERM User a has no permissions to run the 'xadd' command | AUTHORIZATION | false | false",
                "LOADING Redis is loading the dataset in memory | CONNECTION | true | true",
                "READONLY You can't write against a read only replica. | CONNECTION | true | true",
                "MASTERDOWN Link with MASTER is down | CONNECTION | true | true",
                "CLUSTERDOWN The cluster is down | CONNECTION | true | true",
                "TRYAGAIN Multiple keys request during rehashing of slot | CONNECTION | true | true",
                "ERR max number of clients reached | CONNECTION | true | true",
                "MOVED 3999 127.0.0.1:6381 | CONNECTION | true | true",
                "ASK 3999 127.0.0.1:6381 | CONNECTION | true | true",
                "CROSSSLOT Keys in request don't hash to the same slot | INTERNAL | false | false",
                "NOSCRIPT No matching script. | CONNECTION | true | true",
                "ERR unknown command 'HELLO' | UNSUPPORTED | false | false",
                "NOGROUP No such consumer group 'g' for key name 'k' | NOT_FOUND | false | false",
                "UNBLOCKED the stream key no longer exists | NOT_FOUND | false | false",
                "ERR The XGROUP subcommand requires the key to exist. | NOT_FOUND | false | false",
                "WRONGTYPE Operation against a key holding the wrong kind of value | CONFLICT | false | false",
                "ERR DB index is out of range | CONFIGURATION | false | true",
                "ERR SELECT is not allowed in cluster mode | CONFIGURATION | false | true",
                "ERR Protocol error: invalid bulk length | TOO_LARGE | false | true",
                "BUSYGROUP Consumer Group name already exists | INTERNAL | false | false",
                "ERR syntax error | INTERNAL | false | false"
            })
    void mapsReplies(String reply, ErrorCode code, boolean retryable, boolean endsConnection) {
        JedisDataException failure = new JedisDataException(reply);

        assertThat(RedisErrors.meaning(failure)).isEqualTo(new RedisErrors.Meaning(code, retryable, endsConnection));
        MqException translated = RedisErrors.translate(failure, "Doing this", Outcome.UNKNOWN);
        assertThat(translated.code()).isEqualTo(code);
        assertThat(translated.retryable()).isEqualTo(retryable);
        assertThat(translated.outcome()).isEqualTo(Outcome.NOT_SENT);
        assertThat(translated).hasCause(failure).hasMessageContaining(reply);
    }

    @Test
    void mapsAFailedConnectionWithTheOutcomeOfTheOperation() {
        JedisConnectionException failure = new JedisConnectionException("Unexpected end of stream.");

        MqException translated = RedisErrors.translate(failure, "Publishing", Outcome.UNKNOWN);

        assertThat(translated).isInstanceOf(ConnectionException.class).hasCause(failure);
        assertThat(translated.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(translated.retryable()).isTrue();
    }

    @Test
    void keepsWhatIsTranslatedAlready() {
        MqException known = new MqException(ErrorCode.CONFLICT, "no");

        assertThat(RedisErrors.translate(known, "Doing this", Outcome.UNKNOWN)).isSameAs(known);
    }

    @Test
    void takesTheUnexpectedForADefect() {
        MqException translated = RedisErrors.translate(new IllegalStateException("odd"), "Doing this", Outcome.UNKNOWN);

        assertThat(translated.code()).isEqualTo(ErrorCode.INTERNAL);
        assertThat(translated.retryable()).isFalse();
    }
}
