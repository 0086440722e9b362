package io.onemq.testkit.contract;

import io.onemq.Group;
import io.onemq.Topic;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/**
 * One start of a {@link PlannedConsumer}.
 *
 * @param url where the broker is
 * @param options the options of its client
 * @param topic the topic
 * @param group the group
 * @param journal the file in which it keeps its {@link Journal}
 */
public record Program(String url, Map<String, String> options, Topic topic, Group group, Path journal) {

    /**
     * Copies the options.
     *
     * @param url the component's value
     * @param options the component's value
     * @param topic the component's value
     * @param group the component's value
     * @param journal the component's value
     */
    public Program {
        Objects.requireNonNull(url, "url");
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(group, "group");
        Objects.requireNonNull(journal, "journal");
        options = Map.copyOf(options);
    }
}
