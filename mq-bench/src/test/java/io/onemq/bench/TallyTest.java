package io.onemq.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TallyTest {
    private final Tally tally = new Tally(2);

    @Test
    void itIsCompleteWithTheLastMessage() throws Exception {
        tally.consumed(Payloads.numbered(1));
        assertThat(tally.isComplete()).isFalse();
        tally.consumed(Payloads.numbered(0));
        tally.await();
        assertThat(tally.end().messages()).isEqualTo(2);
    }

    @Test
    void aDoubledMessageMakesTheRoundInvalid() {
        tally.consumed(Payloads.numbered(1));
        tally.consumed(Payloads.numbered(1));
        assertThatThrownBy(tally::end).isInstanceOf(InvalidRoundException.class).hasMessageContaining("1 different");
    }
}
