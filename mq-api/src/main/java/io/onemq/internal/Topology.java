package io.onemq.internal;

import io.onemq.Capability;
import io.onemq.CapabilitySupport;
import io.onemq.ErrorCode;
import io.onemq.Group;
import io.onemq.MqEvent;
import io.onemq.MqException;
import io.onemq.Ordering;
import io.onemq.Outcome;
import io.onemq.Retention;
import io.onemq.StartPosition;
import io.onemq.Topic;
import io.onemq.UnsupportedCapabilityException;
import io.onemq.internal.config.TopologyMode;
import io.onemq.spi.DriverAdmin;
import io.onemq.spi.DriverConnection;
import io.onemq.spi.GroupSpec;
import io.onemq.spi.TopicSpec;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Creates or checks topics and groups, and repeats administrative calls that failed for a passing reason. */
public final class Topology {
    private final DriverConnection connection;
    private final TopologyMode mode;
    private final Duration requestTimeout;
    private final Duration reconnectMin;
    private final Duration reconnectMax;
    private final Events events;
    private final RetentionKeeper retentions;

    public Topology(
            DriverConnection connection,
            TopologyMode mode,
            Duration requestTimeout,
            Duration reconnectMin,
            Duration reconnectMax,
            Events events,
            RetentionKeeper retentions) {
        this.connection = connection;
        this.mode = mode;
        this.requestTimeout = requestTimeout;
        this.reconnectMin = reconnectMin;
        this.reconnectMax = reconnectMax;
        this.events = events;
        this.retentions = retentions;
    }

    /** Makes sure that a topic and its groups are there, as the mode says. */
    public void ensure(TopicSpec topic, List<GroupSpec> groups) {
        switch (mode) {
            case CREATE -> declare(topic, groups);
            case VALIDATE -> validate(topic, groups);
            case NONE -> checkSupported(topic, groups);
        }
        retentions.keep(topic);
    }

    private void validate(TopicSpec topic, List<GroupSpec> groups) {
        checkRetention(topic);
        run(admin -> admin.validate(topic, groups));
    }

    /** Creates what is missing, whatever the mode. */
    public void declare(TopicSpec topic, List<GroupSpec> groups) {
        checkSupported(topic, groups);
        get(() -> connection.admin().declare(topic, groups)).ifPresent(replaced -> reportChange(topic, replaced));
        retentions.keep(topic);
    }

    private void reportChange(TopicSpec topic, Retention replaced) {
        events.emit(
                MqEvent.Type.NOTICE,
                "Topic " + topic.name() + " was declared with " + topic.retention() + ", which replaces " + replaced);
    }

    private void checkSupported(TopicSpec topic, List<GroupSpec> groups) {
        checkRetention(topic);
        if (topic.partitions() > 0) {
            need(Capability.PARTITIONS, "Topic " + topic.name() + " asks for " + topic.partitions() + " partitions");
        }
        for (GroupSpec group : groups) {
            if (group.ordering() == Ordering.KEY) {
                need(
                        Capability.KEY_ORDER,
                        "Group " + group.name() + " of topic " + topic.name() + " asks for key order");
            }
            if (group.start().kind() != StartPosition.Kind.LATEST) {
                need(
                        Capability.REPLAY,
                        topic,
                        "Group " + group.name() + " of topic " + topic.name() + " asks to start at " + group.start());
            }
        }
    }

    private void checkRetention(TopicSpec topic) {
        if (topic.retention() != null) {
            need(Capability.TOPIC_RETENTION, topic, "Topic " + topic.name() + " asks for " + topic.retention());
        }
    }

    /** Deletes a topic and its groups. */
    public void deleteTopic(TopicSpec topic, List<GroupSpec> groups) {
        retentions.forget(topic.name());
        run(admin -> admin.deleteTopic(topic, groups));
    }

    /** Fails with a sentence if the broker lacks a capability. */
    public void need(Capability capability, String who) {
        refuse(capability, connection.capabilities().get(capability), who);
    }

    /** Tells whether the broker has a capability on this topic. */
    public boolean supports(Capability capability, TopicSpec topic) {
        return connection.support(capability, topic).supported();
    }

    /** Tells whether opening a topic creates nothing and checks that all is as it is asked for. */
    public boolean isValidating() {
        return mode == TopologyMode.VALIDATE;
    }

    /** Fails with a sentence if the broker lacks a capability on this topic. */
    public void need(Capability capability, TopicSpec topic, String who) {
        refuse(capability, connection.support(capability, topic), who);
    }

    private void refuse(Capability capability, @Nullable CapabilitySupport support, String who) {
        if (support == null || !support.supported()) {
            throw new UnsupportedCapabilityException(
                    capability,
                    who + ", but " + connection.broker() + " does not support " + capability
                            + (support == null ? "." : ": " + support.note()));
        }
    }

    /** An administrative call. */
    public interface Call {
        void on(DriverAdmin admin);
    }

    /** Runs a call. */
    public void run(Call call) {
        get(() -> {
            call.on(connection.admin());
            return Boolean.TRUE;
        });
    }

    /** Runs a call with a result; repeats it while it fails for a passing reason, up to the request timeout. */
    public <R> R get(Supplier<R> call) {
        Backoff backoff = new Backoff(reconnectMin, reconnectMax);
        long deadline = System.nanoTime() + requestTimeout.toNanos();
        while (true) {
            try {
                return call.get();
            } catch (MqException e) {
                long delay = backoff.nextDelayMillis();
                if (!e.retryable() || System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(delay) - deadline >= 0) {
                    throw e;
                }
                pause(delay, e);
            }
        }
    }

    private static void pause(long millis, MqException reason) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            reason.addSuppressed(e);
            throw new MqException(
                    ErrorCode.INTERRUPTED, Outcome.UNKNOWN, true, "Interrupted while repeating a request", reason);
        }
    }

    /** A topic as drivers see it. */
    public static TopicSpec spec(Topic topic, boolean deadLetters) {
        return new TopicSpec(
                topic.name(),
                topic.partitions().orElse(0),
                deadLetters ? TopicSpec.Role.DEAD_LETTER : TopicSpec.Role.APPLICATION,
                topic.retention().orElse(null));
    }

    /** A group as drivers see it. */
    public static GroupSpec spec(Group group) {
        return new GroupSpec(group.name(), group.ordering(), group.start());
    }

    /** Groups as drivers see them. */
    public static List<GroupSpec> specs(List<Group> groups) {
        return groups.stream().map(Topology::spec).toList();
    }

    /** The topic on which failed deliveries of a group wait. */
    public static TopicSpec retryTopic(Topic topic, Group group) {
        return new TopicSpec(Names.retries(topic.name(), group.name()), 0, TopicSpec.Role.RETRY);
    }

    /** The topic of messages whose consumers died with them. */
    public static TopicSpec isolatedTopic(Topic topic, Group group) {
        return new TopicSpec(Names.isolated(topic.name(), group.name()), 0, TopicSpec.Role.ISOLATED);
    }

    /** The group of every retry topic and of every topic of isolated messages. */
    public static GroupSpec retryGroup() {
        return new GroupSpec(Names.RETRY_GROUP, Ordering.NONE);
    }
}
