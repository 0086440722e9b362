package io.onemq.kafka.internal;

import io.onemq.Settlement;
import io.onemq.spi.DeliveryListener;
import io.onemq.spi.IncomingMessage;
import io.onemq.spi.SettleRequest;
import java.util.Collection;
import java.util.List;

/** A broadcast consumer. It has no leases: settling makes room in the window, and that is all. */
final class BroadcastSubscription implements WatchedSubscription {
    private final BroadcastReader reader;
    private final Thread thread;
    private final Link link;
    private final Runnable onClose;

    BroadcastSubscription(BroadcastReader reader, DeliveryListener listener, String name, Runnable onClose) {
        this.reader = reader;
        this.onClose = onClose;
        this.link = new Link(reader::metrics, reader::isReading, listener::reconnecting, listener::reconnected);
        this.thread = new Thread(reader, name);
        thread.setDaemon(true);
    }

    BroadcastSubscription start() {
        thread.start();
        return this;
    }

    @Override
    public Link link() {
        return link;
    }

    @Override
    public void settle(List<? extends SettleRequest> batch) {
        batch.forEach(request -> request.complete(Settlement.SETTLED));
        reader.settled(batch.size());
    }

    @Override
    public void renew(Collection<? extends IncomingMessage> messages) {
        // Nothing is leased.
    }

    @Override
    public void stop() {
        reader.stop();
    }

    @Override
    public void close() {
        reader.close();
        Joining.join(thread);
        onClose.run();
    }
}
