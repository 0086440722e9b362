package io.onemq.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.MqEvent;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CaseFailureTest {
    private final Told told = new Told();

    @Test
    void itNamesTheLineAndWhatWasToldOfItsTopics() {
        told.hear(new MqEvent(MqEvent.Type.GAP, "Consumer of topic mine-1 is attached anew", Optional.empty()));
        told.hear(new MqEvent(MqEvent.Type.NOTICE, "Consumer of topic another-2", Optional.empty()));
        AssertionError cause = new AssertionError("5 lost");

        CaseFailure failure = CaseFailure.of(cause, CaseFailureTest.class, told, Set.of("mine-1"));

        assertThat(failure)
                .hasMessageMatching(
                        "Line \\d+\\. The clients told: \\S+ GAP Consumer of topic mine-1 is attached anew\\. .*5 lost")
                .hasCause(cause);
    }

    @Test
    void withoutAPlaceAndEventsTheFailureIsLeft() {
        assertThat(CaseFailure.of(new AssertionError("5 lost"), String.class, told, Set.of("mine-1")))
                .hasMessage("java.lang.AssertionError: 5 lost");
    }
}
