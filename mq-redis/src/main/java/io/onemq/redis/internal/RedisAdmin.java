package io.onemq.redis.internal;

import io.onemq.ErrorCode;
import io.onemq.MqException;
import io.onemq.Ordering;
import io.onemq.Retention;
import io.onemq.StartPosition;
import io.onemq.spi.DriverAdmin;
import io.onemq.spi.GroupBacklog;
import io.onemq.spi.GroupSpec;
import io.onemq.spi.TopicSpec;
import io.onemq.spi.TopicState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisDataException;

/** Topics and groups. Thread-safe. */
final class RedisAdmin implements DriverAdmin {
    private static final Logger LOG = LoggerFactory.getLogger(RedisAdmin.class);
    private static final long COUNT_AT_MOST = 100_000;
    private static final long FOREIGN_LEASE_MILLIS = 30_000;
    private static final long NO_GROUP = -1;
    private static final long HAS_MEMBERS = -2;

    private static final String ORDERED = "key";
    private static final String UNORDERED = "1";

    private final AdminLink link;
    private final Layouts layouts;
    private final Retentions retentions;

    // Groups that were seen and not deleted through this connection; if one is gone, the server has lost data.
    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    RedisAdmin(AdminLink link, Layouts layouts) {
        this.link = link;
        this.layouts = layouts;
        this.retentions = new Retentions(link);
    }

    @Override
    public Optional<Retention> declare(TopicSpec topic, List<GroupSpec> groups) {
        String doing = "Declaring topic " + topic.name();
        long partitions = link.call(
                doing,
                on -> new ScriptCall(Script.TOPIC, TopicKeys.topic(topic.name()))
                        .arg(topic.partitions())
                        .numberOn(on));
        requireSamePartitions(topic, (int) partitions);
        layouts.forget(topic.name());
        declareGroups(doing, topic, (int) partitions, groups);
        return retentions.declare(topic, (int) partitions);
    }

    private void declareGroups(String doing, TopicSpec topic, int partitions, List<GroupSpec> groups) {
        if (groups.isEmpty()) {
            return;
        }
        // A group that is new gets what comes due from now on.
        moveDue(doing, topic.name(), partitions);
        List<byte[]> keys = new ArrayList<>();
        keys.add(TopicKeys.topic(topic.name()));
        keys.addAll(streams(topic.name(), partitions));
        ScriptCall call = new ScriptCall(Script.GROUPS, keys.toArray(byte[][]::new));
        for (GroupSpec group : groups) {
            call.arg(group.name()).arg(orderingMark(group)).arg(seen.contains(id(topic, group)) ? 1 : 0);
            StartIds.of(topic, partitions, group.start(), StartIds.END).forEach(call::arg);
        }
        link.run(doing, call::on);
        if (call.reply() instanceof byte[] other) {
            throw otherOrdering(topic, Bytes.text(other));
        }
        refuseMissing(doing, call.number());
        groups.forEach(group -> seen.add(id(topic, group)));
        for (Object lost : call.list()) {
            LOG.warn(
                    "Group {} of topic {} had vanished; it was created again at the beginning of what the topic still has",
                    Bytes.text((byte[]) lost),
                    topic.name());
        }
    }

    /** Moves what is due in a topic that perhaps nobody consumes, a part at a time. */
    private void moveDue(String doing, String topic, int partitions) {
        for (int i = 0; i < TopicKeys.streams(partitions); i++) {
            byte[] stream = Bytes.of(TopicKeys.stream(topic, i));
            byte[] delayed = TopicKeys.delayed(topic, i);
            boolean more = true;
            while (more) {
                more = link.call(doing, on -> DueEntries.move(on, stream, delayed));
            }
        }
    }

    /** Fails if a script has told the number of a stream that does not have the wanted entry, counted from 1. */
    private static void refuseMissing(String doing, long stream) {
        if (stream > 0) {
            throw new MqException(
                    ErrorCode.NOT_FOUND,
                    doing + " failed: the entry to start at in partition " + (stream - 1) + " was never stored there");
        }
    }

    /** The value of {@link TopicKeys#ordering}. A group without one was created by a foreign program, and has no order. */
    private static String orderingMark(GroupSpec group) {
        return group.ordering() == Ordering.KEY ? ORDERED : UNORDERED;
    }

    private static MqException otherOrdering(TopicSpec topic, String group) {
        return new MqException(
                ErrorCode.CONFLICT,
                "Group " + group + " of topic " + topic.name() + " exists with another ordering. A group keeps its "
                        + "ordering: ask for the same, or delete the group and declare it anew");
    }

    /**
     * Checks that an existing group has the ordering that is asked for.
     *
     * @throws MqException with code CONFLICT
     */
    void requireOrdering(TopicSpec topic, GroupSpec group) {
        String mark = link.call(
                "Looking up group " + group.name() + " of topic " + topic.name(),
                on -> on.call(Bytes.of("HGET"), TopicKeys.topic(topic.name()), TopicKeys.ordering(group.name()))
                                instanceof byte[] found
                        ? Bytes.ascii(found)
                        : UNORDERED);
        if (!mark.equals(orderingMark(group))) {
            throw otherOrdering(topic, group.name());
        }
    }

