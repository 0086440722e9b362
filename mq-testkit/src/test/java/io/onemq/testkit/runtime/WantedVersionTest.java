package io.onemq.testkit.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WantedVersionTest {

    private static Settings settings(Map<String, String> properties) {
        return new Settings(properties::get, name -> null);
    }

    private static WantedVersion wanted(BrokerType type, String text) {
        return WantedVersion.configured(type, settings(Map.of(type.property() + ".version", text)));
    }

    @ParameterizedTest
    @CsvSource({
        "4.0, 4.0.5, true",
        "4.0, 4.0, true",
        "4, 4.0.5, true",
        "4.0, 4.01, false",
        "4.0, 4.1.0, false",
        "4.0.5, 4.0, false",
        "4.0, '', false",
        "8.1, Valkey 8.1.1, false"
    })
    void isMetByWhatIsMoreExact(String text, String running, boolean met) {
        assertThat(wanted(BrokerType.REDIS, text).isMetBy(running)).isEqualTo(met);
    }

    @Test
    void valkeyIsNotRedis() {
        WantedVersion valkey = wanted(BrokerType.REDIS, "valkey-8.1");

        assertThat(valkey.isMetBy("Valkey 8.1.1")).isTrue();
        assertThat(valkey.isMetBy("8.1.1")).isFalse();
        assertThat(BrokerType.REDIS.container("localhost", 1, valkey).command()).startsWith("valkey-server");
    }

    @Test
    void withoutSettingEverythingWillDo() {
        WantedVersion any = WantedVersion.configured(BrokerType.KAFKA, settings(Map.of()));

        assertThat(any.isMetBy("4.4.0")).isTrue();
        assertThat(any.isMetBy("")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"RABBITMQ, latest", "KAFKA, valkey-8.1", "REDIS, 8.x"})
    void anythingElseIsRefusedWithExamples(BrokerType type, String text) {
        assertThatThrownBy(() -> wanted(type, text))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(type.property() + ".version must be a version, such as " + type.versionExamples()
                        + "; it is " + text);
    }

    @ParameterizedTest
    @CsvSource({
        "RABBITMQ, 4.0, rabbitmq:4.0-management",
        "KAFKA, 4.2.0, apache/kafka:4.2.0",
        "REDIS, 7.0, redis:7.0",
        "REDIS, valkey-8.1, valkey/valkey:8.1"
    })
    void theOfficialImageHasTheVersionAsItsTag(BrokerType type, String text, String image) {
        assertThat(wanted(type, text).image(settings(Map.of()))).isEqualTo(image);
    }

    @Test
    void theDefaultImagesAreOfTheNewest() {
        assertThat(WantedVersion.any(BrokerType.RABBITMQ).image(settings(Map.of())))
                .isEqualTo("rabbitmq:4-management");
        assertThat(WantedVersion.any(BrokerType.REDIS).image(settings(Map.of())))
                .isEqualTo("redis:8");
    }

    @Test
    void theNewestListedImageThatHasTheVersionIsTaken() {
        Settings settings = settings(Map.of(
                "mq.test.redis.images", "8.9.1=nine,8.10.2=ten,7.0.15=seven,valkey-8.1.1=valkey",
                "mq.test.redis.image", "one"));

        assertThat(wanted(BrokerType.REDIS, "8").image(settings)).isEqualTo("ten");
        assertThat(wanted(BrokerType.REDIS, "valkey-8.1").image(settings)).isEqualTo("valkey");
        assertThat(wanted(BrokerType.REDIS, "6").image(settings)).isEqualTo("one");
        assertThat(WantedVersion.any(BrokerType.REDIS).image(settings)).isEqualTo("one");
    }

    @Test
    void imagesWithoutVersionsAreRefused() {
        Settings settings = settings(Map.of("mq.test.redis.images", "redis:8"));

        assertThatThrownBy(() -> wanted(BrokerType.REDIS, "8").image(settings))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("mq.test.redis.images must be pairs of version and image")
                .hasMessageContaining("redis:8");
    }

    @Test
    void anotherVersionIsRefusedWithTheOnesThereAre() {
        Settings settings = settings(Map.of("mq.test.rabbitmq.images", "4.0.5=a,4.3.6=b"));

        assertThatThrownBy(
                        () -> wanted(BrokerType.RABBITMQ, "4.1").check("3.10.8", "the one that is installed", settings))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "mq.test.rabbitmq.version (or the variable MQ_TEST_RABBITMQ_VERSION) is 4.1, but the one that"
                                + " is installed is 3.10.8. There are images of: 4.0.5, 4.3.6.");
        assertThatCode(() -> wanted(BrokerType.RABBITMQ, "3.10").check("3.10.8", "it", settings))
                .doesNotThrowAnyException();
    }
}
