package io.onemq.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onemq.ConfigurationException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigKeyTest {
    private static final String ORIGIN = "system property mq.some.key";

    private final ConfigKey<Duration> duration = ConfigKey.duration("some.key", "What for.");
    private final ConfigKey<Long> size = ConfigKey.size("some.key", "What for.");
    private final ConfigKey<Integer> integer = ConfigKey.integer("some.key", 1, 9, "What for.");
    private final ConfigKey<Boolean> bool = ConfigKey.bool("some.key", "What for.");
    private final ConfigKey<TimeUnit> unit = ConfigKey.oneOf("some.key", TimeUnit.class, "What for.");

    @ParameterizedTest
    @CsvSource({
        "500ms,500",
        "30s,30000",
        "2m,120000",
        "1h,3600000",
        "7d,604800000",
        "0s,0",
        "PT1.5S,1500",
        "' 1s ',1000"
    })
    void readsDurations(String text, long millis) {
        assertThat(duration.parse(text, ORIGIN)).hasMillis(millis);
    }

    @Test
    void refusesADurationWithoutUnitAndSaysWhatToWrite() {
        refused(duration, "5")
                .hasMessage(
                        "The value '5' of 'some.key' (system property mq.some.key) is not accepted: a number without "
                                + "a unit; write 5s for seconds or 5ms for milliseconds; expected a duration such as 500ms, "
                                + "30s, 2m, 1h, 7d or PT30S");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-5s", "-5", "PT-5S", "-PT5S"})
    void refusesANegativeDuration(String text) {
        refused(duration, text).hasMessageContaining("'" + text + "'").hasMessageContaining("not accepted: negative;");
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "5 parsecs", "1.5s", "5S", "40000d", "PT40000000H", "9999999999999s"})
    void refusesWhatIsNoDuration(String text) {
        refused(duration, text).hasMessageContaining("expected a duration such as");
    }

    @Test
    void refusesADurationBelowItsBound() {
        ConfigKey<Duration> bounded = ConfigKey.duration("some.key", Duration.ofSeconds(1), "What for.");
        refused(bounded, "999ms").hasMessageContaining("too short").hasMessageEndingWith(", at least 1s");
        assertThat(bounded.parse("1000ms", ORIGIN)).hasSeconds(1);
    }

    @ParameterizedTest
    @CsvSource({"512,512", "7B,7", "1KiB,1024", "32MiB,33554432", "2GiB,2147483648"})
    void readsSizes(String text, long bytes) {
        assertThat(size.parse(text, ORIGIN)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"32MB", "32mib", "-1", "0", "1.5KiB", "big", "999999999999999999GiB"})
    void refusesOtherSizes(String text) {
        refused(size, text).hasMessageEndingWith("expected a size such as 512, 1KiB, 32MiB or 1GiB");
    }

    @Test
    void readsNumbersWithinTheirRangeOnly() {
        assertThat(integer.parse("9", ORIGIN)).isEqualTo(9);
        for (String text : new String[] {"0", "10", "99999999999999999999", "-3"}) {
            refused(integer, text).hasMessageEndingWith("out of range; expected a whole number from 1 to 9");
        }
        refused(integer, "many").hasMessageContaining("not a whole number");
    }

    @Test
    void readsTrueAndFalseOnly() {
        assertThat(bool.parse("true", ORIGIN)).isTrue();
        assertThat(bool.parse("false", ORIGIN)).isFalse();
        for (String text : new String[] {"TRUE", "yes", "1"}) {
            refused(bool, text).hasMessageEndingWith("expected true or false");
        }
    }

    @Test
    void readsConstantsInEitherSpellingAndListsThem() {
        assertThat(unit.parse("seconds", ORIGIN)).isEqualTo(TimeUnit.SECONDS);
        assertThat(unit.parse("SECONDS", ORIGIN)).isEqualTo(TimeUnit.SECONDS);
        refused(unit, "Seconds").hasMessageContaining("seconds or minutes or hours");
    }

    @Test
    void refusesAnEmptyValue() {
        refused(ConfigKey.string("some.key", "What for."), " ")
                .hasMessage("The value '' of 'some.key' (system property mq.some.key) is empty; expected some text");
    }

    @Test
    void neverShowsASecret() {
        ConfigKey<Integer> pin = integer.asSecret();
        assertThat(pin.masked("7")).isEqualTo("***");
        refused(pin, "1234567")
                .hasMessageContaining("'***'")
                .hasMessageNotContaining("1234567")
                .hasNoCause();
        refused(ConfigKey.duration("db.password", "What for."), "4711").hasMessageNotContaining("4711");
        ConfigKey<Integer> careless =
                ConfigKey.of("pin", Integer::valueOf, "a pin", "What for.").asSecret();
        refused(careless, "hunter2").hasMessageNotContaining("hunter2").hasNoCause();
    }

    @Test
    void hasADefaultThatParses() {
        assertThat(duration.defaultValue()).isEmpty();
        assertThat(duration.withDefault("5s").defaultValue()).contains(Duration.ofSeconds(5));
        assertThat(duration.withDefault("5s").asSecret().defaultText()).contains("5s");
        assertThatThrownBy(() -> duration.withDefault("5")).isInstanceOf(ConfigurationException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Some.Key", "some_key", ".some", "some..key", "some-"})
    void refusesABadName(String name) {
        assertThatThrownBy(() -> ConfigKey.bool(name, "What for.")).isInstanceOf(IllegalArgumentException.class);
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> refused(ConfigKey<?> key, String text) {
        return assertThatThrownBy(() -> key.parse(text, ORIGIN))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("'" + key.name() + "' (" + ORIGIN + ")");
    }
}
