package io.onemq.kafka.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class LaneTest {
    private final Queue<Runnable> later = new ArrayDeque<>();
    private final List<Integer> sent = new ArrayList<>();
    private final Lane lane = new Lane(later::add);

    private void send(int... numbers) {
        for (int number : numbers) {
            lane.send(() -> sent.add(number));
        }
    }

    private void runLater() {
        for (Runnable next = later.poll(); next != null; next = later.poll()) {
            next.run();
        }
    }

    @Test
    void theFirstGoesAlone() {
        send(1, 2, 3);
        assertThat(sent).containsExactly(1);

        lane.completed(true);
        assertThat(sent).as("on the thread of the producer").containsExactly(1);
        runLater();
        assertThat(sent).containsExactly(1, 2, 3);

        send(4);
        assertThat(sent).containsExactly(1, 2, 3, 4);
        lane.completed(true);
        assertThat(later).isEmpty();
    }

    @Test
    void afterOneThatFailedTheNextGoesAlone() {
        send(1, 2, 3);
        lane.completed(false);
        runLater();
        assertThat(sent).containsExactly(1, 2);

        lane.completed(true);
        runLater();
        assertThat(sent).containsExactly(1, 2, 3);
    }

    @Test
    void afterOneThatFailedWithNoneBehindItALaterOneGoesAlone() {
        send(1);
        lane.completed(false);
        runLater();
        send(2, 3);
        assertThat(sent).containsExactly(1, 2);
    }
}