    private static String id(TopicSpec topic, GroupSpec group) {
        return topic.name() + "/" + group.name();
    }

    private static List<byte[]> streams(String topic, int partitions) {
        List<byte[]> keys = new ArrayList<>();
        for (int i = 0; i < TopicKeys.streams(partitions); i++) {
            keys.add(Bytes.of(TopicKeys.stream(topic, i)));
        }
        return keys;
    }

    private static void requireSamePartitions(TopicSpec topic, int have) {
        if (topic.partitions() > 0 && topic.partitions() != have) {
            throw new MqException(
                    ErrorCode.CONFLICT,
                    "Topic " + topic.name() + " exists with " + (have == 0 ? "no" : have)
                            + " partitions and cannot have " + topic.partitions()
                            + ": keys would move to other partitions");
        }
    }

    /**
     * Returns how many partitions an existing topic has.
     *
     * @throws MqException with code NOT_FOUND or CONFLICT
     */
    int partitionsOf(TopicSpec topic) {
        OptionalInt declared = layouts.declaredPartitions(topic.name());
        if (declared.isPresent()) {
            requireSamePartitions(topic, declared.getAsInt());
            return declared.getAsInt();
        }
        // A program that knows nothing of this library may have created the stream.
        boolean exists = link.call(
                "Looking up topic " + topic.name(),
                on -> Long.valueOf(1).equals(on.call(Bytes.of("EXISTS"), Bytes.of(TopicKeys.stream(topic.name(), 0)))));
        if (exists) {
            return topic.partitions();
        }
        throw new MqException(ErrorCode.NOT_FOUND, "Topic " + topic.name() + " does not exist");
    }

    @Override
    public void validate(TopicSpec topic, List<GroupSpec> groups) {
        TopicState state = describe(topic, groups);
        requireSamePartitions(topic, state.partitions());
        topic.requireRetention(state.retention());
        for (GroupSpec group : groups) {
            if (!state.groups().contains(group.name())) {
                throw noGroup(topic, group);
            }
            requireOrdering(topic, group);
            seen.add(id(topic, group));
        }
    }

    private static MqException noGroup(TopicSpec topic, GroupSpec group) {
        return new MqException(
                ErrorCode.NOT_FOUND, "Group " + group.name() + " of topic " + topic.name() + " does not exist");
    }

    @Override
    public TopicState describe(TopicSpec topic, List<GroupSpec> groups) {
        int partitions = partitionsOf(new TopicSpec(topic.name(), 0, topic.role()));
        Set<String> common = link.call("Describing topic " + topic.name(), on -> {
            Set<String> names = null;
            for (byte[] stream : streams(topic.name(), partitions)) {
                Set<String> here = groupsOf(on, stream);
                if (names == null) {
                    names = here;
                } else {
                    names.retainAll(here);
                }
            }
            return names == null ? Set.of() : names;
        });
        return new TopicState(partitions, common, retentions.of(topic));
    }

    private static Set<String> groupsOf(RedisLink on, byte[] stream) {
        Set<String> names = new HashSet<>();
        try {
            if (on.call(Bytes.of("XINFO"), Bytes.of("GROUPS"), stream) instanceof List<?> reply) {
                for (Object group : reply) {
                    names.add(Bytes.text((byte[]) ((List<?>) group).get(1)));
                }
            }
        } catch (JedisDataException e) {
            // A topic without groups has no stream before its first message.
            if (!String.valueOf(e.getMessage()).startsWith("ERR no such key")) {
                throw e;
            }
        }
        return names;
    }

    @Override
    public void deleteTopic(TopicSpec topic, List<GroupSpec> groups) {
        int partitions = layouts.declaredPartitions(topic.name()).orElse(topic.partitions());
        link.run("Deleting topic " + topic.name(), on -> {
            for (int i = 0; i < TopicKeys.streams(partitions); i++) {
                byte[] stream = Bytes.of(TopicKeys.stream(topic.name(), i));
                for (String group : groupsOf(on, stream)) {
                    unlinkGroupKeys(on, topic, i, group);
                }
                on.call(
                        Bytes.of("UNLINK"),
                        stream,
                        TopicKeys.delayed(topic.name(), i),
                        TopicKeys.readers(topic.name(), i),
                        TopicKeys.retention(topic.name(), i));
            }
            on.call(Bytes.of("UNLINK"), TopicKeys.topic(topic.name()));
        });
        layouts.forget(topic.name());
        seen.removeIf(id -> id.startsWith(topic.name() + "/"));
    }

    @Override
    public void deleteGroup(TopicSpec topic, GroupSpec group) {
        int partitions = layouts.declaredPartitions(topic.name()).orElse(topic.partitions());
        String doing = "Deleting group " + group.name() + " of topic " + topic.name();
        link.run(doing, on -> {
            on.call(Bytes.of("HDEL"), TopicKeys.topic(topic.name()), TopicKeys.ordering(group.name()));
            for (int i = 0; i < TopicKeys.streams(partitions); i++) {
                byte[] stream = Bytes.of(TopicKeys.stream(topic.name(), i));
                if (groupsOf(on, stream).contains(group.name())) {
                    on.call(Bytes.of("XGROUP"), Bytes.of("DESTROY"), stream, Bytes.of(group.name()));
                }
                unlinkGroupKeys(on, topic, i, group.name());
            }
        });
        trim(doing, topic.name(), partitions);
        seen.remove(id(topic, group));
    }

