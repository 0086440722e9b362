package io.onemq.rabbitmq.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import io.onemq.spi.IncomingMessage;
import io.onemq.spi.SettleRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IntakeTest {
    private static final AMQP.BasicProperties NONE = new AMQP.BasicProperties();
    private static final int ROUNDS = 50_000;
    private static final int MOST_SPINS = 64;

    private final ExecutorService dispatcher = Executors.newSingleThreadExecutor();
    private final Unsettled unsettled = new Unsettled();
    private final Intake intake = new Intake(new Counting(), unsettled, 1, dispatcher);

    // Used by the dispatching thread, and read when it has nothing more to do.
    private int handedOver;

    private final class Counting extends DeliveryLog {
        @Override
        public void deliver(List<? extends IncomingMessage> batch) {
            handedOver += batch.size();
        }
    }

    @AfterEach
    void end() {
        dispatcher.shutdownNow();
    }

    private RabbitMessage message(long tag) {
        return new RabbitMessage(unsettled, tag, false, -1, NONE, new byte[0]);
    }

    private void arrive(RabbitMessage message) {
        intake.arrived(message);
        intake.pause();
    }

    private void settle(RabbitMessage message) {
        unsettled.take(List.<SettleRequest>of(TestSettlement.autoAck(message)), new ArrayList<>(), new ArrayList<>());
        intake.room();
    }

    @Test
    void handsOverWhatArrivesWhileTheWindowGetsRoom() throws Exception {
        CyclicBarrier start = new CyclicBarrier(2);
        RabbitMessage held = message(1);
        arrive(held);
        for (int round = 2; round <= ROUNDS; round++) {
            RabbitMessage next = message(round);
            Future<?> arrival = dispatcher.submit(() -> {
                start.await();
                arrive(next);
                return next;
            });
            start.await();
            for (int spins = round % MOST_SPINS; spins > 0; spins--) {
                Thread.onSpinWait();
            }
            settle(held);
            arrival.get(10, TimeUnit.SECONDS);
            // What room() has left to the dispatcher is done before this.
            dispatcher.submit(() -> {}).get(10, TimeUnit.SECONDS);
            assertThat(handedOver).isEqualTo(round);
            held = next;
        }
    }
}
