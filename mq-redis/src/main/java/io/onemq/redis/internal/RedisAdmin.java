package io.onemq.redis.internal;

import io.onemq.ErrorCode;
import io.onemq.MqException;
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
import java.util.stream.IntStream;
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

    private final AdminLinks links;
    private final Layouts layouts;
    private final Retentions retentions;

    // Groups that were seen and not deleted through this connection; if one is gone that nobody has deleted, the server
    // has
    // lost data.
    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    RedisAdmin(AdminLinks links, Layouts layouts) {
        this.links = links;
        this.layouts = layouts;
        this.retentions = new Retentions(links);
    }

    @Override
    public Optional<Retention> declare(TopicSpec topic, List<GroupSpec> groups) {
        String doing = "Declaring topic " + topic.name();
        byte[] hash = TopicKeys.topic(topic.name());
        ScriptCall create = new ScriptCall(Script.TOPIC, hash)
                .arg(topic.partitions())
                .arg(topic.deduplication().toMillis());
        links.run(doing, hash, create::on);
        long partitions = (Long) create.list().get(0);
        requireSamePartitions(topic, (int) partitions);
        requireSameWindow(topic, (Long) create.list().get(1));
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
        GroupDeclaration declaration =
                new GroupDeclaration(links, doing, topic, partitions, groups, group -> seen.contains(id(topic, group)));
        for (String lost : declaration.run()) {
            LOG.warn(
                    "Group {} of topic {} had vanished; it was created again at the beginning of what the topic still has",
                    lost,
                    topic.name());
        }
        groups.forEach(group -> seen.add(id(topic, group)));
    }

    /** Moves what is due in a topic that perhaps nobody consumes, a part at a time. */
    private void moveDue(String doing, String topic, int partitions) {
        for (int i = 0; i < TopicKeys.streams(partitions); i++) {
            byte[] stream = Bytes.of(TopicKeys.stream(topic, i));
            byte[] delayed = TopicKeys.delayed(topic, i);
            boolean more = true;
            while (more) {
                more = links.call(doing, stream, on -> DueEntries.move(on, stream, delayed));
            }
        }
    }

    /**
     * Checks that an existing group has the ordering that is asked for.
     *
     * @throws MqException with code CONFLICT
     */
    void requireOrdering(TopicSpec topic, GroupSpec group) {
        byte[] hash = TopicKeys.topic(topic.name());
        String mark = links.call(
                "Looking up group " + group.name() + " of topic " + topic.name(),
                hash,
                on -> on.call(Bytes.of("HGET"), hash, TopicKeys.ordering(group.name())) instanceof byte[] found
                        ? Bytes.ascii(found)
                        : GroupDeclaration.UNORDERED);
        if (!mark.equals(GroupDeclaration.orderingMark(group))) {
            throw GroupDeclaration.otherOrdering(topic, group.name());
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

    private static void requireSameWindow(TopicSpec topic, long have) {
        long wanted = topic.deduplication().toMillis();
        if (wanted != 0 && wanted != have) {
            throw new MqException(
                    ErrorCode.CONFLICT,
                    "Topic " + topic.name() + " remembers ids for " + have + " ms, not for " + wanted
                            + " ms; all that declare it name the same window, or none");
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
        byte[] stream = Bytes.of(TopicKeys.stream(topic.name(), 0));
        boolean exists = links.call(
                "Looking up topic " + topic.name(),
                stream,
                on -> Long.valueOf(1).equals(on.call(Bytes.of("EXISTS"), stream)));
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
        if (!topic.deduplication().isZero()) {
            requireSameWindow(
                    topic,
                    layouts.declared(topic.name())
                            .map(Layouts.Declared::windowMillis)
                            .orElse(0L));
        }
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
        Set<String> common = null;
        for (byte[] stream : streams(topic.name(), partitions)) {
            Set<String> here = links.call("Describing topic " + topic.name(), stream, on -> groupsOf(on, stream));
            if (common == null) {
                common = here;
            } else {
                common.retainAll(here);
            }
        }
        return new TopicState(partitions, common == null ? Set.of() : common, retentions.of(topic));
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
        String doing = "Deleting topic " + topic.name();
        for (int i = 0; i < TopicKeys.streams(partitions); i++) {
            int partition = i;
            byte[] stream = Bytes.of(TopicKeys.stream(topic.name(), i));
            links.run(doing, stream, on -> {
                for (String group : groupsOf(on, stream)) {
                    unlinkGroupKeys(on, topic, partition, group);
                }
                on.call(
                        Bytes.of("UNLINK"),
                        stream,
                        TopicKeys.delayed(topic.name(), partition),
                        TopicKeys.ids(topic.name(), partition, 0),
                        TopicKeys.ids(topic.name(), partition, 1),
                        TopicKeys.readers(topic.name(), partition),
                        TopicKeys.retention(topic.name(), partition));
            });
        }
        byte[] hash = TopicKeys.topic(topic.name());
        links.run(doing, hash, on -> on.call(Bytes.of("UNLINK"), hash));
        layouts.forget(topic.name());
        seen.removeIf(id -> id.startsWith(topic.name() + "/"));
    }

    @Override
    public void deleteGroup(TopicSpec topic, GroupSpec group) {
        int partitions = layouts.declaredPartitions(topic.name()).orElse(topic.partitions());
        String doing = "Deleting group " + group.name() + " of topic " + topic.name();
        byte[] hash = TopicKeys.topic(topic.name());
        ScriptCall delete = new ScriptCall(Script.DELETE_GROUP, hash, Bytes.of(TopicKeys.stream(topic.name(), 0)))
                .arg(group.name());
        links.run(doing, hash, delete::on);
        for (int i = 0; i < TopicKeys.streams(partitions); i++) {
            int partition = i;
            byte[] stream = Bytes.of(TopicKeys.stream(topic.name(), i));
            links.run(doing, stream, on -> {
                if (groupsOf(on, stream).contains(group.name())) {
                    on.call(Bytes.of("XGROUP"), Bytes.of("DESTROY"), stream, Bytes.of(group.name()));
                }
                unlinkGroupKeys(on, topic, partition, group.name());
            });
        }
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
        long dropped = 0;
        for (int i = 0; i < TopicKeys.streams(partitions); i++) {
            byte[] stream = Bytes.of(TopicKeys.stream(topic.name(), i));
            byte[] notes = TopicKeys.notes(topic.name(), i, group.name());
            ScriptCall call = withBacklogArgs(new ScriptCall(Script.PURGE, stream, notes), group);
            dropped += links.call(doing, stream, call::numberOn);
        }
        trim(doing, topic.name(), partitions);
        return dropped;
    }

    @Override
    public void seek(TopicSpec topic, GroupSpec group, StartPosition position) {
        String doing = "Moving group " + group.name() + " of topic " + topic.name() + " to " + position;
        int partitions = partitionsOf(topic);
        moveDue(doing, topic.name(), partitions);
        List<String> starts = StartIds.of(topic, partitions, position, StartIds.STAY);
        List<Integer> all =
                IntStream.range(0, TopicKeys.streams(partitions)).boxed().toList();
        if (links.isCluster()) {
            // One step for each stream: so each is looked at before one is moved.
            all.forEach(partition -> seek(doing, topic, group, List.of(partition), starts, "look"));
            all.forEach(partition -> seek(doing, topic, group, List.of(partition), starts, "move"));
        } else {
            seek(doing, topic, group, all, starts, "move");
        }
        trim(doing, topic.name(), partitions);
    }

    private void seek(
            String doing, TopicSpec topic, GroupSpec group, List<Integer> partitions, List<String> starts, String how) {
        List<byte[]> keys = new ArrayList<>();
        partitions.forEach(i -> keys.add(Bytes.of(TopicKeys.stream(topic.name(), i))));
        partitions.forEach(i -> keys.add(TopicKeys.members(topic.name(), i, group.name())));
        partitions.forEach(i -> keys.add(TopicKeys.owner(topic.name(), i, group.name())));
        partitions.forEach(i -> keys.add(TopicKeys.notes(topic.name(), i, group.name())));
        ScriptCall call = new ScriptCall(Script.SEEK, keys.toArray(byte[][]::new))
                .arg(how)
                .arg(group.name())
                .arg(GroupCommands.RELEASED)
                .arg(FOREIGN_LEASE_MILLIS);
        partitions.forEach(i -> call.arg(starts.get(i)));
        long answer = links.call(doing, keys.get(0), call::numberOn);
        if (answer == NO_GROUP) {
            throw noGroup(topic, group);
        }
        if (answer == HAS_MEMBERS) {
            throw new MqException(
                    ErrorCode.CONFLICT,
                    doing + " failed: it has members; close its consumers and receivers first (one that crashed is"
                            + " noticed when its lease has run out)");
        }
        if (answer > 0) {
            throw GroupDeclaration.noEntry(doing, partitions.get((int) answer - 1));
        }
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
                more = links.call(doing, stream, on -> {
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
        long ready = 0;
        long held = 0;
        for (byte[] stream : streams(topic.name(), partitions)) {
            ScriptCall call = withBacklogArgs(new ScriptCall(Script.BACKLOG, stream), group);
            links.run(doing, stream, call::on);
            if (call.list().isEmpty()) {
                throw noGroup(topic, group);
            }
            ready += (Long) call.list().get(0);
            held += (Long) call.list().get(1);
        }
        return new GroupBacklog(ready, OptionalLong.of(held));
    }
}
