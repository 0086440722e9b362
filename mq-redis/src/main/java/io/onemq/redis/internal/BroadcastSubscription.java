package io.onemq.redis.internal;

import io.onemq.Outcome;
import io.onemq.Settlement;
import io.onemq.spi.DeliveryListener;
import io.onemq.spi.DriverSubscription;
import io.onemq.spi.IncomingMessage;
import io.onemq.spi.SettleRequest;
import io.onemq.spi.SubscriptionSpec;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A broadcast consumer. It has no leases on entries: settling makes room in the window, and that is all. */
final class BroadcastSubscription implements DriverSubscription {
    private static final Logger LOG = LoggerFactory.getLogger(BroadcastSubscription.class);
    private static final long CLOSE_MILLIS = 3_000;

    private final SubscriptionSpec spec;
    private final Links links;
    private final Window window;
    private final Deliveries deliveries;
    private final BroadcastReader reader;
    private final Thread thread;
    private final Consumer<BroadcastSubscription> onEnd;
    private volatile boolean stopping;

    /** Attaches. If that fails, the connections are the caller's. */
    BroadcastSubscription(
            SubscriptionSpec spec,
            List<SubscribedStream> streams,
            Links links,
            DeliveryListener listener,
            Consumer<BroadcastSubscription> onEnd) {
        this.spec = spec;
        this.links = links;
        this.window = new Window(spec.window());
        this.deliveries = new Deliveries(listener);
        this.onEnd = onEnd;
        this.reader = new BroadcastReader(links, spec, streams, window, deliveries);
        this.thread = new Thread(
                this::run,
                "onemq-redis-" + spec.topic().name() + "." + spec.group().name());
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!stopping) {
                reader.step();
            }
            reader.leave();
        } catch (RuntimeException e) {
            failed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failed(new IllegalStateException("The reading thread was interrupted", e));
        } finally {
            links.close();
        }
    }

    private void failed(RuntimeException failure) {
        if (stopping) {
            // The server forgets the registration when its lease is over.
            LOG.debug("Broadcast consumer {} could not take its leave", spec.consumerName(), failure);
            return;
        }
        onEnd.accept(this);
        deliveries.lost(
                RedisErrors.translate(failure, "Reading topic " + spec.topic().name(), Outcome.UNKNOWN));
    }

    @Override
    public void settle(List<? extends SettleRequest> batch) {
        batch.forEach(request -> request.complete(Settlement.SETTLED));
        window.giveBack(batch.size());
    }

    @Override
    public void renew(Collection<? extends IncomingMessage> messages) {
        // Nothing is leased.
    }

    @Override
    public void stop() {
        deliveries.stop();
        stopping = true;
        window.end();
    }

    @Override
    public void close() {
        deliveries.end();
        stop();
        Threads.join(thread, CLOSE_MILLIS);
        links.close();
        onEnd.accept(this);
    }
}
