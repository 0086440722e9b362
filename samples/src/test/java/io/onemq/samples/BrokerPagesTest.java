package io.onemq.samples;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.Capability;
import io.onemq.spi.ConfigKey;
import io.onemq.spi.MqDriverProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The page of each broker in docs/brokers, against its driver. */
class BrokerPagesTest {
    static Stream<Named<MqDriverProvider>> drivers() {
        return ServiceLoader.load(MqDriverProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .map(driver -> Named.of(driver.name(), driver));
    }

    private static String page(MqDriverProvider driver) throws IOException {
        return Files.readString(Path.of("..", "docs", "brokers", driver.name() + ".md"));
    }

    @Test
    void everyDriverIsHere() {
        assertThat(drivers().map(Named::getName))
                .containsExactlyInAnyOrder("memory", "rabbitmq", "kafka", "redis", "mqtt");
    }

    @ParameterizedTest
    @MethodSource("drivers")
    void aPageListsEveryKey(MqDriverProvider driver) throws IOException {
        String table = driver.configKeys().stream()
                .sorted(Comparator.comparing(ConfigKey::name))
                .map(key -> "| `" + key.name() + "` | " + key.defaultText().orElse("") + " | " + key.expected() + " | "
                        + key.description() + " |\n")
                .collect(Collectors.joining("", "| key | default | value | meaning |\n|---|---|---|---|\n", ""));
        assertThat(page(driver)).contains("<!-- keys -->\n" + table + "<!-- end of keys -->\n");
    }

    @ParameterizedTest
    @MethodSource("drivers")
    void aPageSpeaksOfEveryCapability(MqDriverProvider driver) throws IOException {
        String page = page(driver);
        String section = page.substring(page.indexOf("## Capabilities"), page.indexOf("## Configuration"));
        assertThat(Capability.values())
                .allSatisfy(
                        capability -> assertThat(section).containsPattern("(?m)^\\| [^|]*\\b" + capability + "\\b"));
    }

    @ParameterizedTest
    @MethodSource("drivers")
    void noKeyIsARefusedSetting(MqDriverProvider driver) {
        List<String> refused = driver.refusedNativeSettings().keySet().stream()
                .map(setting -> driver.name() + "." + setting)
                .toList();
        assertThat(driver.configKeys()).extracting(ConfigKey::name).noneMatch(refused::contains);
    }
}
