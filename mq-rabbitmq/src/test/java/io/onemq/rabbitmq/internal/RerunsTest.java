package io.onemq.rabbitmq.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;

class RerunsTest {
    private final Reruns reruns = new Reruns();

    private Reruns.Run start() {
        return Objects.requireNonNull(reruns.ask("a"));
    }

    @Test
    void somethingIsDoneOnceAtATime() {
        start();
        assertThat(reruns.ask("a")).isNull();
        assertThat(reruns.ask("b")).isNotNull();
    }

    @Test
    void whatIsAskedForJustBeforeTheEndIsDoneBeforeIt() {
        Reruns.Run run = start();
        assertThat(reruns.ask("a")).isNull();
        assertThat(run.isAsked()).isTrue();
        assertThat(reruns.ends("a")).isFalse();
        assertThat(reruns.ends("a")).as("once more, not for ever").isTrue();
        assertThat(reruns.isEmpty()).isTrue();
    }

    @Test
    void whatIsAskedForAfterTheEndIsDoneByAnotherOne() {
        Reruns.Run first = start();
        assertThat(reruns.ends("a")).isTrue();
        start();
        reruns.abandon("a", first);
        assertThat(reruns.isUrgent("a")).isTrue();
    }

    @Test
    void nobodyWaitsForARunAtLeisureUntilItIsAskedForAgain() {
        start();
        reruns.atLeisure("a");
        assertThat(reruns.isUrgent("a")).isFalse();
        assertThat(reruns.ask("a")).isNull();
        reruns.atLeisure("a");
        assertThat(reruns.isUrgent("a")).as("it has not looked since").isTrue();
    }
}
