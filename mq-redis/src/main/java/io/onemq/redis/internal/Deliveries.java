package io.onemq.redis.internal;

import io.onemq.MqException;
import io.onemq.spi.DeliveryListener;
import io.onemq.spi.IncomingMessage;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Calls the listener of a subscription from one thread at a time, and not after its end. Thread-safe. */
final class Deliveries {
    private final DeliveryListener listener;
    private boolean stopped;
    private boolean paused;
    private boolean ended;

    Deliveries(DeliveryListener listener) {
        this.listener = listener;
    }

    /** Returns false if the subscription takes no more deliveries, or none at the moment. */
    synchronized boolean deliver(List<RedisMessage> batch) {
        if (stopped || paused) {
            return false;
        }
        listener.deliver(batch);
        return true;
    }

    /** Delivers what the owner of a stream has read, unless it is giving the stream up: then it leaves with it. */
    synchronized void deliver(OwnedStream from, List<OwnedMessage> batch) {
        if (!stopped && from.hold(batch)) {
            listener.deliver(batch);
        }
    }

    /** Delivers no more of a stream, and takes back what the application does not have. Returns whether it has some. */
    synchronized boolean takeBack(OwnedStream from) {
        List<OwnedMessage> unsettled = from.leave();
        if (!ended && !unsettled.isEmpty()) {
            Set<IncomingMessage> kept = new HashSet<>(listener.revoking(unsettled));
            unsettled.removeIf(kept::contains);
            unsettled.forEach(OwnedMessage::end);
            from.forget(unsettled);
        }
        return !from.isSettled();
    }

    /** Ends the ownership of a stream: what is unsettled is lost. */
    synchronized void end(OwnedStream from) {
        List<OwnedMessage> unsettled = from.leave();
        from.forget(unsettled);
        // What is on its way to the server is answered by it.
        unsettled.removeIf(message -> !message.end());
        if (!ended && !unsettled.isEmpty()) {
            listener.leasesLost(unsettled);
        }
    }

    /** Ends some deliveries of a stream whose owner stays. */
    synchronized void lose(OwnedStream from, List<OwnedMessage> messages) {
        from.forget(messages);
        List<OwnedMessage> lost = messages.stream().filter(OwnedMessage::end).toList();
        if (!ended && !lost.isEmpty()) {
            listener.leasesLost(lost);
        }
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

    synchronized void pause(boolean on) {
        paused = on;
    }

    synchronized void stop() {
        stopped = true;
    }

    synchronized void end() {
        stopped = true;
        ended = true;
    }
}
