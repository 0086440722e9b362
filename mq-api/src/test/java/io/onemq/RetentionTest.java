package io.onemq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetentionTest {
    @Test
    void limitsAreCombinedAndReplaced() {
        Retention retention = Retention.ofAge(Duration.ofDays(7)).withBytes(1_000);

        assertThat(retention.age()).contains(Duration.ofDays(7));
        assertThat(retention.bytes()).hasValue(1_000);
        assertThat(retention.dropsUnsettled()).isFalse();
        assertThat(retention.withAge(Duration.ofDays(1)).age()).contains(Duration.ofDays(1));
        assertThat(Retention.ofBytes(1_000).withAge(Duration.ofDays(7))).isEqualTo(retention);
        assertThat(Retention.ofBytes(5).age()).isEmpty();
        assertThat(Retention.ofAge(Duration.ofDays(1)).bytes()).isEmpty();
    }

    @Test
    void droppingWhatIsNotSettledIsAskedFor() {
        Retention retention = Retention.ofBytes(5).droppingUnsettled();

        assertThat(retention.dropsUnsettled()).isTrue();
        assertThat(retention).isNotEqualTo(Retention.ofBytes(5)).hasToString("Retention[bytes=5, dropping unsettled]");
        assertThat(retention.withAge(Duration.ofHours(1)))
                .hasToString("Retention[age=PT1H, bytes=5, dropping unsettled]");
    }

    @Test
    void anAgeHasWholeMilliseconds() {
        assertThat(Retention.ofAge(Duration.ofNanos(1_000_999_999L)))
                .isEqualTo(Retention.ofAge(Duration.ofSeconds(1)))
                .hasSameHashCodeAs(Retention.ofAge(Duration.ofSeconds(1)));
    }

    @Test
    void whatNoBrokerCanKeepIsRefused() {
        assertThatThrownBy(() -> Retention.ofAge(Duration.ofMillis(999))).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> Retention.ofAge(Duration.ofSeconds(Long.MAX_VALUE)))
                .isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> Retention.ofBytes(0)).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> Retention.ofBytes(1).withBytes(Long.MAX_VALUE))
                .isInstanceOf(ConfigurationException.class);
    }

    @Test
    void aTopicKeepsItThroughItsOtherSettings() {
        Retention retention = Retention.ofBytes(5);
        Topic topic =
                Topic.of("orders").withRetention(retention).withPartitions(3).withGroups(Group.of("billing"));

        assertThat(topic.retention()).contains(retention);
        assertThat(topic.asDeadLetterTopic().retention()).contains(retention);
        assertThat(topic.deadLetterTopic(Group.of("billing")).retention()).isEmpty();
        assertThat(topic)
                .isNotEqualTo(Topic.of("orders").withPartitions(3).withGroups(Group.of("billing")))
                .hasToString("Topic[orders, partitions=3, groups=[Group[billing]], Retention[bytes=5]]");
    }
}
