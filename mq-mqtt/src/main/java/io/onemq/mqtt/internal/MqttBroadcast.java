package io.onemq.mqtt.internal;

import io.onemq.MqException;
import io.onemq.Settlement;
import io.onemq.spi.DeliveryListener;
import io.onemq.spi.DriverSubscription;
import io.onemq.spi.IncomingMessage;
import io.onemq.spi.SettleRequest;
import io.onemq.spi.SubscriptionSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** A subscription of its own, which ends with its connection. The broker sends no more than the window. */
final class MqttBroadcast implements DriverSubscription, LinkListener, Opened {
    /** At least once; nothing that was retained. */
    private static final int SUBSCRIPTION = 0x21;

    private final DeliveryListener listener;
    private final Link link;
    private final Object lock = new Object();
    private boolean stopped; // guarded by lock

    MqttBroadcast(MqttSettings settings, SubscriptionSpec spec, DeliveryListener listener) {
        this.listener = listener;
        String clientId = settings.clientName() + "/" + spec.consumerName();
        int window = Math.min(0xffff, spec.window());
        this.link = Link.open(settings, new LinkOptions(clientId, true, 0, window, null), this)
                .start();
        link.subscribe(Places.partitions(spec.topic()), SUBSCRIPTION);
    }

    @Override
    public void arrived(List<Publication> batch) {
        synchronized (lock) {
            if (!stopped) {
                List<MqttMessage> messages = new ArrayList<>(batch.size());
                batch.forEach(publication -> messages.add(new MqttMessage(publication, null, 0)));
                listener.deliver(messages);
            }
        }
    }

    @Override
    public void closed(MqException cause) {
        listener.lost(cause);
    }

    @Override
    public void settle(List<? extends SettleRequest> batch) {
        for (SettleRequest request : batch) {
            int packetId = ((MqttMessage) request.message()).publication().packetId();
            if (packetId > 0) {
                boolean unused = link.acknowledge(packetId);
            }
            request.complete(Settlement.SETTLED);
        }
        link.flush();
    }

    @Override
    public void renew(Collection<? extends IncomingMessage> messages) {
        // There is nothing to lose.
    }

    @Override
    public void stop() {
        synchronized (lock) {
            stopped = true;
        }
    }

    @Override
    public boolean isOpen() {
        return link.isOpen();
    }

    @Override
    public void close() {
        stop();
        link.close();
    }
}
