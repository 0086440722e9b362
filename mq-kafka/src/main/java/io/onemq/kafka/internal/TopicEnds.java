package io.onemq.kafka.internal;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * Where a topic that can be used ended when its leaders were asked.
 *
 * @param partitions how many partitions it has
 * @param ends the offsets that the next messages get at the earliest, of the partitions that have a leader
 */
record TopicEnds(int partitions, Map<TopicPartition, Long> ends) {

    /** Tells whether every partition answered. */
    boolean areComplete() {
        return ends.size() == partitions;
    }
}
