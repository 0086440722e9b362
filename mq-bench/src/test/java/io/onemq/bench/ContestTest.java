package io.onemq.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContestTest {

    @Test
    void roundsOfTheInProcessBrokerAreValidAndTheFirstDoNotCount() throws Exception {
        List<Round> all = new ArrayList<>();
        try (OneMqSide onemq = new OneMqSide(Mode.MEMORY, "memory:contest")) {
            List<Round> counted = new Contest(Mode.MEMORY, 2_000, null, onemq, all::add).run(2);
            assertThat(all).hasSize(8);
            assertThat(counted).extracting(Round::number).containsExactly(1, 1, 2, 2);
            assertThat(counted).allSatisfy(round -> {
                assertThat(round.onemq().messagesPerSecond()).isPositive();
                assertThat(round.onemq().bytesPerMessage()).isPositive();
                assertThat(round.ratio()).isNaN();
            });
        }
    }
}
