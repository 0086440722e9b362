package io.onemq.testkit.junit;

import io.onemq.ErrorCode;
import io.onemq.Group;
import io.onemq.MqClient;
import io.onemq.MqException;
import io.onemq.Topic;
import io.onemq.TopicDescription;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** A client that deletes what tests have left on a broker, when their own clients are closed. Thread-safe. */
final class Janitor implements AutoCloseable {
    private final String url;
    private @Nullable MqClient client;

    Janitor(String url) {
        this.url = url;
    }

    void delete(Collection<Topic> topics) {
        if (topics.isEmpty()) {
            return;
        }
        MqClient mq = client();
        for (Topic topic : topics) {
            Topic declared = declared(mq, topic);
            mq.admin().delete(declared);
            // Those of requesters, by default.
            mq.admin().delete(Topic.of(topic.name() + ".replies"));
            for (Group group : declared.groups()) {
                Topic dead = topic.deadLetterTopic(group);
                mq.admin().delete(dead);
                mq.admin().delete(dead.deadLetterTopic(Topic.deadLetterGroup()));
            }
        }
    }

    /** The topic as it is: a test may have declared it with partitions, or with more groups. */
    private static Topic declared(MqClient mq, Topic topic) {
        try {
            TopicDescription found = mq.admin().describe(topic);
            Topic declared = found.partitions().isEmpty()
                    ? topic
                    : topic.withPartitions(found.partitions().getAsInt());
            return declared.withGroups(found.groups().stream()
                    .filter(name -> topic.groups().stream()
                            .noneMatch(group -> group.name().equals(name)))
                    .map(Group::of)
                    .toArray(Group[]::new));
        } catch (MqException e) {
            if (e.code() == ErrorCode.NOT_FOUND) {
                return topic;
            }
            throw e;
        }
    }

    private synchronized MqClient client() {
        MqClient present = client;
        if (present == null) {
            present = MqClient.builder(url).connect();
            client = present;
        }
        return present;
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.close();
        }
    }
}
