package io.onemq.internal.consume;

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
import org.jspecify.annotations.Nullable;

/** Has a group ordered by key, delivers what a test says, and settles everything; notes it answers as it is told. */
final class StubBroker implements AutoCloseable {
    static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration SHORT = Duration.ofMillis(10);
    private static final Duration LONG = Duration.ofHours(1);
    private static final TopicSpec TOPIC = new TopicSpec("orders", 1, TopicSpec.Role.APPLICATION);
    private static final TopicSpec RETRY = new TopicSpec("orders.billing.retry", 1, TopicSpec.Role.RETRY);
    private static final GroupSpec GROUP = new GroupSpec("billing", Ordering.KEY);
    private static final GroupSpec PRIVATE = new GroupSpec("retry", Ordering.NONE);

    final ReaderTopics topics = new ReaderTopics(TOPIC, GROUP, RETRY, null, PRIVATE, RETRY, false, () -> {});
    final ReaderSettings settings = new ReaderSettings(
            100,
            LONG,
            LONG,
            50,
            SHORT,
            SOON,
            SHORT,
            SHORT,
            SOON,
            RetryPolicy.fixed(5, Duration.ZERO),
            DeadLetterPolicy.discard());
    final Engine engine = new Engine(
            "test",
            connection(),
            new PublishSettings(LONG, LONG, LONG, true, 10, 1000, SOON, SOON),
            SOON,
            new Events());

    /** The notes that it was asked to keep. */
    final List<SettleRequest> notes = new CopyOnWriteArrayList<>();

    /** What it says to a note at once; null if it waits until the test answers. */
    volatile @Nullable Settlement answerToNotes = Settlement.SETTLED;

    private final List<DeliveryListener> incarnations = new CopyOnWriteArrayList<>();

    /** What the subscription that is open now reports to. */
    DeliveryListener listener() {
        return incarnations.get(incarnations.size() - 1);
    }

    void deliver(String... keys) {
        listener().deliver(List.of(keys).stream().map(KeyedMessage::new).toList());
    }

    /** Loses the subscription, and waits for the next one. */
    void lose() {
        int before = incarnations.size();
        listener().lost(new ConnectionException(Outcome.UNKNOWN, "gone", null));
        await().atMost(SOON).until(() -> incarnations.size() > before);
    }

    @Override
    public void close() {
        engine.close();
    }

    private DriverConnection connection() {
        return (DriverConnection) Proxy.newProxyInstance(
                StubBroker.class.getClassLoader(),
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
        return new Subscription();
    }

    private final class Subscription implements DriverSubscription {
        @Override
        public void settle(List<? extends SettleRequest> batch) {
            for (SettleRequest request : batch) {
                boolean note = request.action() == SettleRequest.Action.NOTE;
                Settlement answer = note ? answerToNotes : Settlement.SETTLED;
                if (note) {
                    notes.add(request);
                }
                if (answer != null) {
                    request.complete(answer);
                }
            }
        }

        @Override
        public void renew(Collection<? extends IncomingMessage> messages) {}

        @Override
        public void stop() {}

        @Override
        public void close() {}
    }
}
