package io.onemq.rabbitmq.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SharesTest {
    private static Map<Integer, String> owners(List<String> members, int partitions) {
        Map<Integer, String> owners = new HashMap<>();
        for (String member : members) {
            for (int partition : Shares.of(member, members, partitions)) {
                assertThat(owners.put(partition, member))
                        .as("other owner of " + partition)
                        .isNull();
            }
        }
        assertThat(owners).hasSize(partitions);
        return owners;
    }

    private static long owned(Map<Integer, String> owners, String member) {
        return owners.values().stream().filter(member::equals).count();
    }

    @Test
    void eachPartitionHasOneOwnerAndNobodyHasTwoMoreThanAnother() {
        List<String> members = new ArrayList<>();
        for (int count = 1; count <= 12; count++) {
            members.add("c-" + count);
            for (int partitions : List.of(1, 4, 8, 32, 100)) {
                Map<Integer, String> owners = owners(members, partitions);
                int least = partitions / count;
                assertThat(members)
                        .allMatch(member -> owned(owners, member) == least || owned(owners, member) == least + 1);
            }
        }
    }

    @Test
    void aNewMemberTakesLittleMoreThanItsShare() {
        Map<Integer, String> before = owners(List.of("a", "b", "c"), 32);
        Map<Integer, String> after = owners(List.of("a", "b", "c", "d"), 32);
        assertThat(after.keySet().stream()
                        .filter(partition -> !after.get(partition).equals(before.get(partition)))
                        .count())
                .isBetween(8L, 16L);
    }
}
