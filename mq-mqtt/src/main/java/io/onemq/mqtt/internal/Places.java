package io.onemq.mqtt.internal;

import io.onemq.spi.GroupSpec;
import io.onemq.spi.TopicSpec;

/**
 * Where things are on the broker. Names of topics hold no slash, so that nothing of the driver's collides with them.
 * {@code docs/brokers/mqtt.md} documents them.
 */
final class Places {
    private Places() {}

    /** Whether messages of a topic are kept as retained ones, of which one member takes those that are due. */
    static boolean isKept(TopicSpec topic) {
        return topic.role() == TopicSpec.Role.RETRY || topic.role() == TopicSpec.Role.ISOLATED;
    }

    static String topic(TopicSpec topic) {
        return "onemq/topics/" + topic.name();
    }

    static String groups(TopicSpec topic) {
        return "onemq/groups/" + topic.name() + "/";
    }

    static String group(TopicSpec topic, GroupSpec group) {
        return groups(topic) + group.name();
    }

    static String members(TopicSpec topic, GroupSpec group) {
        return "onemq/members/" + topic.name() + "/" + group.name() + "/";
    }

    static String parts(TopicSpec topic, GroupSpec group) {
        return "onemq/parts/" + topic.name() + "/" + group.name() + "/";
    }

    static String kept(TopicSpec topic) {
        return "onemq/kept/" + topic.name() + "/";
    }

    /** The client id of a session in which a group keeps messages. */
    static String session(TopicSpec topic, GroupSpec group, int part) {
        return "onemq/" + topic.name() + "/" + group.name() + "/" + part;
    }

    /** Where the messages of a partition are published. */
    static String partition(TopicSpec topic, int number) {
        return topic.name() + "/" + number;
    }

    static String partitions(TopicSpec topic) {
        return topic.name() + "/+";
    }
}
