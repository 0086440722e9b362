package io.onemq;

import io.onemq.internal.Engine;
import io.onemq.internal.Names;
import io.onemq.internal.Topology;
import io.onemq.spi.DriverAdmin;
import io.onemq.spi.GroupBacklog;
import io.onemq.spi.GroupSpec;
import io.onemq.spi.TopicSpec;
import io.onemq.spi.TopicState;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Administers topics and groups. Every call blocks, at most {@code request.timeout} (30 s by default), repeats itself
 * while the broker cannot be reached, and can be repeated by the caller. After the client is closed, every call fails
 * with CLOSED. Thread-safe.
 */
public final class MqAdmin {
    private final Engine engine;
    private final Topology topology;

    MqAdmin(Engine engine, Topology topology) {
        this.engine = engine;
        this.topology = topology;
    }

    private void check(String call) {
        engine.refuseClosed();
        engine.callbacks().refuseBlocking(call);
    }

    /**
     * Creates the topic and its groups unless they exist, whatever the configured {@code topology} mode. From the
     * return on, every message published to the topic is delivered to each of the groups.
     *
     * @param topic the topic with its groups
     * @throws MqException with code CONFLICT if something exists with contradicting settings; for the start of a new group as
     *     {@link #seek}
     * @throws UnsupportedCapabilityException if the topic asks for something that the broker lacks
     */
    public void declare(Topic topic) {
        check("MqAdmin.declare");
        topology.declare(spec(topic), Topology.specs(topic.groups()));
    }

    /**
     * Describes the topic as it exists.
     *
     * @param topic the topic, with the groups to look for
     * @return what exists
     * @throws MqException with code NOT_FOUND if the topic does not exist
     */
    public TopicDescription describe(Topic topic) {
        check("MqAdmin.describe");
        TopicState state =
                topology.get(() -> engine.connection().admin().describe(spec(topic), Topology.specs(topic.groups())));
        OptionalInt partitions = state.partitions() == 0 ? OptionalInt.empty() : OptionalInt.of(state.partitions());
        return new TopicDescription(topic.name(), partitions, state.groups(), Optional.ofNullable(state.retention()));
    }

    /**
     * Deletes the topic with its messages, its groups and their waiting retries. Dead letters stay: their topic is
     * deleted by its own name, see {@link Topic#deadLetterTopic}. Does nothing if the topic does not exist.
     *
     * @param topic the topic; on brokers that cannot list groups (RabbitMQ), with all its groups
     */
    public void delete(Topic topic) {
        check("MqAdmin.delete");
        topology.deleteTopic(spec(topic), Topology.specs(topic.groups()));
        topology.run(admin -> {
            for (Group group : topic.groups()) {
                deletePrivateTopics(admin, topic, group);
            }
        });
    }

    /**
     * Deletes a group with everything that it has not settled, its waiting retries included. Its dead letters stay.
     * Does nothing if the group does not exist.
     *
     * @param topic the topic
     * @param group the group
     */
    public void deleteGroup(Topic topic, Group group) {
        check("MqAdmin.deleteGroup");
        topology.run(admin -> {
            admin.deleteGroup(spec(topic), Topology.spec(group));
            deletePrivateTopics(admin, topic, group);
        });
    }

    private static void deletePrivateTopics(DriverAdmin admin, Topic topic, Group group) {
        admin.deleteTopic(Topology.retryTopic(topic, group), List.of(Topology.retryGroup()));
        admin.deleteTopic(Topology.isolatedTopic(topic, group), List.of(Topology.retryGroup()));
    }

    /**
     * Drops the messages of a group that no consumer holds. Other groups are not affected.
     *
     * @param topic the topic
     * @param group the group
     * @return how many messages were dropped, or empty if the broker does not tell
     * @throws UnsupportedCapabilityException if the broker cannot do this
     */
    public OptionalLong purge(Topic topic, Group group) {
        check("MqAdmin.purge");
        topology.need(Capability.PURGE, "Purging group " + group.name() + " of topic " + topic.name());
        long dropped = topology.get(() -> engine.connection().admin().purge(spec(topic), Topology.spec(group)));
        return dropped < 0 ? OptionalLong.empty() : OptionalLong.of(dropped);
    }

    /**
     * Moves a group to another position. What it had not settled in front of that is skipped, what lies behind it is
     * delivered, as attempt 1, also if it was before and as far as the broker still has it. Other groups are not affected.
     * The retries, the isolated messages and the dead letters of the group stay as they are.
     *
     * <p>The group must have no consumers and no receivers, of any program. One that died counts as long as the broker has
     * not noticed, see the broker's page.
     *
     * @param topic the topic
     * @param group the group, which exists
     * @param position where to; {@link StartPosition#latest()} skips all
     * @throws MqException with code CONFLICT if the group has consumers or receivers, NOT_FOUND if the group does not exist
     *     or a position lies behind the end of its partition, CONFIGURATION if a position is none of this topic. The group
     *     is not moved then
     * @throws UnsupportedCapabilityException if the broker lacks {@link Capability#REPLAY}
     */
    public void seek(Topic topic, Group group, StartPosition position) {
        check("MqAdmin.seek");
        Objects.requireNonNull(position, "position");
        topology.need(
                Capability.REPLAY,
                spec(topic),
                "Group " + group.name() + " of topic " + topic.name() + " is to be moved to " + position);
        topology.run(admin -> admin.seek(spec(topic), Topology.spec(group), position));
    }

    /**
     * Reads what a group has not settled, without the retries that wait for their time.
     *
     * @param topic the topic
     * @param group the group
     * @return ready messages, and those in flight where the broker shows them
     * @throws MqException with code NOT_FOUND if the group does not exist
     */
    public Backlog backlog(Topic topic, Group group) {
        check("MqAdmin.backlog");
        topology.need(Capability.BACKLOG, "Reading the backlog of group " + group.name() + " of " + topic.name());
        TopicSpec topicSpec = spec(topic);
        GroupSpec groupSpec = Topology.spec(group);
        GroupBacklog backlog = topology.get(() -> engine.connection().admin().backlog(topicSpec, groupSpec));
        return new Backlog(backlog.ready(), backlog.inFlight());
    }

    private static TopicSpec spec(Topic topic) {
        return Topology.spec(topic, topic.isDeadLetterTopic());
    }

    /**
     * Returns the name of the topic on which failed deliveries of a group wait for their next attempt.
     *
     * @param topic the topic
     * @param group the group
     * @return the name, for monitoring
     */
    public static String retryTopicName(Topic topic, Group group) {
        return Names.retries(topic.name(), group.name());
    }
}
