package io.onemq.internal.consume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onemq.ConnectionException;
import io.onemq.DeadLetterPolicy;
import io.onemq.Ordering;
import io.onemq.Outcome;
import io.onemq.RetryPolicy;
import io.onemq.Settlement;
import io.onemq.internal.Engine;
import io.onemq.internal.Events;
import io.onemq.internal.publish.PublishSettings;
import io.onemq.spi.DeliveryListener;
import io.onemq.spi.DriverConnection;
import io.onemq.spi.DriverSubscription;
import io.onemq.spi.GroupSpec;
import io.onemq.spi.IncomingMessage;
import io.onemq.spi.SettleRequest;
import io.onemq.spi.SubscriptionSpec;
import io.onemq.spi.TopicSpec;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KeyOrderTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration SHORT = Duration.ofMillis(10);
    private static final Duration LONG = Duration.ofHours(1);
    private static final TopicSpec TOPIC = new TopicSpec("orders", 1, TopicSpec.Role.APPLICATION);
    private static final TopicSpec RETRY = new TopicSpec("orders.billing.retry", 1, TopicSpec.Role.RETRY);
    private static final GroupSpec GROUP = new GroupSpec("billing", Ordering.KEY);

    private final List<DeliveryListener> incarnations = new CopyOnWriteArrayList<>();
    private final List<InFlight> offered = new CopyOnWriteArrayList<>();
    private final Engine engine = new Engine(
            "test",
            connection(),
            new PublishSettings(LONG, LONG, LONG, true, 10, 1000, SOON, SOON),
            SOON,
            new Events());
    private final GroupReader reader = new GroupReader(
            engine,
            new ReaderTopics(TOPIC, GROUP, RETRY, null, new GroupSpec("retry", Ordering.NONE), RETRY, false, () -> {}),
            new ReaderSettings(
                    100,
                    LONG,
                    LONG,
                    50,
                    SHORT,
                    SOON,
                    SHORT,
                    SHORT,
                    SOON,
                    RetryPolicy.none(),
                    DeadLetterPolicy.discard()),
            created -> new Recording());

    @BeforeEach
    void open() {
        reader.open();
    }

    @AfterEach
    void close() {
        reader.close(0);
        engine.close();
    }

    private void deliver(String... keys) {
        incarnations
                .get(incarnations.size() - 1)
                .deliver(List.of(keys).stream().map(KeyedMessage::new).toList());
    }

    private void lose() {
        int before = incarnations.size();
        incarnations.get(before - 1).lost(new ConnectionException(Outcome.UNKNOWN, "gone", null));
        await().atMost(SOON).until(() -> incarnations.size() > before);
    }

    private List<String> keysOffered() {
        return offered.stream().map(delivery -> delivery.message().key()).toList();
    }

    private InFlight take(int number) {
        InFlight delivery = offered.get(number);
        assertThat(reader.mayHand()).isTrue();
        assertThat(reader.hand(delivery)).isTrue();
        return delivery;
    }

    @Test
    void aKeyWaitsForTheHandlerThatLostIt() {
        deliver("a", "a", "b");
        assertThat(keysOffered()).containsExactly("a", "b");
        InFlight running = take(0);
        lose();
        deliver("a", "a", "b");
        assertThat(keysOffered()).containsExactly("a", "b", "b");
        lose();
        deliver("a", "a", "b");
        assertThat(keysOffered()).containsExactly("a", "b", "b", "b");

        assertThat(running.settleAndReport(Verdict.ACK)).succeedsWithin(SOON).isEqualTo(Settlement.LEASE_LOST);
        assertThat(keysOffered()).hasSize(4);
        reader.returned(running);
        assertThat(keysOffered()).containsExactly("a", "b", "b", "b", "a");
        InFlight again = take(4);
        again.settle(Verdict.ACK);
        reader.returned(again);
        assertThat(keysOffered()).containsExactly("a", "b", "b", "b", "a", "a");
    }

    @Test
    void aHandlerThatReturnedWithoutSettlingHoldsUpNothing() {
        deliver("a");
        InFlight kept = take(0);
        reader.returned(kept);
        lose();
        deliver("a");

        assertThat(keysOffered()).containsExactly("a", "a");
    }

    private DriverConnection connection() {
        return (DriverConnection) Proxy.newProxyInstance(
                KeyOrderTest.class.getClassLoader(),
                new Class<?>[] {DriverConnection.class},
                (proxy, method, args) -> switch (method.getName()) {
                    case "close" -> null;
                    case "clock" -> Clock.systemUTC();
                    case "capabilities" -> Map.of();
                    case "openSubscription" -> opened((SubscriptionSpec) args[0], (DeliveryListener) args[1]);
                    default -> throw new UnsupportedOperationException(method.toString());
                });
    }

    private DriverSubscription opened(SubscriptionSpec spec, DeliveryListener listener) {
        if (spec.topic().equals(TOPIC)) {
            incarnations.add(listener);
        }
        return new Settling();
    }

    /** Keeps what is offered. */
    private final class Recording implements Intake {
        @Override
        public void offer(List<InFlight> deliveries) {
            offered.addAll(deliveries);
        }

        @Override
        public void roomFreed() {}

        @Override
        public void laneWanted() {}

        @Override
        public void resumed() {}

        @Override
        public void stop() {}
    }

    /** Settles everything. */
    private static final class Settling implements DriverSubscription {
        @Override
        public void settle(List<? extends SettleRequest> batch) {
            batch.forEach(request -> request.complete(Settlement.SETTLED));
        }

        @Override
        public void renew(Collection<? extends IncomingMessage> messages) {}

        @Override
        public void stop() {}

        @Override
        public void close() {}
    }
}
