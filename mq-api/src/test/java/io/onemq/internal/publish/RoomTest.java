package io.onemq.internal.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RoomTest {
    private static final long SHORT_NANOS = 1_000_000;

    private final Room room = new Room(1, 100);

    @Test
    void whoIsInterruptedWaitsNoMore() {
        assertThat(room.tryTake(1)).isTrue();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> room.take(1, SHORT_NANOS)).isInstanceOf(InterruptedException.class);
        room.release(1);

        assertThat(room.tryTake(1)).isTrue();
    }

    @Test
    void whoHasWaitedInVainWaitsNoMore() throws InterruptedException {
        assertThat(room.tryTake(1)).isTrue();
        assertThat(room.take(1, SHORT_NANOS)).isFalse();
        room.release(1);

        assertThat(room.tryTake(1)).isTrue();
    }
}
