package io.onemq.memory.internal;

import io.onemq.Ordering;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A group that is ordered by key: each partition belongs to one member. Members own as many partitions as each other, or
 * one more, and hand a partition over when what they hold of it is settled.
 */
final class OrderedGroup extends MemoryGroup {
    /** How many there are if the topic leaves that to the broker. */
    private static final int DEFAULT_PARTITIONS = 8;

    private final List<Partition> partitions = new ArrayList<>();
    private int nextPartition;

    OrderedGroup(int wanted) {
        int count = wanted == 0 ? DEFAULT_PARTITIONS : wanted;
        for (int i = 0; i < count; i++) {
            partitions.add(new Partition());
        }
    }

    /** What is ready and who may take it. */
    private static final class Partition {
        private final PriorityQueue<GroupEntry> ready =
                new PriorityQueue<>(Comparator.comparingLong((GroupEntry entry) -> entry.sequence));
        private int inFlight;
        private @Nullable MemorySubscription owner;
        /** Who gets it when the owner holds nothing of it any more. */
        private @Nullable MemorySubscription next;
    }

    @Override
    Ordering ordering() {
        return Ordering.KEY;
    }

    @Override
    void add(GroupEntry entry) {
        if (entry.partition < 0) {
            entry.partition = partitionOf(entry.message.key);
        }
        partitions.get(entry.partition).ready.add(entry);
    }

    private int partitionOf(@Nullable String key) {
        if (key != null) {
            return Math.floorMod(key.hashCode(), partitions.size());
        }
        nextPartition = (nextPartition + 1) % partitions.size();
        return nextPartition;
    }

    @Override
    void left(GroupEntry entry) {
        partitions.get(entry.partition).inFlight--;
    }

    @Override
    void join(MemorySubscription member) {
        super.join(member);
        balance();
    }

    @Override
    void leave(MemorySubscription member) {
        super.leave(member);
        for (Partition partition : partitions) {
            partition.owner = partition.owner == member ? null : partition.owner;
            partition.next = partition.next == member ? null : partition.next;
        }
        balance();
    }

    /** Moves as few partitions as possible. */
    private void balance() {
        List<MemorySubscription> members = members();
        if (members.isEmpty()) {
            return;
        }
        for (Partition partition : partitions) {
            if (target(partition) == null) {
                partition.next = poorest(members);
            }
        }
        while (moveOne(members)) {
            // Until nobody has two more than somebody else.
        }
    }

    private boolean moveOne(List<MemorySubscription> members) {
        MemorySubscription poorest = poorest(members);
        for (Partition partition : partitions) {
            MemorySubscription target = target(partition);
            if (target != null && owned(target) > owned(poorest) + 1) {
                partition.next = poorest == partition.owner ? null : poorest;
                return true;
            }
        }
        return false;
    }

    private MemorySubscription poorest(List<MemorySubscription> members) {
        MemorySubscription poorest = members.get(0);
        for (MemorySubscription member : members) {
            poorest = owned(member) < owned(poorest) ? member : poorest;
        }
        return poorest;
    }

    private static @Nullable MemorySubscription target(Partition partition) {
        return partition.next == null ? partition.owner : partition.next;
    }

    private int owned(MemorySubscription member) {
        int count = 0;
        for (Partition partition : partitions) {
            count += target(partition) == member ? 1 : 0;
        }
        return count;
    }

    @Override
    long ready() {
        return partitions.stream()
                .mapToLong(partition -> partition.ready.size())
                .sum();
    }

    @Override
    long inFlight() {
        return partitions.stream().mapToLong(partition -> partition.inFlight).sum();
    }

    @Override
    List<GroupEntry> takeReady(Predicate<GroupEntry> which) {
        List<GroupEntry> taken = new ArrayList<>();
        partitions.forEach(partition -> taken.addAll(takeFrom(partition.ready, which)));
        return taken;
    }

    @Override
    void handOver() {
        for (int i = 0; i < partitions.size(); i++) {
            Partition partition = partitions.get(i);
            if (partition.next != null) {
                move(partition, i);
            }
            MemorySubscription owner = partition.owner;
            if (owner != null && partition.next == null) {
                fill(partition, owner);
            }
        }
    }

    private static void move(Partition partition, int number) {
        MemorySubscription owner = partition.owner;
        if (owner != null) {
            owner.giveUp(number);
        }
        if (partition.inFlight == 0) {
            partition.owner = partition.next;
            partition.next = null;
        }
    }

    /** A key that is held up fills the share of its partition at most. */
    private void fill(Partition partition, MemorySubscription owner) {
        int share = Math.max(1, owner.window() / owned(owner));
        while (!partition.ready.isEmpty() && partition.inFlight < share && owner.hasRoom()) {
            partition.inFlight++;
            owner.take(partition.ready.remove());
        }
    }
}
