package io.onemq.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class HandoffTest {
    private static final class Numbered extends Handoff.Item {
        private final int value;

        private Numbered(int value) {
            this.value = value;
        }
    }

    private final Handoff<Numbered> handoff = new Handoff<>();

    @Test
    void returnsItemsInTheOrderOfTheirAddition() {
        for (int i = 0; i < 5; i++) {
            assertThat(handoff.add(new Numbered(i))).isEqualTo(i + 1);
        }
        assertThat(takeAll()).containsExactly(0, 1, 2, 3, 4);
        assertThat(handoff.isEmpty()).isTrue();
        assertThat(handoff.takeAll()).isNull();
    }

    @Test
    void losesNothingBetweenManyAddersAndOneTaker() throws InterruptedException {
        int threads = 4;
        int each = 20_000;
        CountDownLatch done = new CountDownLatch(threads);
        for (int t = 0; t < threads; t++) {
            int first = t * each;
            new Thread(() -> {
                        for (int i = 0; i < each; i++) {
                            handoff.add(new Numbered(first + i));
                        }
                        done.countDown();
                    })
                    .start();
        }
        List<Integer> taken = new ArrayList<>();
        while (done.getCount() > 0 || !handoff.isEmpty()) {
            taken.addAll(takeAll());
        }
        assertThat(taken).hasSize(threads * each).doesNotHaveDuplicates();
        for (int t = 0; t < threads; t++) {
            int first = t * each;
            assertThat(taken.stream().filter(i -> i >= first && i < first + each))
                    .isSorted();
        }
    }

    private List<Integer> takeAll() {
        List<Integer> values = new ArrayList<>();
        Numbered item = handoff.takeAll();
        while (item != null) {
            values.add(item.value);
            item = handoff.next(item);
        }
        return values;
    }
}
