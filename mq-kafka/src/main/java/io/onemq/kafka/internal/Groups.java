package io.onemq.kafka.internal;

import io.onemq.ErrorCode;
import io.onemq.MqException;
import io.onemq.Ordering;
import io.onemq.Outcome;
import io.onemq.spi.GroupSpec;
import io.onemq.spi.TopicSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.AlterConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.AlterShareGroupOffsetsOptions;
import org.apache.kafka.clients.admin.DeleteConsumerGroupsOptions;
import org.apache.kafka.clients.admin.DeleteShareGroupsOptions;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Creates, checks, moves and deletes groups. */
final class Groups {
    private static final long LOOK_AGAIN_MILLIS = 20;

    private final KafkaMode mode;
    private final GroupProtocol protocol;
    private final boolean shareGroups;
    private final String prefix;

    Groups(KafkaMode mode, GroupProtocol protocol, boolean shareGroups, String prefix) {
        this.mode = mode;
        this.protocol = protocol;
        this.shareGroups = shareGroups;
        this.prefix = prefix;
    }

    String id(TopicSpec topic, GroupSpec group) {
        return prefix + topic.name() + "." + group.name();
    }

    GroupState inspect(AdminCalls calls, TopicSpec topic, int partitions, GroupSpec group) {
        return GroupInspection.inspect(calls, id(topic, group), topic.name(), partitions, shareGroups);
    }

    /**
     * Creates the group unless it exists; a new one starts at the current end of the topic, or where it is told to.
     *
     * <p>Two programs may do this at once. The ends, which any other start goes back from, are read before the group is
     * found missing, so whoever finds it missing read them before anybody's declaration was done: whichever write comes
     * last, no message published after a declaration lies before the start.
     */
    void ensure(AdminCalls calls, TopicSpec topic, TopicEnds ended, GroupSpec group) {
        int partitions = ended.partitions();
        Map<TopicPartition, Long> ends = ended.ends();
        GroupState found = inspect(calls, topic, partitions, group);
        if (found.isNew() && !ended.areComplete()) {
            ends = Offsets.ends(calls, topic.name(), partitions);
            found = inspect(calls, topic, partitions, group);
        }
        if (found.isNew()) {
            Map<TopicPartition, Long> starts = new HashMap<>(ends);
            starts.putAll(Starts.of(calls, topic.name(), group.start(), ends));
            start(calls, found.id(), newMode(topic, group), group.ordering() == Ordering.KEY, starts);
            found = inspect(calls, topic, partitions, group);
        }
        GroupSettings.complete(calls, found, modeOf(found, topic, group), isPrivate(topic), protocol);
    }

    /** Returns what is known of a group that must exist, in a mode that serves the specification. */
    GroupState require(AdminCalls calls, TopicSpec topic, int partitions, GroupSpec group) {
        GroupState found = inspect(calls, topic, partitions, group);
        if (found.isNew()) {
            throw new MqException(
                    ErrorCode.NOT_FOUND,
                    "Group " + group.name() + " of topic " + topic.name() + " does not exist (no Kafka group "
                            + found.id() + " with a position in the topic); declare it");
        }
        modeOf(found, topic, group);
        return found;
    }

    /** Returns the mode of a group, which was fixed when it was created. */
    GroupMode modeOf(GroupState found, TopicSpec topic, GroupSpec group) {
        GroupMode existing = found.mode().orElse(null);
        if (existing == null) {
            return newMode(topic, group);
        }
        if (group.ordering() == Ordering.KEY && existing != GroupMode.CLASSIC) {
            throw conflict(found, existing, "order by key");
        }
        if (!found.committed().isEmpty() && found.isOrdered() != (group.ordering() == Ordering.KEY)) {
            throw new MqException(
                    ErrorCode.CONFLICT,
                    "Kafka group " + found.id() + " is " + (found.isOrdered() ? "" : "not ") + "ordered by key, but "
                            + "the ordering " + group.ordering() + " is asked for; a group keeps its ordering, so ask "
                            + "for the same, or delete the group and declare it anew");
        }
        // A dead-letter topic of the application's choice is private to the library and the application's at once.
        boolean chosen = mode != KafkaMode.AUTO && !isPrivate(topic) && !found.isPrivate();
        if (chosen && group.ordering() != Ordering.KEY && existing != newMode(topic, group)) {
            throw conflict(found, existing, "kafka.mode=" + mode.name().toLowerCase(Locale.ROOT));
        }
        return existing;
    }

    private static MqException conflict(GroupState found, GroupMode existing, String demand) {
        GroupMode other = existing == GroupMode.SHARE ? GroupMode.CLASSIC : GroupMode.SHARE;
        return new MqException(
                ErrorCode.CONFLICT,
                "Kafka group " + found.id() + " exists as a " + name(existing) + " group, but " + demand
                        + " asks for a " + name(other) + " group; a group keeps its kind, so give up the demand, or "
                        + "delete the group and declare it anew");
    }

