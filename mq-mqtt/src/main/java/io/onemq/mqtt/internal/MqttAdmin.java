package io.onemq.mqtt.internal;

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
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** MQTT has no topics and groups that exist, so retained messages tell which ones were declared. */
final class MqttAdmin implements DriverAdmin {
    /** At least once; nothing that was retained. */
    private static final int SUBSCRIPTION = 0x21;

    private final MqttSettings settings;
    private final Registry registry;

    MqttAdmin(MqttSettings settings, Registry registry) {
        this.settings = settings;
        this.registry = registry;
    }

    @Override
    public Optional<Retention> declare(TopicSpec topic, List<GroupSpec> groups) {
        int parts = parts(topic);
        if (parts == 0) {
            parts = topic.partitions() > 0 ? topic.partitions() : Places.isKept(topic) ? 1 : settings.partitions();
            registry.write(Places.topic(topic), Integer.toString(parts));
        }
        for (GroupSpec group : groups) {
            if (registry.number(Places.group(topic, group)) == 0) {
                create(topic, group, parts);
            }
        }
        return Optional.empty();
    }

    /** Returns the number of parts, or 0 if the topic does not exist. */
    private int parts(TopicSpec topic) {
        int parts = registry.number(Places.topic(topic));
        if (parts > 0 && topic.partitions() > 0 && topic.partitions() != parts) {
            throw new MqException(
                    ErrorCode.CONFLICT,
                    "Topic " + topic.name() + " has " + parts + " partitions, not the declared " + topic.partitions());
        }
        return parts;
    }

    /** The group exists when all of its sessions do: only then it is written down. */
    private void create(TopicSpec topic, GroupSpec group, int parts) {
        for (int part = 0; part < parts && !Places.isKept(topic); part++) {
            try (Link session = Link.open(
                            settings, LinkOptions.lasting(Places.session(topic, group, part), 1), new Nobody())
                    .start()) {
                session.subscribe(Places.partition(topic, part), SUBSCRIPTION);
            }
        }
        registry.write(Places.group(topic, group), Integer.toString(parts));
    }

    /** Takes no message: what comes to a session meanwhile stays in it. */
    private static final class Nobody implements LinkListener {
        @Override
        public void arrived(List<Publication> batch) {}

        @Override
        public void closed(MqException cause) {}
    }

    @Override
    public void validate(TopicSpec topic, List<GroupSpec> groups) {
        if (parts(topic) == 0) {
            throw missing(topic);
        }
        groups.forEach(group -> requireParts(topic, group));
    }

    private static MqException missing(TopicSpec topic) {
        return new MqException(ErrorCode.NOT_FOUND, "There is no topic " + topic.name());
    }

    /** Returns in how many parts a group keeps its messages. */
    int requireParts(TopicSpec topic, GroupSpec group) {
        int parts = registry.number(Places.group(topic, group));
        if (parts == 0) {
            throw new MqException(ErrorCode.NOT_FOUND, "Topic " + topic.name() + " has no group " + group.name());
        }
        return parts;
    }

    void requireTopic(TopicSpec topic) {
        if (parts(topic) == 0) {
            throw missing(topic);
        }
    }

    /** Returns the number of partitions, or 0 if there is no such topic. */
    int partitions(TopicSpec topic) {
        return registry.number(Places.topic(topic));
    }

    @Override
    public TopicState describe(TopicSpec topic, List<GroupSpec> groups) {
        int parts = partitions(topic);
        if (parts == 0) {
            throw missing(topic);
        }
        return new TopicState(parts, groups(topic));
    }

    private Set<String> groups(TopicSpec topic) {
        String place = Places.groups(topic);
        return registry.read(place + "+").keySet().stream()
                .map(name -> name.substring(place.length()))
                .collect(Collectors.toSet());
    }

    @Override
    public void deleteTopic(TopicSpec topic, List<GroupSpec> groups) {
        for (String group : groups(topic)) {
            deleteGroup(topic, new GroupSpec(group, Ordering.NONE));
        }
        registry.clear(Places.topic(topic));
        if (Places.isKept(topic)) {
            registry.clear(Places.kept(topic) + "+");
        }
    }

    @Override
    public void deleteGroup(TopicSpec topic, GroupSpec group) {
        int parts = registry.number(Places.group(topic, group));
        if (parts == 0) {
            return;
        }
        registry.write(Places.group(topic, group), "");
        for (int part = 0; part < parts && !Places.isKept(topic); part++) {
            Link.open(settings, LinkOptions.passing(Places.session(topic, group, part)), new Nobody())
                    .close();
        }
        registry.clear(Places.parts(topic, group) + "+");
    }

    @Override
    public long purge(TopicSpec topic, GroupSpec group) {
        throw unsupported("purging a group");
    }

    @Override
    public void seek(TopicSpec topic, GroupSpec group, StartPosition position) {
        throw unsupported("moving a group");
    }

    /** What is kept can be counted; MQTT does not tell how many messages wait in a session. */
    @Override
    public GroupBacklog backlog(TopicSpec topic, GroupSpec group) {
        if (!Places.isKept(topic)) {
            throw unsupported("counting the messages of a session");
        }
        int unused = requireParts(topic, group);
        return new GroupBacklog(registry.read(Places.kept(topic) + "+").size(), OptionalLong.empty());
    }

    private static MqException unsupported(String what) {
        return new MqException(ErrorCode.UNSUPPORTED, "MQTT has no way of " + what);
    }
}
