package io.onemq.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onemq.ConfigurationException;
import io.onemq.ErrorCode;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnknownKeysTest {
    private final Places places = new Places();

    @Test
    void namesKeyPlaceAndClosestKey() {
        refused(new Places().option("publish.timout", "5s"))
                .hasMessage("Unknown key 'publish.timout' (builder); the closest known key is 'publish.timeout'");
        refused(new Places().option("url", "fake://h?publish.timout=5s")).hasMessageContaining("(URL query)");
        refused(new Places().property("mq.publish.timout", "5s"))
                .hasMessageContaining("'publish.timout' (system property mq.publish.timout)");
        refused(new Places().file("publish.timout", "5s")).hasMessageContaining("(mq.properties)");
    }

    @ParameterizedTest
    @CsvSource({
        "mq.publish.timeout, publish.timeout",
        "Publish.Timeout,    publish.timeout",
        "max-in-flight,      consume.max-in-flight",
        "linger.ms,          fake.linger.ms",
        "fake.linger,        fake.linger.ms",
        "fake.dept,          fake.depth",
    })
    void suggestsWhatWasMeant(String written, String meant) {
        refused(places.file(written, "x")).hasMessageEndingWith("is '" + meant + "'");
    }

    @Test
    void namesTheDriverOfAnUnknownNativeSetting() {
        refused(places.file("fake.linger.mss", "5"))
                .hasMessage("Unknown key 'fake.linger.mss' (mq.properties); the closest known key of the driver fake "
                        + "and its native client is 'fake.linger.ms'");
    }

    @Test
    void refusesNativeSettingsThatBreakTheContract() {
        refused(new Places().option("fake.acks", "1"))
                .hasMessage(
                        "'fake.acks' (builder) is refused: a confirmed publish needs acks=all, which is set already");
        refused(new Places().variable("MQ_FAKE_ACKS", "1"))
                .hasMessageStartingWith("'fake.acks' (environment variable MQ_FAKE_ACKS) is refused: ");
    }

    @Test
    void passesOverTheSettingsOfAnotherDriver() {
        places.file("other.linger.ms", "5").file("other.anything", "5").variable("MQ_OTHER_LINGER_MSS", "5");
        places.property("mq.other.acks", "1").option("other.linger.ms", "5");
        assertThat(places.resolve().driverConfig().nativeSettings()).isEmpty();
    }

    @Test
    void refusesTheSettingsOfADriverThatIsNotThere() {
        refused(places.file("absent.linger.ms", "5")).hasMessageContaining("Unknown key 'absent.linger.ms'");
    }

    @Test
    void refusesTheSettingsOfAnotherDriverInAUrl() {
        refused(places.option("url", "fake://h?other.linger.ms=5"))
                .hasMessage("'other.linger.ms' (URL query) has no meaning in a URL of fake");
        refused(new Places().option("url", "fake://h?url=fake:")).hasMessageContaining("'url' (URL query)");
    }

    @Test
    void leavesTheKeysOfTheTestkitAlone() {
        places.property("mq.test.kafka.url", "x").variable("MQ_TEST_KAFKA_URL", "x");
        assertThat(places.resolve().driverConfig().nativeSettings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"MQ_HOME", "MQ_INSTALLATION_PATH", "MQ_QMGR_NAME", "MQ_SSL", "MQ_FAKE_HOME", "MQ_"})
    void leavesTheVariablesOfOtherSoftwareAlone(String variable) {
        assertThat(places.variable(variable, "x").resolve().toString()).doesNotContain(variable);
    }

    @ParameterizedTest
    @CsvSource({
        "MQ_PUBLISH_TIMOUT,   MQ_PUBLISH_TIMEOUT",
        "MQ_PUBILSH_TIMEOUTS, MQ_PUBLISH_TIMEOUT",
        "MQ_ULR,              MQ_URL",
        "MQ_FAKE_LINGERMS,    MQ_FAKE_LINGER_MS",
    })
    void refusesAVariableThatLooksLikeASlip(String variable, String meant) {
        refused(places.variable(variable, "x"))
                .hasMessage("Unknown environment variable " + variable + "; the closest known one is " + meant
                        + ". A variable of other software needs a name that differs by more");
    }

    @Test
    void neverShowsTheValueOfAnUnknownKey() {
        refused(new Places().file("fake.pln", "hunter2")).hasMessageNotContaining("hunter2");
        refused(new Places().variable("MQ_FAKE_PINN", "hunter2")).hasMessageNotContaining("hunter2");
        assertThat(new Setting("fake.pln", "hunter2", "builder")).hasToString("fake.pln (builder)");
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> refused(Places places) {
        return assertThatThrownBy(places::resolve)
                .isInstanceOfSatisfying(
                        ConfigurationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION));
    }
}
