package io.onemq.spi;

import java.util.Objects;

/**
 * The broker at the other end.
 *
 * @param name the product, for example "RabbitMQ"
 * @param version its version as it reports it, or "unknown"
 */
public record BrokerInfo(String name, String version) {

    /**
     * Checks that nothing is null.
     *
     * @param name the component's value
     * @param version the component's value
     */
    public BrokerInfo {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(version, "version");
    }

    @Override
    public String toString() {
        return name + " " + version;
    }
}
