package io.onemq.rabbitmq.internal;

import io.onemq.MqException;
import io.onemq.spi.DeliveryListener;
import io.onemq.spi.IncomingMessage;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;

/** Remembers deliveries. */
class DeliveryLog implements DeliveryListener {
    final List<IncomingMessage> delivered = new CopyOnWriteArrayList<>();
    final List<Integer> batches = new CopyOnWriteArrayList<>();
    final Map<String, Long> arrivedAt = new ConcurrentHashMap<>();
    final List<MqException> losses = new CopyOnWriteArrayList<>();

    @Override
    public void deliver(List<? extends IncomingMessage> batch) {
        batches.add(batch.size());
        batch.forEach(message -> arrivedAt.put(String.valueOf(message.id()), System.currentTimeMillis()));
        delivered.addAll(batch);
    }

    @Override
    public void leasesLost(Collection<? extends IncomingMessage> messages) {
        throw new AssertionError("RabbitMQ takes no single leases away");
    }

    @Override
    public void lost(MqException cause) {
        losses.add(cause);
    }

    @Override
    public void notice(String message) {
        throw new AssertionError(message);
    }

    /** Waits until so many messages have come and returns them. */
    List<IncomingMessage> await(int count) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> delivered.size() >= count);
        return List.copyOf(delivered);
    }

    MqException awaitLoss() {
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> !losses.isEmpty());
        return losses.get(0);
    }
}
