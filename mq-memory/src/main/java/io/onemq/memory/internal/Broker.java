package io.onemq.memory.internal;

import io.onemq.ConnectionException;
import io.onemq.ErrorCode;
import io.onemq.MqException;
import io.onemq.Outcome;
import io.onemq.Retention;
import io.onemq.StartPosition;
import io.onemq.spi.BrokerInfo;
import io.onemq.spi.DriverConfig;
import io.onemq.spi.DriverConnection;
import io.onemq.spi.GroupSpec;
import io.onemq.spi.TopicSpec;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** An in-process broker: its topics and its clients. The state belongs to its thread; public methods are thread-safe. */
public final class Broker {
    // The clock may be moved by hand, so the time that is left tells nothing about when to look again.
    private static final long LOOK_MILLIS = 10;
    private static final long LOOK_AT_RETENTION_MILLIS = 100;

    private final String name;
    private final BrokerInfo info = new BrokerInfo("memory", Version.text());
    private final SettableClock clock = new SettableClock();
    private final Set<MemoryConnection> connections = ConcurrentHashMap.newKeySet();
    private final EventLoop loop;
    private volatile boolean running = true;

    // Owned by the loop.
    private final Map<String, MemoryTopic> topics = new HashMap<>();
    private final Parking parking = new Parking();
    private final List<MemoryGroup> changed = new ArrayList<>();
    private final Set<MemoryTopic> limited = new LinkedHashSet<>();
    private @Nullable Profile profile;

    public Broker(String name) {
        this.name = name;
        this.loop =
                new EventLoop("onemq-memory-" + name, () -> !connections.isEmpty(), this::waitMillis, this::dispatch);
    }

    /** Lets a client in. */
    public DriverConnection connect(DriverConfig config, Object handle) {
        Profile wanted = config.find(MemoryKeys.PROFILE).orElse(null);
        long maxMessageSize = config.get(MemoryKeys.MAX_MESSAGE_SIZE);
        return loop.call(() -> {
            refuseStopped();
            MemoryConnection connection =
                    new MemoryConnection(this, config.clientName(), maxMessageSize, profile(wanted), handle);
            connections.add(connection);
            return connection;
        });
    }

    private Profile profile(@Nullable Profile wanted) {
        Profile fixed = profile;
        if (fixed == null) {
            fixed = wanted == null ? Profile.QUEUE : wanted;
            profile = fixed;
        } else if (wanted != null && wanted != fixed) {
            throw new MqException(
                    ErrorCode.CONFLICT,
                    "Broker memory:" + name + " was opened with " + MemoryKeys.PROFILE.name() + "=" + text(fixed)
                            + ", not " + text(wanted) + "; use another name or the same profile");
        }
        return fixed;
    }

    private static String text(Profile profile) {
        return profile == Profile.LOG ? "log" : "queue";
    }

    /** Changes the time that clients compare not-before times with. */
    public void useClock(Clock other) {
        clock.set(other);
    }

    /** Goes down at once. What was confirmed stays; what was not processed yet is lost. */
    public void crash() {
        running = false;
        sever(stopped(Outcome.UNKNOWN));
    }

    /** Lets every client lose what it has open; they may come back at once. */
    public void cutConnections() {
        sever(new ConnectionException(Outcome.UNKNOWN, "The connections to " + name() + " were cut", null));
    }

    private void sever(MqException cause) {
        connections.forEach(MemoryConnection::cut);
        loop.run(() -> connections.forEach(connection -> connection.loseAll(cause)));
    }

    /** Comes up again. */
    public void start() {
        running = true;
    }

    /** Cuts off the connected clients of that name for good. */
    public void crashClient(String clientName) {
        for (MemoryConnection connection : connections) {
            if (connection.clientName().equals(clientName)) {
                connection.die();
                loop.run(() -> connection.loseAll(new ConnectionException(
                        Outcome.UNKNOWN, "Client " + clientName + " was cut off from " + name(), null)));
                disconnect(connection);
            }
        }
    }

    /** Forgets everything and lets no connection survive. */
    public void reset() {
        crash();
        loop.run(() -> {
            topics.clear();
            parking.clear();
            changed.clear();
            limited.clear();
            profile = null;
        });
        clock.set(Clock.systemUTC());
        start();
    }

    void disconnect(MemoryConnection connection) {
        connections.remove(connection);
        loop.run(connection::closeLinks);
    }

    void refuseStopped() {
        if (!running) {
            throw stopped(Outcome.NOT_SENT);
        }
    }

    private ConnectionException stopped(Outcome outcome) {
        return new ConnectionException(outcome, name() + " is not running", null);
    }

    String name() {
        return "broker memory:" + name;
    }

    BrokerInfo info() {
        return info;
    }

    Clock clock() {
        return clock;
    }

    EventLoop loop() {
        return loop;
    }

    @Nullable MemoryTopic topic(String topicName) {
        return topics.get(topicName);
    }

    /** Stores a message, unless it is a duplicate: returns then what is known of the first one, else null. */
    RecentIds.@Nullable Recent store(MemoryTopic topic, StoredMessage message) {
        long now = clock.millis();
        RecentIds.Recent first = topic.findDuplicate(message, now);
        if (first != null) {
            return first;
        }
        if (message.notBefore > now) {
            parking.park(topic, message);
        } else {
            storeNow(topic, message);
        }
        topic.remember(message, now);
        return null;
    }

    private void storeNow(MemoryTopic topic, StoredMessage message) {
        topic.store(message, clock.millis());
        topic.forEachGroup(this::changed);
    }

    /** Notes that a group may have something to hand over. */
    void changed(MemoryGroup group) {
        if (group.markDirty()) {
            changed.add(group);
        }
    }

