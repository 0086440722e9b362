package io.onemq.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onemq.ConfigurationException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DriverConfigTest {
    private static final ConfigKey<Integer> DEPTH = ConfigKey.integer("fake.depth", 1, 9, "How deep.");
    private static final ConfigKey<String> PIN =
            ConfigKey.string("fake.pin", "Opens the door.").asSecret();

    private final DriverConfig.Builder builder = DriverConfig.builder(BrokerUrl.parse("fake://me:hunter2@host"));

    @Test
    void hasDefaults() {
        DriverConfig config = builder.build();
        assertThat(config.clientName()).isEqualTo("onemq");
        assertThat(config.get(CommonKeys.CONNECT_TIMEOUT)).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.find(DEPTH)).isEmpty();
        assertThat(config.nativeSettings()).isEmpty();
        assertThatThrownBy(() -> config.get(DEPTH))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("'fake.depth' is not set; expected a whole number from 1 to 9. How deep.");
    }

    @Test
    void returnsWhatWasSet() {
        DriverConfig config = builder.set(DEPTH, "3")
                .set(CommonKeys.CLIENT_NAME, "billing")
                .nativeSetting("linger.ms", "5")
                .build();
        assertThat(config.get(DEPTH)).isEqualTo(3);
        assertThat(config.clientName()).isEqualTo("billing");
        assertThat(config.nativeSettings()).isEqualTo(Map.of("linger.ms", "5"));
        assertThat(config.toBuilder().set(DEPTH, "4").build().get(DEPTH)).isEqualTo(4);
        assertThat(config.get(DEPTH)).isEqualTo(3);
    }

    @Test
    void checksValuesWhenItIsBuilt() {
        builder.set(DEPTH, "10");
        assertThatThrownBy(builder::build).isInstanceOf(ConfigurationException.class);
        builder.set(DEPTH, "9");
        assertThat(builder.build().get(DEPTH)).isEqualTo(9);
    }

    @Test
    void refusesAClientNameThatABrokerWouldNotTake() {
        builder.set(CommonKeys.CLIENT_NAME, "my client");
        assertThatThrownBy(builder::build).hasMessageContaining("'client.name'").hasMessageContaining("A-Z a-z 0-9");
    }

    @Test
    void showsNoSecret() {
        DriverConfig config = builder.set(DEPTH, "3")
                .set(PIN, "4711")
                .nativeSetting("linger.ms", "5")
                .nativeSetting("sasl.jaas.config", "a.Module required password=x4711;")
                .nativeSetting("ssl.key-password", "y4711")
                .build();
        assertThat(config)
                .hasToString("DriverConfig[url=fake://me:***@host, fake.depth=3, fake.pin=***, native linger.ms=5, "
                        + "native sasl.jaas.config=***, native ssl.key-password=***]");
    }
}
