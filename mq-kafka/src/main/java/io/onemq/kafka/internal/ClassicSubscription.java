package io.onemq.kafka.internal;

import io.onemq.spi.IncomingMessage;
import io.onemq.spi.SettleRequest;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/** A member of a classic group. A lease lasts as long as the member owns the partition. */
final class ClassicSubscription implements WatchedSubscription {
    private final ClassicReader reader;
    private final Thread thread;
    private final Link link;
    private final Runnable onClose;

    ClassicSubscription(ClassicReader reader, Link link, String name, Runnable onClose) {
        this.reader = reader;
        this.link = link;
        this.onClose = onClose;
        this.thread = new Thread(reader, name);
        thread.setDaemon(true);
    }

    /** Starts it, and waits for a time until it is a member of its group. */
    ClassicSubscription start(Duration wait) {
        thread.start();
        try {
            reader.awaitMembership(wait);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
        return this;
    }

    @Override
    public Link link() {
        return link;
    }

    @Override
    public void settle(List<? extends SettleRequest> batch) {
        reader.settle(batch.toArray(new SettleRequest[0]));
    }

    @Override
    public void renew(Collection<? extends IncomingMessage> messages) {
        // Nothing to renew: the native client keeps the membership alive.
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
