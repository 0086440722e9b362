package io.onemq.redis.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onemq.ConfigurationException;
import io.onemq.spi.BrokerUrl;
import io.onemq.spi.CommonKeys;
import io.onemq.spi.DriverConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.SslVerifyMode;

class RedisSettingsTest {

    private static RedisSettings settings(String url) {
        return new RedisSettings(DriverConfig.builder(BrokerUrl.parse(url)).build());
    }

    @Test
    void readsAddressCredentialsAndDatabaseFromTheUrl() {
        RedisSettings settings = settings("redis://ann:s%40cret@cache.example:7000/3");

        assertThat(settings.addresses()).containsExactly(new HostAndPort("cache.example", 7000));
        assertThat(settings.jedis().getUser()).isEqualTo("ann");
        assertThat(settings.jedis().getPassword()).isEqualTo("s@cret");
        assertThat(settings.jedis().getDatabase()).isEqualTo(3);
        assertThat(settings.jedis().getSslOptions()).isNull();
    }

    @Test
    void hasDefaultsForWhatTheUrlLeavesOut() {
        RedisSettings settings = settings("redis://cache.example");

        assertThat(settings.addresses().get(0).getPort()).isEqualTo(6379);
        assertThat(settings.jedis().getDatabase()).isZero();
        assertThat(settings.jedis().getPassword()).isNull();
        assertThat(settings.replyTimeoutMillis()).isEqualTo(10_000);
        assertThat(settings.maxMessageSize()).isEqualTo(512L << 20);
    }

    @Test
    void checksHostNamesOfEncryptedConnections() {
        RedisSettings settings = settings("rediss://cache.example");

        assertThat(settings.jedis().getSslOptions().getSslVerifyMode()).isEqualTo(SslVerifyMode.FULL);
    }

    @Test
    void readsSeveralNodesOfACluster() {
        assertThat(settings("redis://a:1,b").addresses())
                .containsExactly(new HostAndPort("a", 1), new HostAndPort("b", 6379));
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis:a", "redis://a/first", "redis://a/-1", "redis://a/0/1"})
    void refusesUrlsThatItCannotServe(String url) {
        assertThatThrownBy(() -> settings(url)).isInstanceOf(ConfigurationException.class);
    }

    @Test
    void refusesATruststoreThatDoesNotExist() {
        DriverConfig config = DriverConfig.builder(BrokerUrl.parse("rediss://a"))
                .set(RedisKeys.TRUSTSTORE, "/no/such/file")
                .build();

        assertThatThrownBy(() -> new RedisSettings(config))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("/no/such/file");
    }

    @Test
    void boundsTheHandshakeByTheTimeToConnect() {
        DriverConfig config = DriverConfig.builder(BrokerUrl.parse("redis://a"))
                .set(CommonKeys.CONNECT_TIMEOUT, "2s")
                .build();

        assertThat(new RedisSettings(config).jedis().getSocketTimeoutMillis()).isEqualTo(2_000);
    }
}
