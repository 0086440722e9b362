package io.onemq.testkit.runtime;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The settings of a Kafka node for tests: as in production where a program could tell, but alone and quick. */
final class KafkaProperties {

    private KafkaProperties() {}

    /**
     * Returns the settings of one node that is broker and controller.
     *
     * @param controller where the controller is, host and port
     * @param listeners {@code NAME://host:port} to listen at, of which the one called CONTROLLER is the controller's
     * @param advertised what clients are told; the last one is where the broker calls itself
     * @param data the folder of its logs
     */
    static Map<String, String> node(String controller, List<String> listeners, List<String> advertised, String data) {
        Map<String, String> node = new LinkedHashMap<>();
        node.put("process.roles", "broker,controller");
        node.put("node.id", "1");
        node.put("controller.quorum.voters", "1@" + controller);
        node.put("listeners", String.join(",", listeners));
        node.put("advertised.listeners", String.join(",", advertised));
        node.put("controller.listener.names", "CONTROLLER");
        node.put(
                "listener.security.protocol.map",
                listeners.stream()
                        .map(listener -> name(listener) + ":PLAINTEXT")
                        .collect(Collectors.joining(",")));
        node.put("inter.broker.listener.name", name(advertised.get(advertised.size() - 1)));
        node.put("log.dirs", data);
        node.putAll(cluster());
        node.putAll(groups());
        return node;
    }

    static String text(Map<String, String> properties) {
        return properties.entrySet().stream()
                .map(property -> property.getKey() + "=" + property.getValue())
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static Map<String, String> cluster() {
        return Map.ofEntries(
                Map.entry("auto.create.topics.enable", "false"),
                // A case about compacted topics would wait for the cleaner, which looks every 15 s by default.
                Map.entry("log.cleaner.backoff.ms", "500"),
                // The controller gathers changes for 25 ms by default, and a test makes many, one after the other.
                Map.entry("controller.quorum.append.linger.ms", "0"),
                // A killed broker may not come back before its former session has ended, 9 s by default.
                Map.entry("broker.session.timeout.ms", "3000"),
                Map.entry("broker.heartbeat.interval.ms", "500"),
                // Whatever is too old or too much would stay for minutes.
                Map.entry("log.retention.check.interval.ms", "1000"),
                Map.entry("log.initial.task.delay.ms", "1000"),
                Map.entry("offsets.topic.replication.factor", "1"),
                Map.entry("offsets.topic.num.partitions", "1"),
                Map.entry("transaction.state.log.replication.factor", "1"),
                Map.entry("transaction.state.log.min.isr", "1"),
                Map.entry("transaction.state.log.num.partitions", "1"),
                Map.entry("share.coordinator.state.topic.replication.factor", "1"),
                Map.entry("share.coordinator.state.topic.min.isr", "1"),
                Map.entry("share.coordinator.state.topic.num.partitions", "1"));
    }

    /** Heartbeats set the pace of a rebalance: seconds by default, which every test would wait for. */
    private static Map<String, String> groups() {
        return Map.ofEntries(
                Map.entry("group.initial.rebalance.delay.ms", "0"),
                Map.entry("group.share.min.heartbeat.interval.ms", "100"),
                Map.entry("group.share.heartbeat.interval.ms", "200"),
                Map.entry("group.share.min.session.timeout.ms", "6000"),
                Map.entry("group.share.min.record.lock.duration.ms", "1000"),
                Map.entry("group.share.assignment.interval.ms", "0"),
                Map.entry("group.consumer.min.heartbeat.interval.ms", "100"),
                Map.entry("group.consumer.heartbeat.interval.ms", "200"),
                Map.entry("group.consumer.min.session.timeout.ms", "6000"),
                Map.entry("group.consumer.session.timeout.ms", "6000"),
                Map.entry("group.consumer.assignment.interval.ms", "0"));
    }

    private static String name(String listener) {
        return listener.substring(0, listener.indexOf(':'));
    }
}
