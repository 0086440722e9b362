package io.onemq.internal.consume;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.DeadLetterPolicy;
import io.onemq.Ordering;
import io.onemq.RetryPolicy;
import io.onemq.Settlement;
import io.onemq.internal.Engine;
import io.onemq.internal.Events;
import io.onemq.internal.publish.PublishSettings;
import io.onemq.spi.DriverConnection;
import io.onemq.spi.DriverSubscription;
import io.onemq.spi.GroupSpec;
import io.onemq.spi.IncomingMessage;
import io.onemq.spi.SettleRequest;
import io.onemq.spi.TopicSpec;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IncarnationTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration LONG = Duration.ofHours(1);
    private static final TopicSpec TOPIC = new TopicSpec("orders", 1, TopicSpec.Role.APPLICATION);
    private static final GroupSpec GROUP = new GroupSpec("billing", Ordering.NONE);

    private final Engine engine = new Engine(
            "test",
            unusedConnection(),
            new PublishSettings(LONG, LONG, LONG, true, 10, 1000, SOON, SOON),
            SOON,
            new Events());
    private final GroupReader reader = new GroupReader(
            engine,
            new ReaderTopics(TOPIC, GROUP, TOPIC, null, GROUP, TOPIC, false, () -> {}),
            new ReaderSettings(
                    100, LONG, LONG, 50, LONG, SOON, SOON, SOON, SOON, RetryPolicy.none(), DeadLetterPolicy.discard()),
            created -> new NoIntake());

    @AfterEach
    void close() {
        engine.close();
    }

    /** The one who closes may flush for the last time between the decision and its way into the queue. */
    @Test
    void whatComesAfterTheLastFlushIsAnswered() {
        Incarnation incarnation = new Incarnation(reader, new Source(reader, TOPIC, GROUP, 100, false));
        incarnation.opened(new Losing());
        InFlight delivery = new InFlight(incarnation, new KeyedMessage(null), new Past(1, 0, 0, 0), System.nanoTime());
        assertThat(delivery.hand()).isTrue();
        incarnation.close();
        delivery.settle(Verdict.ACK);
        assertThat(delivery.settleAndReport(Verdict.ACK)).succeedsWithin(SOON).isEqualTo(Settlement.LEASE_LOST);
    }

    private static DriverConnection unusedConnection() {
        return (DriverConnection) Proxy.newProxyInstance(
                IncarnationTest.class.getClassLoader(),
                new Class<?>[] {DriverConnection.class},
                (proxy, method, args) -> {
                    if (method.getName().equals("close")) {
                        return null;
                    }
                    throw new UnsupportedOperationException(method.toString());
                });
    }

    /** Keeps nothing. */
    private static final class NoIntake implements Intake {
        @Override
        public void offer(List<InFlight> deliveries) {}

        @Override
        public void roomFreed() {}

        @Override
        public void laneWanted() {}

        @Override
        public void resumed() {}

        @Override
        public void stop() {}
    }

    /** Has lost every lease. */
    private static final class Losing implements DriverSubscription {
        @Override
        public void settle(List<? extends SettleRequest> batch) {
            batch.forEach(request -> request.complete(Settlement.LEASE_LOST));
        }

        @Override
        public void renew(Collection<? extends IncomingMessage> messages) {}

        @Override
        public void stop() {}

        @Override
        public void close() {}
    }
}
