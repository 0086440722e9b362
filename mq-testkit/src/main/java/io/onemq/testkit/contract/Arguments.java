package io.onemq.testkit.contract;

import io.onemq.Group;
import io.onemq.Ordering;
import io.onemq.Topic;

/** How the programs of the testkit are told their topic and their group. */
final class Arguments {
    private Arguments() {}

    static String of(Topic topic) {
        return topic.name() + ":" + topic.partitions().orElse(0);
    }

    static String of(Group group) {
        return group.name() + ":" + group.ordering();
    }

    static Topic topic(String text) {
        int colon = text.indexOf(':');
        Topic topic = Topic.of(text.substring(0, colon));
        int partitions = Integer.parseInt(text.substring(colon + 1));
        return partitions == 0 ? topic : topic.withPartitions(partitions);
    }

    static Group group(String text) {
        int colon = text.indexOf(':');
        return Group.of(text.substring(0, colon)).withOrdering(Ordering.valueOf(text.substring(colon + 1)));
    }
}
