package io.onemq.kafka.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ShareReliefTest {
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final AtomicInteger failures = new AtomicInteger();
    private final ShareRelief.Extras extras = new ShareRelief.Extras() {

        @Override
        public void have(int wanted, int quota) {
            calls.add(wanted + " of " + quota);
            if (failures.getAndDecrement() > 0) {
                throw new IllegalStateException("no more");
            }
        }

        @Override
        public void dismiss() {
            calls.add("dismiss");
        }

        @Override
        public void failed(RuntimeException cause) {
            calls.add("failed: " + cause.getMessage());
        }
    };

    @Test
    void stepsBeginAgainWhileThereIsRoom() {
        ShareRelief relief = new ShareRelief(ShareSizes.of(20, 2, 32), 8, () -> 10, extras, "relief");

        await().atMost(Duration.ofSeconds(30)).until(() -> {
            relief.consider();
            return calls.size() >= 6;
        });

        assertThat(calls).startsWith("7 of 2", "15 of 5", "23 of 10", "30 of 10", "dismiss", "7 of 2");
    }

    @Test
    void nobodyIsSentAwayWhileSomebodyGetsMessages() {
        ShareRelief relief = new ShareRelief(ShareSizes.of(20, 2, 4), 8, () -> 10, extras, "relief");

        await().during(Duration.ofSeconds(13)).atMost(Duration.ofSeconds(30)).until(() -> {
            relief.consider();
            relief.fetched();
            return !calls.contains("dismiss");
        });
        assertThat(calls).containsExactly("2 of 10");
    }

    @Test
    void whatCouldNotBeHadIsTriedAgain() {
        failures.set(2);
        ShareRelief relief = new ShareRelief(ShareSizes.of(20, 2, 32), 8, () -> 10, extras, "relief");

        await().atMost(Duration.ofSeconds(30)).until(() -> {
            relief.consider();
            return calls.size() >= 5;
        });

        assertThat(calls).startsWith("7 of 2", "failed: no more", "7 of 2", "7 of 2", "15 of 5");
    }

    @Test
    void nobodyIsBroughtInWithoutRoom() {
        ShareRelief relief = new ShareRelief(ShareSizes.of(20, 2, 32), 8, () -> 0, extras, "relief");

        await().during(Duration.ofSeconds(3)).atMost(Duration.ofSeconds(10)).until(() -> {
            relief.consider();
            return calls.isEmpty();
        });
    }
}
