package io.onemq.bench;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ConfirmWindowTest {
    private final Confirmations confirmations = new Confirmations(5);
    private final ConfirmWindow window = new ConfirmWindow(5, confirmations);

    @Test
    void aMultipleConfirmCountsWhatIsOpenBelowIt() throws Exception {
        for (int i = 0; i < 5; i++) {
            window.enter();
        }
        window.handleAck(2, false);
        window.handleAck(4, true);
        window.handleAck(5, true);
        assertThatCode(confirmations::await).doesNotThrowAnyException();
    }

    @Test
    void aRefusalMakesTheRoundInvalid() {
        window.handleNack(1, false);
        assertThatThrownBy(confirmations::await)
                .isInstanceOf(InvalidRoundException.class)
                .hasMessageContaining("refused message 1");
    }
}
