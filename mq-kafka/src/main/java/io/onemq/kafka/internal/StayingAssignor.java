package io.onemq.kafka.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.TopicPartition;

/**
 * Shares the delay levels among movers so that a level changes hands only when its mover has gone. To move one for the sake of
 * balance would hold it up for a rebalance whenever a client connects. Public, because native clients create it.
 */
public final class StayingAssignor implements ConsumerPartitionAssignor {
    private static final int NONE = -1;

    /** Creates an assignor. */
    public StayingAssignor() {}

    /** Who says that it has a partition, and since which generation of the group. */
    private record Claim(String member, int generation) {}

    @Override
    public String name() {
        return "onemq-staying";
    }

    @Override
    public List<RebalanceProtocol> supportedProtocols() {
        return List.of(RebalanceProtocol.COOPERATIVE);
    }

    @Override
    public GroupAssignment assign(Cluster cluster, GroupSubscription group) {
        Map<String, Subscription> members = new TreeMap<>(group.groupSubscription());
        Map<String, List<TopicPartition>> shares = new TreeMap<>();
        members.keySet().forEach(member -> shares.put(member, new ArrayList<>()));
        Map<TopicPartition, Claim> claims = claims(members);
        List<TopicPartition> free = new ArrayList<>();
        for (TopicPartition partition : partitions(cluster, members)) {
            Claim claim = claims.get(partition);
            if (claim == null) {
                free.add(partition);
            } else {
                shares.computeIfAbsent(claim.member(), member -> new ArrayList<>())
                        .add(partition);
            }
        }
        for (TopicPartition partition : free) {
            shares.values().stream().min(Comparator.comparingInt(List::size)).ifPresent(few -> few.add(partition));
        }
        Map<String, Assignment> assignments = new HashMap<>();
        shares.forEach((member, share) -> assignments.put(member, new Assignment(share)));
        return new GroupAssignment(assignments);
    }

    /** Of two that claim a partition, one has missed that it was taken away. */
    private static Map<TopicPartition, Claim> claims(Map<String, Subscription> members) {
        Map<TopicPartition, Claim> claims = new HashMap<>();
        members.forEach((member, subscription) -> {
            Claim claim = new Claim(member, subscription.generationId().orElse(NONE));
            for (TopicPartition partition : subscription.ownedPartitions()) {
                claims.merge(partition, claim, (one, other) -> one.generation() >= other.generation() ? one : other);
            }
        });
        return claims;
    }

    private static List<TopicPartition> partitions(Cluster cluster, Map<String, Subscription> members) {
        TreeSet<String> topics = new TreeSet<>();
        members.values().forEach(subscription -> topics.addAll(subscription.topics()));
        List<TopicPartition> partitions = new ArrayList<>();
        for (String topic : topics) {
            Integer count = cluster.partitionCountForTopic(topic);
            for (int partition = 0; count != null && partition < count; partition++) {
                partitions.add(new TopicPartition(topic, partition));
            }
        }
        return partitions;
    }
}
