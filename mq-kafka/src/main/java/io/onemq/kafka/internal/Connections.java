package io.onemq.kafka.internal;

import java.util.Collection;
import java.util.Map;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/** How many connections native clients have. They restore them by themselves and tell nobody, so metrics are read. */
final class Connections {
    private static final String COUNT = "connection-count";

    private Connections() {}

    /**
     * Counts the connections of some clients.
     *
     * @param metrics the metrics of each client
     */
    static double count(Collection<? extends Map<MetricName, ? extends Metric>> metrics) {
        double count = 0;
        for (Map<MetricName, ? extends Metric> ofClient : metrics) {
            for (Map.Entry<MetricName, ? extends Metric> entry : ofClient.entrySet()) {
                if (entry.getKey().name().equals(COUNT)
                        && entry.getValue().metricValue() instanceof Number connections) {
                    count += connections.doubleValue();
                }
            }
        }
        return count;
    }
}
