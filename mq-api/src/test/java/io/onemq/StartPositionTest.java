package io.onemq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StartPositionTest {
    @Test
    void aTimeHasWholeMillisecondsSoThatWhatIsStoredInTheSameOneIsNotSkipped() {
        Instant time = Instant.parse("2024-05-06T07:08:09.123999Z");

        assertThat(StartPosition.time(time).instant()).contains(Instant.parse("2024-05-06T07:08:09.123Z"));
    }

    @Test
    void timesThatNoBrokerKnowsAreRefused() {
        assertThatThrownBy(() -> StartPosition.time(Instant.MAX)).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> StartPosition.time(Instant.EPOCH.minusMillis(1)))
                .isInstanceOf(ConfigurationException.class);
    }

    @Test
    void positionsAreCopied() {
        List<String> given = new ArrayList<>(List.of("0/1"));
        StartPosition start = StartPosition.at(given);
        given.add("1/2");

        assertThat(start.positions()).containsExactly("0/1");
        assertThatThrownBy(() -> StartPosition.at(List.of())).isInstanceOf(ConfigurationException.class);
    }

    @Test
    void aStartIsNoPartOfTheIdentityOfAGroup() {
        Group group = Group.of("billing").withOrdering(Ordering.KEY);
        Group early = group.startingAt(StartPosition.earliest());

        assertThat(early)
                .isEqualTo(group)
                .hasSameHashCodeAs(group)
                .hasToString("Group[billing, ordering=KEY, start=EARLIEST]");
        assertThat(early.ordering()).isEqualTo(Ordering.KEY);
        assertThat(early.withOrdering(Ordering.NONE).start()).isEqualTo(StartPosition.earliest());
    }
}
