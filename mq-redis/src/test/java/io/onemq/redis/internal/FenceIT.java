package io.onemq.redis.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onemq.MqException;
import io.onemq.Settlement;
import io.onemq.spi.DeliveryListener;
import io.onemq.spi.DriverSubscription;
import io.onemq.spi.IncomingMessage;
import io.onemq.spi.SettleRequest;
import io.onemq.spi.SubscriptionSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Members that are slower than their leases take messages from each other all the time. */
class FenceIT {
    private static final int MESSAGES = 3_000;
    private static final int MEMBERS = 3;
    private static final Duration LEASE = Duration.ofMillis(300);

    private final Fixture fixture = new Fixture();
    private final Random random = new Random(7);
    private final Map<String, AtomicInteger> settled = new ConcurrentHashMap<>();
    private final AtomicInteger lost = new AtomicInteger();

    @AfterEach
    void close() throws Exception {
        fixture.close();
    }

    @Test
    void noMessageIsSettledTwiceAndNoneIsForgotten() {
        fixture.declare(fixture.group);
        List<DriverSubscription> members = new ArrayList<>();
        for (int i = 0; i < MEMBERS; i++) {
            members.add(join());
        }
        String[] payloads = new String[MESSAGES];
        for (int i = 0; i < MESSAGES; i++) {
            payloads[i] = "message " + i;
        }
        fixture.publish(payloads);

        await().atMost(Duration.ofSeconds(60))
                .until(() -> settled.size() == MESSAGES
                        && fixture.jedis
                                        .xpending(fixture.stream(0), fixture.group.name())
                                        .getTotal()
                                == 0);
        members.forEach(DriverSubscription::close);

        assertThat(settled.values()).allSatisfy(count -> assertThat(count).hasValue(1));
        assertThat(lost).as("late settlements, or this test proves nothing").hasPositiveValue();
        assertThat(fixture.jedis.xlen(fixture.stream(0))).isZero();
    }

    private DriverSubscription join() {
        Member member = new Member();
        SubscriptionSpec spec =
                new SubscriptionSpec(fixture.topic, fixture.group, "c-" + UUID.randomUUID(), 100, LEASE);
        DriverSubscription subscription = fixture.connection.openSubscription(spec, member);
        member.subscription.complete(subscription);
        return subscription;
    }

    /** Settles most deliveries in time and the others too late; renews some. */
    private final class Member implements DeliveryListener {
        private final CompletableFuture<DriverSubscription> subscription = new CompletableFuture<>();

        @Override
        public void deliver(List<? extends IncomingMessage> batch) {
            for (IncomingMessage message : batch) {
                boolean late = random.nextInt(10) == 0;
                long delay = late ? LEASE.toMillis() + random.nextInt(600) : random.nextInt(30);
                SettleRequest.Action action =
                        random.nextInt(20) == 0 ? SettleRequest.Action.RELEASE : SettleRequest.Action.ACK;
                CompletableFuture.delayedExecutor(delay, TimeUnit.MILLISECONDS).execute(() -> settle(message, action));
            }
        }

        private void settle(IncomingMessage message, SettleRequest.Action action) {
            subscription.join().settle(List.of(new Request(message, action)));
        }

        @Override
        public void leasesLost(Collection<? extends IncomingMessage> messages) {}

        @Override
        public void lost(MqException cause) {
            throw cause;
        }

        @Override
        public void notice(String message) {
            throw new AssertionError(message);
        }
    }

    private final class Request implements SettleRequest {
        private final IncomingMessage message;
        private final Action action;

        Request(IncomingMessage message, Action action) {
            this.message = message;
            this.action = action;
        }

        @Override
        public IncomingMessage message() {
            return message;
        }

        @Override
        public Action action() {
            return action;
        }

        @Override
        public boolean outcomeWanted() {
            return true;
        }

        @Override
        public void complete(Settlement outcome) {
            if (outcome == Settlement.LEASE_LOST) {
                lost.incrementAndGet();
            } else if (action == Action.ACK) {
                settled.computeIfAbsent(String.valueOf(message.position()), p -> new AtomicInteger())
                        .incrementAndGet();
            }
        }
    }
}
