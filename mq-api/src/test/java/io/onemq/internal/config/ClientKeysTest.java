package io.onemq.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.spi.CommonKeys;
import io.onemq.spi.ConfigKey;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientKeysTest {

    @ParameterizedTest
    @CsvSource({
        "connect.timeout, 30s",
        "request.timeout, 30s",
        "reconnect.min-delay, 100ms",
        "reconnect.max-delay, 5s",
        "publish.timeout, 30s",
        "publish.delivery-timeout, 120s",
        "publish.max-unconfirmed, 10000",
        "publish.max-unconfirmed-bytes, 32MiB",
        "publish.max-wait, 30s",
        "publish.on-full, wait",
        "topology, create",
        "consume.concurrency, 1",
        "consume.max-in-flight, 128",
        "consume.lease, 30s",
        "consume.max-lease, 25m",
        "ack.flush-size, 256",
        "ack.flush-interval, 100ms",
        "drain.timeout, 30s",
    })
    void hasTheDocumentedDefault(String name, String text) {
        assertThat(ClientKeys.all())
                .filteredOn(key -> key.name().equals(name))
                .singleElement()
                .satisfies(key -> assertThat(key.defaultText()).contains(text));
    }

    @Test
    void listsEveryKeyOnce() throws IllegalAccessException {
        List<ConfigKey<?>> declared = new ArrayList<>(declaredIn(ClientKeys.class));
        declared.addAll(declaredIn(CommonKeys.class));
        assertThat(ClientKeys.all()).doesNotHaveDuplicates().hasSameElementsAs(declared);
        assertThat(ClientKeys.all()).extracting(ConfigKey::name).doesNotHaveDuplicates();
    }

    @Test
    void saysWhatEachKeyIsForAndWhyOneWouldChangeIt() {
        assertThat(ClientKeys.all())
                .allSatisfy(
                        key -> assertThat(key.description()).matches("[A-Z].*\\. (Raise|Lower|Set|Choose|Keep) .*\\."));
    }

    private static List<ConfigKey<?>> declaredIn(Class<?> type) throws IllegalAccessException {
        List<ConfigKey<?>> keys = new ArrayList<>();
        for (Field field : type.getDeclaredFields()) {
            if (Modifier.isPublic(field.getModifiers()) && field.get(null) instanceof ConfigKey<?> key) {
                keys.add(key);
            }
        }
        return keys;
    }
}