    private static void unlinkGroupKeys(RedisLink on, TopicSpec topic, int partition, String group) {
        on.call(
                Bytes.of("UNLINK"),
                TopicKeys.members(topic.name(), partition, group),
                TopicKeys.owner(topic.name(), partition, group),
                TopicKeys.notes(topic.name(), partition, group));
        if (partition == 0) {
            on.call(Bytes.of("UNLINK"), TopicKeys.seats(topic.name(), group));
        }
    }

    @Override
    public long purge(TopicSpec topic, GroupSpec group) {
        backlog(topic, group);
        int partitions = partitionsOf(topic);
        String doing = "Purging group " + group.name() + " of topic " + topic.name();
        long dropped = link.call(doing, on -> {
            long sum = 0;
            for (int i = 0; i < TopicKeys.streams(partitions); i++) {
                byte[] stream = Bytes.of(TopicKeys.stream(topic.name(), i));
                byte[] notes = TopicKeys.notes(topic.name(), i, group.name());
                sum += withBacklogArgs(new ScriptCall(Script.PURGE, stream, notes), group)
                        .numberOn(on);
            }
            return sum;
        });
        trim(doing, topic.name(), partitions);
        return dropped;
    }

    @Override
    public void seek(TopicSpec topic, GroupSpec group, StartPosition position) {
        String doing = "Moving group " + group.name() + " of topic " + topic.name() + " to " + position;
        int partitions = partitionsOf(topic);
        moveDue(doing, topic.name(), partitions);
        List<byte[]> keys = streams(topic.name(), partitions);
        int streams = TopicKeys.streams(partitions);
        for (int i = 0; i < streams; i++) {
            keys.add(TopicKeys.members(topic.name(), i, group.name()));
        }
        for (int i = 0; i < streams; i++) {
            keys.add(TopicKeys.owner(topic.name(), i, group.name()));
        }
        for (int i = 0; i < streams; i++) {
            keys.add(TopicKeys.notes(topic.name(), i, group.name()));
        }
        ScriptCall call = new ScriptCall(Script.SEEK, keys.toArray(byte[][]::new))
                .arg(group.name())
                .arg(GroupCommands.RELEASED)
                .arg(FOREIGN_LEASE_MILLIS);
        StartIds.of(topic, partitions, position, StartIds.STAY).forEach(call::arg);
        long answer = link.call(doing, call::numberOn);
        if (answer == NO_GROUP) {
            throw noGroup(topic, group);
        }
        if (answer == HAS_MEMBERS) {
            throw new MqException(
                    ErrorCode.CONFLICT,
                    doing + " failed: it has members; close its consumers and receivers first (one that crashed is"
                            + " noticed when its lease has run out)");
        }
        refuseMissing(doing, answer);
        trim(doing, topic.name(), partitions);
    }

    @Override
    public void removeBeyondRetention(TopicSpec topic) {
        trim("Removing what is old from topic " + topic.name(), topic.name(), partitionsOf(topic));
    }

    /** Trims a part at a time, so that neither the server nor other callers are held up. */
    private void trim(String doing, String topic, int partitions) {
        for (int i = 0; i < TopicKeys.streams(partitions); i++) {
            byte[] stream = Bytes.of(TopicKeys.stream(topic, i));
            byte[] readers = TopicKeys.readers(topic, i);
            byte[] retention = TopicKeys.retention(topic, i);
            boolean more = true;
            while (more) {
                more = link.call(doing, on -> {
                    ScriptCall call = GroupCommands.trim(stream, readers, retention)
                            .arg("")
                            .arg("");
                    call.on(on);
                    return Long.valueOf(1).equals(call.list().get(0));
                });
            }
        }
    }

    private static ScriptCall withBacklogArgs(ScriptCall call, GroupSpec group) {
        return call.arg(group.name()).arg(GroupCommands.RELEASED).arg(COUNT_AT_MOST);
    }

    @Override
    public GroupBacklog backlog(TopicSpec topic, GroupSpec group) {
        String doing = "Reading the backlog of group " + group.name() + " of topic " + topic.name();
        int partitions = partitionsOf(topic);
        moveDue(doing, topic.name(), partitions);
        List<ScriptCall> calls = new ArrayList<>();
        for (byte[] stream : streams(topic.name(), partitions)) {
            calls.add(withBacklogArgs(new ScriptCall(Script.BACKLOG, stream), group));
        }
        link.run(doing, on -> ScriptCall.run(on, calls));
        long ready = 0;
        long held = 0;
        for (ScriptCall call : calls) {
            if (call.list().isEmpty()) {
                throw noGroup(topic, group);
            }
            ready += (Long) call.list().get(0);
            held += (Long) call.list().get(1);
        }
        return new GroupBacklog(ready, OptionalLong.of(held));
    }
}
