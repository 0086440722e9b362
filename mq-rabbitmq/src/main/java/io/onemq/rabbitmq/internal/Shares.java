package io.onemq.rabbitmq.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which member of a group owns which partition. It follows from the names of the members alone, so that all who know of
 * the same members come to the same result. Members own as many partitions as each other, or one more; a member that comes
 * or goes moves few of the others.
 */
final class Shares {
    private Shares() {}

    /** Returns the partitions of one of the members. */
    static Set<Integer> of(String self, Collection<String> members, int partitions) {
        List<String> sorted = members.stream().sorted().toList();
        int least = partitions / sorted.size();
        int withOneMore = partitions % sorted.size();
        Map<String, Integer> owned = new HashMap<>();
        Set<Integer> mine = new HashSet<>();
        for (int partition = 0; partition < partitions; partition++) {
            List<String> open = new ArrayList<>(sorted);
            boolean moreLeft = withOneMore > 0;
            open.removeIf(member -> owned.getOrDefault(member, 0) >= least + (moreLeft ? 1 : 0));
            String best = best(open, partition);
            if (owned.merge(best, 1, Integer::sum) == least + 1) {
                withOneMore--;
            }
            if (best.equals(self)) {
                mine.add(partition);
            }
        }
        return mine;
    }

    private static String best(List<String> members, int partition) {
        String best = members.get(0);
        for (String member : members) {
            best = weight(member, partition) > weight(best, partition) ? member : best;
        }
        return best;
    }

    private static int weight(String member, int partition) {
        return Partitions.of(member + "." + partition, Integer.MAX_VALUE);
    }
}
