package io.onemq.redis.internal;

import io.onemq.MqException;
import io.onemq.spi.DeliveryListener;
import java.util.List;

/** Calls the listener of a subscription from one thread at a time, and not after its end. Thread-safe. */
final class Deliveries {
    private final DeliveryListener listener;
    private boolean stopped;
    private boolean ended;

    Deliveries(DeliveryListener listener) {
        this.listener = listener;
    }

    /** Returns false if the subscription takes no more deliveries. */
    synchronized boolean deliver(List<RedisMessage> batch) {
        if (stopped) {
            return false;
        }
        listener.deliver(batch);
        return true;
    }

    synchronized void leasesLost(List<RedisMessage> messages) {
        if (!ended && !messages.isEmpty()) {
            listener.leasesLost(messages);
        }
    }

    synchronized void notice(String message) {
        if (!ended) {
            listener.notice(message);
        }
    }

    synchronized void lost(MqException cause) {
        if (!ended) {
            stopped = true;
            ended = true;
            listener.lost(cause);
        }
    }

    synchronized void stop() {
        stopped = true;
    }

    synchronized void end() {
        stopped = true;
        ended = true;
    }
}
