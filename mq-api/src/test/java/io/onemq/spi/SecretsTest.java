package io.onemq.spi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password",
                "ssl.keystore.password",
                "ssl.key.password",
                "KEY-PASSWORD",
                "sasl.jaas.config",
                "ssl.keystore.key",
                "sasl.oauthbearer.client.credentials.client.secret",
                "bearer_token",
                "api-key",
                "aws.accessKey",
                "privateKey",
                "passphrase",
                "db.pass",
                "pwd"
            })
    void recognisesTheNamesOfSecrets(String key) {
        assertThat(Secrets.mask(key, "x")).isEqualTo("***");
    }

    @ParameterizedTest
    @ValueSource(strings = {"linger.ms", "key", "partition.key", "ssl.keystore.location", "compression.type", "user"})
    void showsTheRest(String key) {
        assertThat(Secrets.mask(key, "x")).isEqualTo("x");
    }
}
