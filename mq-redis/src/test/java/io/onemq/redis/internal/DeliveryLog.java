package io.onemq.redis.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.MqException;
import io.onemq.Settlement;
import io.onemq.spi.DeliveryListener;
import io.onemq.spi.DriverSubscription;
import io.onemq.spi.IncomingMessage;
import io.onemq.spi.SettleRequest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** Remembers deliveries and settles them on request. */
final class DeliveryLog implements DeliveryListener {
    final List<IncomingMessage> delivered = new CopyOnWriteArrayList<>();
    final List<IncomingMessage> leasesLost = new CopyOnWriteArrayList<>();
    final List<MqException> lost = new CopyOnWriteArrayList<>();
    final List<String> notices = new CopyOnWriteArrayList<>();
    private final String consumer;
    private volatile @Nullable DriverSubscription subscription;
    private volatile int lossesAtAnswer;

    DeliveryLog(String consumer) {
        this.consumer = consumer;
    }

    String consumer() {
        return consumer;
    }

    void opened(DriverSubscription opened) {
        subscription = opened;
    }

    DriverSubscription subscription() {
        DriverSubscription current = subscription;
        assertThat(current).isNotNull();
        return current;
    }

    @Override
    public void deliver(List<? extends IncomingMessage> batch) {
        delivered.addAll(batch);
    }

    @Override
    public void leasesLost(Collection<? extends IncomingMessage> messages) {
        leasesLost.addAll(messages);
    }

    @Override
    public void lost(MqException cause) {
        lost.add(cause);
    }

    @Override
    public void notice(String message) {
        notices.add(message);
    }

    List<String> payloads() {
        return delivered.stream().map(m -> new String(m.payload(), UTF_8)).toList();
    }

    /** Waits for so many deliveries and returns them all. */
    List<IncomingMessage> await(int count) {
        Awaitility.await().untilAsserted(() -> assertThat(delivered).hasSizeGreaterThanOrEqualTo(count));
        return new ArrayList<>(delivered);
    }

    List<Settlement> ack(Collection<? extends IncomingMessage> messages) {
        return settle(messages, SettleRequest.Action.ACK);
    }

    List<Settlement> release(Collection<? extends IncomingMessage> messages) {
        return settle(messages, SettleRequest.Action.RELEASE);
    }

    Settlement note(IncomingMessage message, String text) {
        return settle(List.of(new Request(this, message, SettleRequest.Action.NOTE, text)))
                .get(0);
    }

    private List<Settlement> settle(Collection<? extends IncomingMessage> messages, SettleRequest.Action action) {
        return settle(
                messages.stream().map(m -> new Request(this, m, action, null)).toList());
    }

    private List<Settlement> settle(List<Request> requests) {
        subscription().settle(requests);
        Awaitility.await().until(() -> requests.stream().allMatch(r -> r.outcome.isDone()));
        return requests.stream().map(r -> r.outcome.join()).toList();
    }

    MqException awaitLost() {
        Awaitility.await().until(() -> !lost.isEmpty());
        return lost.get(0);
    }

    /** How many losses had been reported when the last settlement was answered. */
    int lossesAtAnswer() {
        return lossesAtAnswer;
    }

    private record Request(
            DeliveryLog log,
            IncomingMessage message,
            Action action,
            @Nullable String note,
            CompletableFuture<Settlement> outcome)
            implements SettleRequest {
        Request(DeliveryLog log, IncomingMessage message, Action action, @Nullable String note) {
            this(log, message, action, note, new CompletableFuture<>());
        }

        @Override
        public boolean outcomeWanted() {
            return true;
        }

        @Override
        public void complete(Settlement settlement) {
            log.lossesAtAnswer = log.lost.size() + log.leasesLost.size();
            assertThat(outcome.complete(settlement)).isTrue();
        }
    }
}
