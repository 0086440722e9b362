package io.onemq.rabbitmq.internal;

import io.onemq.MqException;
import io.onemq.spi.DeliveryListener;
import io.onemq.spi.DriverSubscription;
import io.onemq.spi.IncomingMessage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Passes deliveries on and settles them, as a consumer does whose handler returns at once. */
final class SettlingListener implements DeliveryListener {
    private final DeliveryListener next;
    private final CompletableFuture<DriverSubscription> subscription = new CompletableFuture<>();
    private final ExecutorService settling = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "settling");
        thread.setDaemon(true);
        return thread;
    });

    SettlingListener(DeliveryListener next) {
        this.next = next;
    }

    void settleWith(DriverSubscription opened) {
        subscription.complete(opened);
    }

    @Override
    public void deliver(List<? extends IncomingMessage> batch) {
        List<IncomingMessage> copy = new ArrayList<>(batch);
        next.deliver(copy);
        settling.execute(() -> subscription
                .join()
                .settle(copy.stream().map(TestSettlement::autoAck).toList()));
    }

    @Override
    public void leasesLost(Collection<? extends IncomingMessage> messages) {
        next.leasesLost(messages);
    }

    @Override
    public void lost(MqException cause) {
        next.lost(cause);
    }

    @Override
    public void notice(String message) {
        next.notice(message);
    }
}
