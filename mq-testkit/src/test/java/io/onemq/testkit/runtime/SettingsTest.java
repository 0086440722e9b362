package io.onemq.testkit.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {

    @Test
    void systemPropertyWinsOverVariable() {
        Settings settings =
                new Settings(Map.of("mq.test.kafka", "process")::get, Map.of("MQ_TEST_KAFKA", "container")::get);

        assertThat(settings.get("mq.test.kafka")).contains("process");
    }

    @Test
    void variableHasTheNameInCapitalsWithUnderscores() {
        Settings settings = new Settings(name -> null, Map.of("MQ_TEST_KAFKA_IMAGE", "local")::get);

        assertThat(settings.get("mq.test.kafka.image")).contains("local");
    }

    @Test
    void blankIsUnset() {
        Settings settings = new Settings(name -> " ", name -> "");

        assertThat(settings.get("mq.test.kafka")).isEmpty();
    }
}
