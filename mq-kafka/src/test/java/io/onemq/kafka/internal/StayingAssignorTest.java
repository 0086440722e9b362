package io.onemq.kafka.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Assignment;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.GroupSubscription;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class StayingAssignorTest {
    private static final List<String> TOPICS = List.of("a", "b", "c", "d");

    private final Map<String, Subscription> members = new HashMap<>();

    private void member(String name, int generation, String... owned) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (String topic : owned) {
            partitions.add(new TopicPartition(topic, 0));
        }
        members.put(name, new Subscription(TOPICS, null, partitions, generation, Optional.empty()));
    }

    private List<String> share(String member) {
        Node node = new Node(1, "localhost", 9092);
        List<PartitionInfo> infos = TOPICS.stream()
                .map(topic -> new PartitionInfo(topic, 0, node, new Node[] {node}, new Node[] {node}))
                .toList();
        Cluster cluster = new Cluster("cluster", List.of(node), infos, Set.of(), Set.of());
        Map<String, Assignment> assigned = new StayingAssignor()
                .assign(cluster, new GroupSubscription(members))
                .groupAssignment();
        assertThat(assigned.keySet()).isEqualTo(members.keySet());
        return assigned.get(member).partitions().stream()
                .map(TopicPartition::topic)
                .toList();
    }

    @Test
    void whoeverHasALevelKeepsIt() {
        member("first", 3, "a", "b", "c", "d");
        member("new", -1);
        assertThat(share("first")).containsExactly("a", "b", "c", "d");
        assertThat(share("new")).isEmpty();
    }

    @Test
    void theLevelsOfOneThatHasGoneAreShared() {
        member("one", 4, "a");
        member("other", 4);
        assertThat(share("one")).containsExactly("a", "c");
        assertThat(share("other")).containsExactly("b", "d");
    }

    @Test
    void aClaimThatIsOutOfDateDoesNotCount() {
        member("late", 2, "a", "b");
        member("owner", 5, "a");
        assertThat(share("owner")).contains("a");
        assertThat(share("late")).contains("b").doesNotContain("a");
    }
}
