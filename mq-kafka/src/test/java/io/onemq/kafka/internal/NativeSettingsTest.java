package io.onemq.kafka.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onemq.ConfigurationException;
import io.onemq.spi.BrokerUrl;
import io.onemq.spi.CommonKeys;
import io.onemq.spi.DriverConfig;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NativeSettingsTest {
    private static ClientConfigs configs(String url, String... settings) {
        DriverConfig.Builder builder = DriverConfig.builder(BrokerUrl.parse(url));
        for (int i = 0; i < settings.length; i += 2) {
            builder.nativeSetting(settings[i], settings[i + 1]);
        }
        return new ClientConfigs(builder.build());
    }

    @Test
    void settingsOfAllClientsAreKnown() {
        assertThat(NativeSettings.known())
                .contains("linger.ms", "compression.type", "fetch.min.bytes", "session.timeout.ms", "sasl.jaas.config")
                .doesNotContainAnyElementsOf(NativeSettings.refused().keySet());
    }

    @Test
    void refusalsAreReasons() {
        assertThat(NativeSettings.refused())
                .containsKeys(
                        "acks", "enable.idempotence", "enable.auto.commit", "auto.offset.reset", "isolation.level")
                .containsKeys("group.id", "share.acknowledgement.mode", "delivery.timeout.ms", "value.deserializer");
        assertThat(NativeSettings.refused().values())
                .allSatisfy(reason -> assertThat(reason).matches("[A-Za-z].*[A-Za-z0-9]"));
    }

    @Test
    void eachClientGetsTheSettingsThatItKnows() {
        ClientConfigs configs = configs("kafka://a,b:1000", "linger.ms", "20", "fetch.min.bytes", "7");

        assertThat(configs.producer())
                .containsEntry("linger.ms", "20")
                .doesNotContainKey("fetch.min.bytes")
                .containsEntry("bootstrap.servers", "a:9092,b:1000")
                .containsEntry("acks", "all")
                .containsEntry("enable.idempotence", true)
                .containsEntry("metadata.recovery.strategy", "none");
        assertThat(configs.classicConsumer("g", 1, 10_000))
                .containsEntry("fetch.min.bytes", "7")
                .containsEntry("auto.offset.reset", "none");
    }

    @Test
    void moversKeepTheServersThatTheyKnewUnlessTheUserSaysOtherwise() {
        assertThat(configs("kafka://a").mover("g")).containsEntry("metadata.recovery.strategy", "none");
        assertThat(configs("kafka://a", "metadata.recovery.strategy", "rebootstrap")
                        .mover("g"))
                .containsEntry("metadata.recovery.strategy", "rebootstrap");
        assertThat(configs("kafka://a").classicConsumer("g", 1, 10_000))
                .doesNotContainKey("metadata.recovery.strategy");
    }

    @Test
    void theBrokersProtocolIsForGroupsOfTheApplicationAlone() {
        DriverConfig config = DriverConfig.builder(BrokerUrl.parse("kafka://a"))
                .set(KafkaKeys.GROUP_PROTOCOL, "consumer")
                .build();
        ClientConfigs configs = new ClientConfigs(config);

        assertThat(configs.applicationConsumer("g", 1))
                .containsEntry("group.protocol", "consumer")
                .doesNotContainKeys("session.timeout.ms", "heartbeat.interval.ms", "partition.assignment.strategy");
        assertThat(List.of(
                        configs.classicConsumer("g", 1, 10_000), configs.isolatedConsumer("g", 1), configs.mover("g")))
                .allSatisfy(settings -> assertThat(settings)
                        .containsEntry("group.protocol", "classic")
                        .containsKeys("session.timeout.ms", "partition.assignment.strategy"));
    }

    @Test
    void whatDoesNotGoWithAProtocolIsRefused() {
        assertThat(NativeSettings.refused(Map.of("session.timeout.ms", "1"), GroupProtocol.CONSUMER))
                .containsOnlyKeys("session.timeout.ms");
        assertThat(NativeSettings.refused(Map.of("session.timeout.ms", "1"), GroupProtocol.CLASSIC))
                .isEmpty();
        assertThat(NativeSettings.refused(Map.of("group.remote.assignor", "x"), GroupProtocol.CONSUMER))
                .isEmpty();
        assertThat(NativeSettings.refused(Map.of("group.remote.assignor", "x"), GroupProtocol.CLASSIC))
                .containsOnlyKeys("group.remote.assignor");
    }

    @Test
    void aShortDeliveryTimeoutFitsTheProducer() {
        DriverConfig config = DriverConfig.builder(BrokerUrl.parse("kafka://a"))
                .set(CommonKeys.DELIVERY_TIMEOUT, "1s")
                .build();
        Map<String, Object> producer = new ClientConfigs(config).producer();

        assertThat((int) producer.get("linger.ms") + (int) producer.get("request.timeout.ms"))
                .isLessThanOrEqualTo((int) producer.get("delivery.timeout.ms"));
    }

    @Test
    void credentialsOfTheUrlBecomeSasl() {
        assertThat(configs("kafka://me:pa%22ss@a", "sasl.mechanism", "SCRAM-SHA-256")
                        .admin())
                .containsEntry("security.protocol", "SASL_PLAINTEXT")
                .containsEntry("sasl.mechanism", "SCRAM-SHA-256")
                .containsEntry(
                        "sasl.jaas.config",
                        "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"me\" "
                                + "password=\"pa\\\"ss\";");
    }

    @Test
    void aPathMakesNoSense() {
        assertThatThrownBy(() -> configs("kafka://a/topic"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("servers only");
    }
}
