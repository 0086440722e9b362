package io.onemq;

import io.onemq.internal.MessageIds;
import io.onemq.internal.Topology;
import io.onemq.internal.config.ClientKeys;
import io.onemq.internal.config.ResolvedConfig;
import io.onemq.internal.consume.ReaderSettings;
import io.onemq.internal.consume.ReaderTopics;
import io.onemq.spi.CommonKeys;
import io.onemq.spi.GroupSpec;
import io.onemq.spi.TopicSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a consumer and a receiver can be set up with, and the topology that they need. Not thread-safe. */
final class ReaderOptions {
    private static final int MAX_IN_FLIGHT = 100_000;

    private final ResolvedConfig config;
    private final Topology topology;
    private final Topic topic;
    private final Group group;
    private final boolean broadcast;
    int maxInFlight;
    Duration lease;
    RetryPolicy retry = RetryPolicy.defaults();
    DeadLetterPolicy deadLetters = DeadLetterPolicy.toDefaultTopic();

    ReaderOptions(ResolvedConfig config, Topology topology, Topic topic, Group group) {
        this(config, topology, topic, group, false);
    }

    private ReaderOptions(ResolvedConfig config, Topology topology, Topic topic, Group group, boolean broadcast) {
        this.broadcast = broadcast;
        this.config = config;
        this.topology = topology;
        this.topic = topic;
        this.group = group;
        this.maxInFlight = config.get(ClientKeys.CONSUME_MAX_IN_FLIGHT);
        this.lease = config.get(ClientKeys.CONSUME_LEASE);
    }

    /** The options of a broadcast consumer, an ephemeral group of its own. */
    static ReaderOptions ofBroadcast(ResolvedConfig config, Topology topology, Topic topic) {
        Group group = Group.of("broadcast-" + MessageIds.next());
        ReaderOptions options = new ReaderOptions(config, topology, topic, group, true);
        options.deadLetters = DeadLetterPolicy.discard();
        return options;
    }

    /** Checks the options. */
    ReaderSettings settings() {
        if (maxInFlight < 1 || maxInFlight > MAX_IN_FLIGHT) {
            throw new ConfigurationException("maxInFlight must be 1 to " + MAX_IN_FLIGHT + ", not " + maxInFlight);
        }
        if (lease.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new ConfigurationException("lease must be at least 1 second, not " + lease);
        }
        if (group.ordering() == Ordering.KEY && retry.longestDelay().compareTo(RetryPolicy.MAX_DELAY_IN_ORDER) > 0) {
            throw new ConfigurationException("Group " + group.name() + " of topic " + topic.name()
                    + " is ordered by key, so a message that waits for its next attempt holds up its key: " + retry
                    + " waits longer than " + RetryPolicy.MAX_DELAY_IN_ORDER
                    + ". Use a shorter delay, or a group without order");
        }
        return new ReaderSettings(
                maxInFlight,
                lease,
                config.get(ClientKeys.CONSUME_MAX_LEASE),
                config.get(ClientKeys.ACK_FLUSH_SIZE),
                config.get(ClientKeys.ACK_FLUSH_INTERVAL),
                config.get(ClientKeys.DRAIN_TIMEOUT),
                config.get(CommonKeys.CONNECT_TIMEOUT),
                config.get(CommonKeys.RECONNECT_MIN_DELAY),
                config.get(CommonKeys.RECONNECT_MAX_DELAY),
                retry,
                deadLetters);
    }

    /** Makes sure that the topic, its groups, the group's private topics and the dead-letter topic are there. */
    ReaderTopics declareTopics() {
        TopicSpec source = Topology.spec(topic, topic.isDeadLetterTopic());
        topology.checkSupported(source, groups());
        if (broadcast) {
            return declareBroadcast(source);
        }
        TopicSpec retryTopic = Topology.retryTopic(topic, group);
        // A dead letter stays one, whatever becomes of those who look at it.
        TopicSpec isolatedTopic = topic.isDeadLetterTopic() ? null : Topology.isolatedTopic(topic, group);
        Topic dead = deadLetters.topic().orElseGet(() -> topic.deadLetterTopic(group));
        TopicSpec deadTopic = Topology.spec(dead, dead.isDeadLetterTopic());
        Runnable ensure = () -> {
            // The places where messages can go come first: no delivery may find them missing.
            if (!deadLetters.isDiscard()) {
                topology.ensure(deadTopic, Topology.specs(dead.groups()));
            }
            topology.ensure(retryTopic, List.of(Topology.retryGroup()));
            if (isolatedTopic != null) {
                topology.ensure(isolatedTopic, List.of(Topology.retryGroup()));
            }
            topology.ensure(source, groups());
        };
        ensure.run();
        return new ReaderTopics(
                source,
                Topology.spec(group),
                retryTopic,
                isolatedTopic,
                Topology.retryGroup(),
                deadTopic,
                false,
                ensure);
    }

    private ReaderTopics declareBroadcast(TopicSpec source) {
        topology.need(Capability.BROADCAST, "A broadcast consumer of topic " + topic.name() + " is asked for");
        Runnable ensure = () -> topology.ensure(source, Topology.specs(topic.groups()));
        ensure.run();
        return ReaderTopics.ofBroadcast(source, Topology.spec(group), ensure);
    }

    private List<GroupSpec> groups() {
        List<GroupSpec> all = new ArrayList<>(Topology.specs(topic.groups()));
        all.removeIf(spec -> spec.name().equals(group.name()));
        all.add(Topology.spec(group));
        return all;
    }
}
