package io.onemq.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onemq.ConfigurationException;
import io.onemq.spi.BrokerUrl;
import io.onemq.spi.CommonKeys;
import io.onemq.spi.DriverConfig;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigResolverTest {
    private final Places places = new Places();

    @Test
    void strongerPlacesWin() {
        thenTimeout(30, "default");
        places.file("publish.timeout", "1s");
        thenTimeout(1, "mq.properties");
        places.variable("MQ_PUBLISH_TIMEOUT", "2s");
        thenTimeout(2, "environment variable MQ_PUBLISH_TIMEOUT");
        places.property("mq.publish.timeout", "3s");
        thenTimeout(3, "system property mq.publish.timeout");
        places.file("url", "fake://host?publish.timeout=4s");
        thenTimeout(4, "URL query");
        places.option("publish.timeout", "5s");
        thenTimeout(5, "builder");
    }

    private void thenTimeout(int seconds, String origin) {
        ResolvedConfig config = places.resolve();
        assertThat(config.get(ClientKeys.PUBLISH_TIMEOUT)).isEqualTo(Duration.ofSeconds(seconds));
        assertThat(config.origin(ClientKeys.PUBLISH_TIMEOUT)).isEqualTo(origin);
    }

    @Test
    void takesTheUrlOfTheStrongestPlace() {
        assertThat(places.resolver().url()).isEmpty();
        thenUrl("fake:", "default");
        places.file("url", "fake:file");
        thenUrl("fake:file", "mq.properties");
        places.variable("MQ_URL", "fake:env");
        thenUrl("fake:env", "environment variable MQ_URL");
        places.property("mq.url", "fake:property");
        thenUrl("fake:property", "system property mq.url");
        places.option("url", "fake:builder");
        thenUrl("fake:builder", "builder");
        assertThat(places.resolver().url()).map(BrokerUrl::path).contains("builder");
    }

    private void thenUrl(String text, String origin) {
        ResolvedConfig config = places.resolve();
        assertThat(config.get(ClientKeys.URL)).hasToString(text);
        assertThat(config.url()).hasToString(text);
        assertThat(config.origin(ClientKeys.URL)).isEqualTo(origin);
    }

    @Test
    void anEmptyUrlIsAnErrorAndNotTheDefault() {
        places.variable("MQ_URL", "");
        assertThatThrownBy(() -> places.resolver().url())
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "The value '' of 'url' (environment variable MQ_URL) is empty; expected a broker URL such as "
                                + "amqp://user:password@host:5672/vhost");
    }

    @Test
    void aWeakerPlaceMayHoldAnInvalidValueThatNobodyUses() {
        places.file("consume.concurrency", "many").option("consume.concurrency", "4");
        assertThat(places.resolve().get(ClientKeys.CONSUME_CONCURRENCY)).isEqualTo(4);
    }

    @Test
    void namesKeyValueAndPlaceOfWhatDoesNotParse() {
        places.variable("MQ_PUBLISH_ON_FULL", "drop");
        assertThatThrownBy(places::resolve)
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("The value 'drop' of 'publish.on-full' (environment variable MQ_PUBLISH_ON_FULL) is not "
                        + "accepted: not one of the values; expected wait or fail");
    }

    @Test
    void readsNativeSettingsFromEveryPlace() {
        places.file("fake.batch.size", "1").variable("MQ_FAKE_LINGER_MS", "2").property("mq.fake.batch.size", "3");
        places.variable("MQ_FAKE_DEPTH", "7");
        DriverConfig config = places.resolve().driverConfig();
        assertThat(config.nativeSettings()).isEqualTo(Map.of("batch.size", "3", "linger.ms", "2"));
        assertThat(config.get(FakeDriver.DEPTH)).isEqualTo(7);
    }

    @Test
    void aNativeSettingMayBeEmpty() {
        places.file("fake.batch.size", "");
        assertThat(places.resolve().driverConfig().nativeSettings()).containsEntry("batch.size", "");
    }

    @Test
    void handsCommonKeysToTheDriver() {
        places.file("connect.timeout", "7s");
        DriverConfig config = places.resolve().driverConfig();
        assertThat(config.get(CommonKeys.CONNECT_TIMEOUT)).isEqualTo(Duration.ofSeconds(7));
        assertThat(config.clientName()).isEqualTo("onemq-test");
        assertThat(config.nativeSettings()).isEmpty();
    }

    @Test
    void aGivenClientNameReplacesTheGeneratedOne() {
        places.variable("MQ_CLIENT_NAME", "billing");
        assertThat(places.resolve().driverConfig().clientName()).isEqualTo("billing");
    }

    @Test
    void refusesBoundsInTheWrongOrder() {
        places.property("mq.consume.lease", "30m");
        assertThatThrownBy(places::resolve)
                .hasMessage("'consume.lease' (system property mq.consume.lease) must not be longer than "
                        + "'consume.max-lease' (default), but is PT30M and PT25M");
        Places delays = new Places().file("reconnect.max-delay", "50ms");
        assertThatThrownBy(delays::resolve)
                .hasMessageContaining("'reconnect.min-delay' (default) must not be longer than 'reconnect.max-delay'");
    }

    @Test
    void listsWhatIsNotADefault() {
        places.variable("MQ_URL", "fake://me:hunter2@host?fake.sasl.jaas.config=hunter3&publish.on-full=fail");
        places.property("mq.fake.pin", "hunter4").file("fake.linger.ms", "5");
        assertThat(places.resolve())
                .hasToString("ResolvedConfig[client.name=onemq-test (generated), fake.linger.ms=5 (mq.properties), "
                        + "fake.pin=*** (system property mq.fake.pin), fake.sasl.jaas.config=*** (URL query), "
                        + "publish.on-full=fail (URL query), url=fake://me:***@host?fake.sasl.jaas.config=***"
                        + "&publish.on-full=fail (environment variable MQ_URL)]");
    }

    @Test
    void aBrokenUrlIsReportedWithItsPlaceAndWithoutItsPassword() {
        places.property("mq.url", "fake://me:hunter2@host:port");
        assertThatThrownBy(places::resolve)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("'url' (system property mq.url): The fake: URL has a bad port for host 1")
                .hasMessageNotContaining("hunter2")
                .hasNoCause();
    }
}