    /** Order needs partitions with one owner; retries and dead letters must outlive any number of deliveries. */
    private GroupMode newMode(TopicSpec topic, GroupSpec group) {
        boolean positions = group.ordering() == Ordering.KEY || isPrivate(topic);
        return positions || mode == KafkaMode.CLASSIC || !shareGroups ? GroupMode.CLASSIC : GroupMode.SHARE;
    }

    private static boolean isPrivate(TopicSpec topic) {
        return topic.role() != TopicSpec.Role.APPLICATION;
    }

    private static String name(GroupMode mode) {
        return mode == GroupMode.SHARE ? "share" : "classic";
    }

    private static void start(
            AdminCalls calls, String id, GroupMode kind, boolean ordered, Map<TopicPartition, Long> offsets) {
        while (true) {
            try {
                calls.answerOf(write(calls, id, kind, ordered, offsets));
                return;
            } catch (ExecutionException | TimeoutException e) {
                if (hasMembers(e)) {
                    // So another program has created the group meanwhile: it is looked at again.
                    return;
                }
                // The coordinator of the group may hear of a new topic later than others.
                boolean early = KafkaErrors.unwrap(e) instanceof UnknownTopicOrPartitionException;
                if (!early || calls.isOver()) {
                    throw KafkaErrors.request("fix the start of group " + id, e);
                }
                calls.pause(LOOK_AGAIN_MILLIS);
            }
        }
    }

    private static KafkaFuture<Void> write(
            AdminCalls calls, String id, GroupMode kind, boolean ordered, Map<TopicPartition, Long> offsets) {
        if (kind == GroupMode.SHARE) {
            return calls.admin()
                    .alterShareGroupOffsets(id, offsets, calls.bounded(new AlterShareGroupOffsetsOptions()))
                    .all();
        }
        Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
        String metadata = ordered ? OrderNotes.NONE : "";
        offsets.forEach((partition, offset) -> positions.put(partition, new OffsetAndMetadata(offset, metadata)));
        return calls.admin()
                .alterConsumerGroupOffsets(id, positions, calls.bounded(new AlterConsumerGroupOffsetsOptions()))
                .all();
    }

    private static boolean hasMembers(Exception failure) {
        Throwable cause = KafkaErrors.unwrap(failure);
        return cause instanceof GroupNotEmptyException || cause instanceof UnknownMemberIdException;
    }

    /** Moves a group without members to the given offsets. */
    void move(AdminCalls calls, GroupState group, GroupMode kind, Map<TopicPartition, Long> offsets) {
        try {
            calls.answerOf(write(calls, group.id(), kind, group.isOrdered(), offsets));
        } catch (ExecutionException | TimeoutException e) {
            throw hasMembers(e)
                    ? membersLeft("move", group.id(), e)
                    : KafkaErrors.request("move group " + group.id(), e);
        }
    }

    private static MqException membersLeft(String action, String id, Exception failure) {
        return new MqException(
                ErrorCode.CONFLICT,
                Outcome.NOT_SENT,
                false,
                "Kafka does not " + action + " group " + id
                        + " while it has members; close its consumers first (one that crashed is noticed after its "
                        + "session timeout)",
                KafkaErrors.unwrap(failure));
    }

    /** Deletes a group. Does nothing if it does not exist. */
    void delete(AdminCalls calls, TopicSpec topic, GroupSpec group, boolean evenWithMembers) {
        GroupState found = inspect(calls, topic, 0, group);
        GroupSettings.remove(calls, found);
        try {
            calls.answerOf(deletion(calls, found));
        } catch (ExecutionException | TimeoutException e) {
            Throwable cause = KafkaErrors.unwrap(e);
            boolean gone = cause instanceof GroupIdNotFoundException;
            if (cause instanceof GroupNotEmptyException && !evenWithMembers) {
                throw membersLeft("delete", found.id(), e);
            }
            if (!gone && !(cause instanceof GroupNotEmptyException)) {
                throw KafkaErrors.request("delete group " + found.id(), e);
            }
        }
        awaitUnmarked(calls, topic, group);
    }

    /** Whoever declares the group again at once must not find the marks of the one that was deleted. */
    private void awaitUnmarked(AdminCalls calls, TopicSpec topic, GroupSpec group) {
        while (isMarked(inspect(calls, topic, 0, group)) && !calls.isOver()) {
            calls.pause(LOOK_AGAIN_MILLIS);
        }
    }

    private static boolean isMarked(GroupState group) {
        return group.isMarked(GroupMode.SHARE) || group.isMarked(GroupMode.CLASSIC);
    }

    private static KafkaFuture<Void> deletion(AdminCalls calls, GroupState group) {
        List<String> ids = List.of(group.id());
        return group.shareExists()
                ? calls.admin()
                        .deleteShareGroups(ids, calls.bounded(new DeleteShareGroupsOptions()))
                        .all()
                : calls.admin()
                        .deleteConsumerGroups(ids, calls.bounded(new DeleteConsumerGroupsOptions()))
                        .all();
    }
}
