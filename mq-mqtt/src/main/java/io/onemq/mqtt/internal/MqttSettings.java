package io.onemq.mqtt.internal;

import io.onemq.ConfigurationException;
import io.onemq.spi.BrokerUrl;
import io.onemq.spi.CommonKeys;
import io.onemq.spi.DriverConfig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The configuration as this driver needs it. Immutable. */
final class MqttSettings {
    private final BrokerUrl url;
    private final String clientName;
    private final int connectMillis;
    private final int requestMillis;
    private final int keepAliveSeconds;
    private final int partitions;
    private final long maxMessageSize;

    MqttSettings(DriverConfig config) {
        url = config.url();
        if (url.hosts().isEmpty() || !url.path().isEmpty()) {
            throw new ConfigurationException(
                    "An MQTT URL names a broker and no path, such as mqtt://host:1883, unlike " + url);
        }
        clientName = config.clientName();
        connectMillis = millis(config.get(CommonKeys.CONNECT_TIMEOUT));
        requestMillis = millis(config.get(CommonKeys.REQUEST_TIMEOUT));
        keepAliveSeconds = (int)
                Math.min(0xffff, Math.max(1, config.get(MqttKeys.KEEP_ALIVE).toSeconds()));
        partitions = config.get(MqttKeys.PARTITIONS);
        maxMessageSize = config.get(MqttKeys.MAX_MESSAGE_SIZE);
    }

    private static int millis(Duration duration) {
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, duration.toMillis()));
    }

    BrokerUrl url() {
        return url;
    }

    boolean isTls() {
        return url.scheme().equals("mqtts");
    }

    String clientName() {
        return clientName;
    }

    @Nullable String user() {
        return url.user().orElse(null);
    }

    byte @Nullable [] password() {
        return url.password().map(text -> text.getBytes(StandardCharsets.UTF_8)).orElse(null);
    }

    int connectMillis() {
        return connectMillis;
    }

    int requestMillis() {
        return requestMillis;
    }

    int keepAliveSeconds() {
        return keepAliveSeconds;
    }

    int partitions() {
        return partitions;
    }

    long maxMessageSize() {
        return maxMessageSize;
    }
}
