package io.onemq.kafka.internal;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/** Which settings of the native clients pass through and which are refused. */
final class NativeSettings {
    private static final String FIXED = "OneMQ confirms a publish only when every in-sync replica has it";
    private static final String SETTLED = "a message is acknowledged when it is settled, never by reading on";
    private static final String BYTES = "payloads pass as bytes; use a Codec";

    private static final String OF_BROKER = "with kafka.group-protocol=consumer the broker decides; set ";

    private static final Map<String, String> BROKERS = Map.of(
            "session.timeout.ms",
            OF_BROKER + "consumer.session.timeout.ms of the group, or group.consumer.session.timeout.ms of the broker",
            "heartbeat.interval.ms",
            OF_BROKER
                    + "consumer.heartbeat.interval.ms of the group, or group.consumer.heartbeat.interval.ms of the broker",
            "partition.assignment.strategy",
            OF_BROKER + "kafka.group.remote.assignor to one of its assignors, uniform or range by default");
    private static final Map<String, String> MEMBERS = Map.of(
            "group.remote.assignor",
            "with kafka.group-protocol=classic the members assign; set kafka.partition.assignment.strategy, or "
                    + "kafka.group-protocol=consumer");
    private static final Map<String, String> REFUSED = refusals();
    private static final Set<String> KNOWN = knownNames();

    private NativeSettings() {}

    static Set<String> known() {
        return KNOWN;
    }

    static Map<String, String> refused() {
        return REFUSED;
    }

    /** Which of the given settings do not go with a protocol, each with the reason. */
    static Map<String, String> refused(Map<String, String> settings, GroupProtocol protocol) {
        Map<String, String> refused = new TreeMap<>(protocol == GroupProtocol.CONSUMER ? BROKERS : MEMBERS);
        refused.keySet().retainAll(settings.keySet());
        return refused;
    }

    private static Set<String> knownNames() {
        Set<String> names = new TreeSet<>(ProducerConfig.configNames());
        names.addAll(ConsumerConfig.configNames());
        names.addAll(AdminClientConfig.configNames());
        names.removeAll(REFUSED.keySet());
        return Set.copyOf(names);
    }

    private static Map<String, String> refusals() {
        Map<String, String> refused = new TreeMap<>();
        refused.put("acks", FIXED + ", so acks is always all");
        refused.put("enable.idempotence", FIXED + " once and in order, so idempotence is always on");
        refused.put("delivery.timeout.ms", "it follows publish.delivery-timeout; set that");
        refused.put("max.block.ms", "it follows publish.delivery-timeout and is kept short; set that");
        refused.put("transactional.id", "OneMQ does not use Kafka transactions");
        refused.put("transaction.timeout.ms", "OneMQ does not use Kafka transactions");
        refused.put("partitioner.ignore.keys", "messages of one key stay in one partition");
        for (String name : List.of(
                "partitioner.class",
                "partitioner.adaptive.partitioning.enable",
                "partitioner.availability.timeout.ms")) {
            refused.put(name, "OneMQ chooses the partition itself, as the Java client does for keys");
        }
        refused.put("enable.auto.commit", SETTLED);
        refused.put("auto.commit.interval.ms", SETTLED);
        refused.put("share.acknowledgement.mode", SETTLED);
        refused.put("share.acquire.mode", "a subscription never holds more than maxInFlight messages");
        refused.put("max.poll.records", "it follows maxInFlight of the consumer or receiver; set that");
        refused.put("auto.offset.reset", "a group starts where it was declared and never skips to the latest message");
        refused.put("isolation.level", "messages of aborted transactions are never delivered");
        refused.put("group.id", "it is <topic>.<group>, with kafka.group-prefix in front; set that");
        refused.put(
                "group.protocol", "retries and delays need the classic one; for the others set kafka.group-protocol");
        refused.put("group.instance.id", "the members of a group are told apart by OneMQ");
        refused.put("allow.auto.create.topics", "topics are created by their declaration, with its settings");
        refused.put("interceptor.classes", "producers and consumers need different ones; wrap the publisher instead");
        refused.put("key.serializer", "keys pass as UTF-8");
        refused.put("key.deserializer", "keys pass as UTF-8");
        refused.put("value.serializer", BYTES);
        refused.put("value.deserializer", BYTES);
        refused.put("bootstrap.servers", "the servers are those of the URL");
        refused.put("client.id", "it follows client.name; set that");
        return Map.copyOf(refused);
    }
}