    private long waitMillis() {
        return !parking.isEmpty() ? LOOK_MILLIS : limited.isEmpty() ? 0 : LOOK_AT_RETENTION_MILLIS;
    }

    private void storeDue() {
        long now = clock.millis();
        Parking.Parked due = parking.takeDue(now);
        while (due != null) {
            storeNow(due.topic(), due.message());
            due = parking.takeDue(now);
        }
    }

    private void dispatch() {
        if (running && !parking.isEmpty()) {
            storeDue();
        }
        if (running && !limited.isEmpty()) {
            long now = clock.millis();
            limited.forEach(topic -> topic.removeBeyondRetention(now));
        }
        List<MemoryGroup> now = List.copyOf(changed);
        changed.clear();
        now.forEach(MemoryGroup::dispatch);
    }

    /** Returns the retention that was replaced. */
    Optional<Retention> declare(TopicSpec spec, List<GroupSpec> groups) {
        MemoryTopic topic = topics.get(spec.name());
        if (topic == null) {
            topic = new MemoryTopic(spec.partitions(), profile == Profile.LOG);
            topics.put(spec.name(), topic);
        }
        checkPartitions(spec, topic);
        if (topic.windowMillis() == 0) {
            topic.windowMillis(spec.deduplication().toMillis());
        }
        checkWindow(spec, topic);
        for (GroupSpec group : groups) {
            MemoryGroup existing = topic.groups().get(group.name());
            if (existing == null) {
                topic.groups().put(group.name(), newGroup(spec, topic, group));
            } else {
                checkOrdering(spec, group, existing);
            }
        }
        return limit(topic, spec.retention());
    }

    private Optional<Retention> limit(MemoryTopic topic, @Nullable Retention wanted) {
        Retention had = topic.retained().retention();
        if (wanted == null || Objects.equals(wanted, had)) {
            return Optional.empty();
        }
        topic.retained().limit(wanted);
        limited.add(topic);
        return Optional.ofNullable(had);
    }

    private static MemoryGroup newGroup(TopicSpec spec, MemoryTopic topic, GroupSpec group) {
        MemoryGroup created = MemoryGroup.of(group, topic.partitions());
        Replay.of(spec, topic, group.start()).into(created);
        return created;
    }

    void seek(TopicSpec spec, GroupSpec groupSpec, StartPosition position) {
        MemoryGroup group = existing(spec, groupSpec);
        if (!group.members().isEmpty()) {
            throw new MqException(
                    ErrorCode.CONFLICT,
                    "Group " + groupSpec.name() + " of topic " + spec.name()
                            + " is not moved while it has members; close its consumers and receivers first");
        }
        Replay.of(spec, found(spec), position).into(group);
    }

    private static void checkOrdering(TopicSpec topic, GroupSpec group, MemoryGroup existing) {
        if (existing.ordering() != group.ordering()) {
            throw new MqException(
                    ErrorCode.CONFLICT,
                    "Group " + group.name() + " of topic " + topic.name() + " has the ordering " + existing.ordering()
                            + ", not " + group.ordering() + "; a group keeps its ordering until it is deleted");
        }
    }

    private static void checkPartitions(TopicSpec spec, MemoryTopic topic) {
        if (spec.partitions() != 0 && spec.partitions() != topic.partitions()) {
            throw new MqException(
                    ErrorCode.CONFLICT,
                    "Topic " + spec.name() + " has "
                            + (topic.partitions() == 0 ? "no" : String.valueOf(topic.partitions()))
                            + " partitions, not " + spec.partitions());
        }
    }

    void checkWindow(TopicSpec spec, MemoryTopic topic) {
        long wanted = spec.deduplication().toMillis();
        if (wanted != 0 && wanted != topic.windowMillis()) {
            throw new MqException(
                    ErrorCode.CONFLICT,
                    "Topic " + spec.name() + " remembers ids for " + topic.windowMillis() + " ms, not for " + wanted
                            + " ms; all that declare it name the same window, or none");
        }
    }

    MemoryTopic found(TopicSpec spec) {
        MemoryTopic topic = topics.get(spec.name());
        if (topic == null) {
            throw new MqException(ErrorCode.NOT_FOUND, "Topic " + spec.name() + " does not exist on " + name());
        }
        return topic;
    }

    MemoryTopic existing(TopicSpec spec) {
        MemoryTopic topic = found(spec);
        checkPartitions(spec, topic);
        return topic;
    }

    MemoryGroup existing(TopicSpec spec, GroupSpec groupSpec) {
        MemoryGroup group = found(spec).groups().get(groupSpec.name());
        if (group == null) {
            throw new MqException(
                    ErrorCode.NOT_FOUND,
                    "Group " + groupSpec.name() + " of topic " + spec.name() + " does not exist on " + name());
        }
        checkOrdering(spec, groupSpec, group);
        return group;
    }

    void deleteTopic(TopicSpec spec) {
        MemoryTopic topic = topics.remove(spec.name());
        if (topic != null) {
            parking.forget(topic);
            limited.remove(topic);
            List<MemoryGroup> groups = new ArrayList<>();
            topic.forEachGroup(groups::add);
            groups.forEach(group -> loseMembers(group, "Topic " + spec.name() + " was deleted"));
        }
    }

    void deleteGroup(TopicSpec spec, GroupSpec groupSpec) {
        MemoryTopic topic = topics.get(spec.name());
        MemoryGroup group = topic == null ? null : topic.groups().remove(groupSpec.name());
        if (group != null) {
            loseMembers(group, "Group " + groupSpec.name() + " of topic " + spec.name() + " was deleted");
            long unused = group.purge();
        }
    }

    private static void loseMembers(MemoryGroup group, String why) {
        MqException cause = new MqException(ErrorCode.NOT_FOUND, why);
        group.members().forEach(member -> member.lose(cause));
    }
}
