package io.onemq.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallbackThreadTest {
    private final CallbackThread thread = new CallbackThread("test", new Events());

    @AfterEach
    void close() {
        thread.close();
    }

    @Test
    void runsEachCallbackAlsoWhereMoreAreExpectedThanCome() throws Exception {
        thread.collectWhile(() -> true);
        for (int burst = 0; burst < 50; burst++) {
            CountDownLatch done = new CountDownLatch(3);
            for (int i = 0; i < 3; i++) {
                thread.execute(CallbackThread.Callback.of(done::countDown));
            }
            assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void runsWhatWaitsWhenItIsClosed() {
        thread.collectWhile(() -> true);
        AtomicInteger ran = new AtomicInteger();
        for (int i = 0; i < 1000; i++) {
            thread.execute(CallbackThread.Callback.of(ran::incrementAndGet));
        }
        thread.close();
        assertThat(ran).hasValue(1000);
        thread.execute(CallbackThread.Callback.of(ran::incrementAndGet));
        assertThat(ran).hasValue(1001);
    }
}
