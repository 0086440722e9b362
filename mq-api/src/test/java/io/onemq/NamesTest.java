package io.onemq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "ä", "a/b", "..", "a{b}"})
    void refusesTopicNames(String name) {
        assertThatThrownBy(() -> Topic.of(name))
                .isInstanceOfSatisfying(
                        MqException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_NAME));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a.b", "a b"})
    void refusesGroupNames(String name) {
        assertThatThrownBy(() -> Group.of(name))
                .isInstanceOfSatisfying(
                        MqException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_NAME));
    }

    @Test
    void derivesTheDeadLetterTopicAlsoForTheLongestNames() {
        Topic topic = Topic.of("t".repeat(100));
        Topic dead = topic.deadLetterTopic(Group.of("g".repeat(64)));
        assertThat(dead.name()).isEqualTo("t".repeat(100) + "." + "g".repeat(64) + ".dlq");
        assertThat(dead.groups()).containsExactly(Topic.deadLetterGroup());
    }

    @Test
    void replacesAGroupOfTheSameName() {
        Topic topic = Topic.of("orders")
                .withGroups(Group.of("a"), Group.of("b"))
                .withGroups(Group.of("a").withOrdering(Ordering.KEY));
        assertThat(topic.groups()).containsExactly(Group.of("a").withOrdering(Ordering.KEY), Group.of("b"));
    }
}
