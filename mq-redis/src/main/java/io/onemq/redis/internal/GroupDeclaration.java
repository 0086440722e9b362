package io.onemq.redis.internal;

import io.onemq.ErrorCode;
import io.onemq.MqException;
import io.onemq.Ordering;
import io.onemq.StartPosition;
import io.onemq.spi.GroupSpec;
import io.onemq.spi.TopicSpec;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Creates groups on the streams of a topic, on one after the other: no script of a cluster has keys of two slots. The first
 * stream comes last, together with the topic's hash, which is in its slot. So a group that is in the hash, or on the first
 * stream, is on all of them; whoever died before that has left nothing that another attempt would not complete.
 */
final class GroupDeclaration {
    private static final String ORDERED = "key";
    static final String UNORDERED = "1";
    private static final String LOOK = "look";
    private static final String CREATE = "create";

    private final AdminLinks links;
    private final String doing;
    private final TopicSpec topic;
    private final int partitions;
    private final List<GroupSpec> groups;
    private final List<List<String>> starts = new ArrayList<>();
    private final boolean[] known;

    /**
     * Creates it; nothing is done yet.
     *
     * @param seen whether a group was there before, as far as the caller knows
     */
    GroupDeclaration(
            AdminLinks links,
            String doing,
            TopicSpec topic,
            int partitions,
            List<GroupSpec> groups,
            Predicate<GroupSpec> seen) {
        this.links = links;
        this.doing = doing;
        this.topic = topic;
        this.partitions = partitions;
        this.groups = groups;
        this.known = new boolean[groups.size()];
        for (int i = 0; i < known.length; i++) {
            known[i] = seen.test(groups.get(i));
            starts.add(StartIds.of(topic, partitions, groups.get(i).start(), StartIds.END));
        }
    }

    /** The value of {@link TopicKeys#ordering}. A group without one was created by a foreign program, and has no order. */
    static String orderingMark(GroupSpec group) {
        return group.ordering() == Ordering.KEY ? ORDERED : UNORDERED;
    }

    static MqException otherOrdering(TopicSpec topic, String group) {
        return new MqException(
                ErrorCode.CONFLICT,
                "Group " + group + " of topic " + topic.name() + " exists with another ordering. A group keeps its "
                        + "ordering: ask for the same, or delete the group and declare it anew");
    }

    /**
     * Creates those groups that do not exist, or fails before it creates anything.
     *
     * @return the names of groups that had been there before, but were gone from a stream
     */
    Set<String> run() {
        look();
        Set<String> returned = new LinkedHashSet<>();
        for (int partition = TopicKeys.streams(partitions) - 1; partition >= 0; partition--) {
            for (Object name : call(CREATE, partition).list()) {
                returned.add(Bytes.text((byte[]) name));
            }
        }
        return returned;
    }

    private void look() {
        List<?> found = call(LOOK, 0).list();
        for (int i = 0; i < known.length; i++) {
            known[i] = Long.valueOf(1).equals(found.get(i));
        }
        boolean positions = groups.stream().anyMatch(group -> group.start().kind() == StartPosition.Kind.POSITIONS);
        for (int partition = 1; positions && partition < TopicKeys.streams(partitions); partition++) {
            call(LOOK, partition);
        }
    }

    private ScriptCall call(String action, int partition) {
        byte[] stream = Bytes.of(TopicKeys.stream(topic.name(), partition));
        ScriptCall call = partition == 0
                ? new ScriptCall(Script.GROUPS, stream, TopicKeys.topic(topic.name()))
                : new ScriptCall(Script.GROUPS, stream);
        call.arg(action);
        for (int i = 0; i < known.length; i++) {
            GroupSpec group = groups.get(i);
            call.arg(group.name())
                    .arg(orderingMark(group))
                    .arg(known[i] ? 1 : 0)
                    .arg(starts.get(i).get(partition));
        }
        links.run(doing, stream, call::on);
        if (call.reply() instanceof byte[] other) {
            throw otherOrdering(topic, Bytes.text(other));
        }
        if (call.reply() instanceof Long) {
            throw noEntry(doing, partition);
        }
        return call;
    }

    static MqException noEntry(String doing, long partition) {
        return new MqException(
                ErrorCode.NOT_FOUND,
                doing + " failed: the entry to start at in partition " + partition + " was never stored there");
    }
}
