package io.onemq.internal.consume;

import io.onemq.ConnectionException;
import io.onemq.MqEvent;
import io.onemq.MqException;
import io.onemq.Outcome;
import io.onemq.Settlement;
import io.onemq.internal.Handoff;
import io.onemq.spi.DeliveryListener;
import io.onemq.spi.DriverSubscription;
import io.onemq.spi.IncomingMessage;
import io.onemq.spi.SettleRequest;
import io.onemq.spi.WireNames;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One driver subscription, from its opening to its loss, with the deliveries that belong to it. Deliveries of an earlier
 * incarnation never reach the driver's current one.
 */
final class Incarnation implements DeliveryListener {
    private final GroupReader reader;
    private final Source source;
    private final Handoff<InFlight> decided = new Handoff<>();
    private final AtomicInteger undecided = new AtomicInteger();
    private final Object lock = new Object();

    /** Held while the driver pauses or goes on, so that the last call is the one that counts. */
    private final Object pausing = new Object();

    private boolean paused; // guarded by pausing

    // Guarded by lock. Finished deliveries are swept out when they outnumber what the window allows.
    private final List<InFlight> outstanding = new ArrayList<>();
    private final List<IncomingMessage> early = new ArrayList<>();

    private volatile @Nullable DriverSubscription subscription;
    private volatile boolean open;
    private volatile boolean dead;
    private volatile boolean away;

    Incarnation(GroupReader reader, Source source) {
        this.reader = reader;
        this.source = source;
    }

    GroupReader reader() {
        return reader;
    }

    boolean isIsolated() {
        return source.isIsolated();
    }

    boolean isDead() {
        return dead;
    }

    /** Connects this side with the driver's; what arrived in between is handed on first. */
    void opened(DriverSubscription opened) {
        synchronized (lock) {
            subscription = opened;
            if (!dead) {
                accept(early, opened);
            }
            early.clear();
            open = true;
        }
    }

    @Override
    public void deliver(List<? extends IncomingMessage> batch) {
        if (!open) {
            synchronized (lock) {
                if (!open) {
                    early.addAll(batch);
                    return;
                }
            }
        }
        DriverSubscription current = subscription;
        if (!dead && current != null) {
            accept(batch, current);
        }
    }

    private void accept(List<? extends IncomingMessage> batch, DriverSubscription current) {
        long now = System.nanoTime();
        List<InFlight> ready = new ArrayList<>(batch.size());
        for (IncomingMessage message : batch) {
            InFlight delivery = new InFlight(this, message, source.past(message), now);
            message.attach(delivery);
            ready.add(delivery);
        }
        synchronized (lock) {
            if (dead) {
                // Nobody would ever tell that they are lost.
                return;
            }
            sweep();
            undecided.addAndGet(ready.size());
            outstanding.addAll(ready);
        }
        reader.arrived(source, ready, current.deliveryLimit());
    }

    private void sweep() {
        if (outstanding.size() > 2 * source.window()) {
            outstanding.removeIf(InFlight::isFinal);
        }
    }

    @Override
    public void leasesLost(Collection<? extends IncomingMessage> messages) {
        reader.takenAway(deliveries(messages), InFlight::lose);
    }

    private List<InFlight> deliveries(Collection<? extends IncomingMessage> messages) {
        forgetEarly(messages);
        List<InFlight> deliveries = new ArrayList<>(messages.size());
        for (IncomingMessage message : messages) {
            if (message.attachment() instanceof InFlight delivery) {
                deliveries.add(delivery);
            }
        }
        return deliveries;
    }

    /** What goes before this side is connected was never here. */
    private void forgetEarly(Collection<? extends IncomingMessage> messages) {
        if (!open) {
            synchronized (lock) {
                early.removeAll(new HashSet<>(messages));
            }
        }
    }

    @Override
    public void lost(MqException cause) {
        List<InFlight> orphans;
        synchronized (lock) {
            if (dead) {
                return;
            }
            dead = true;
            orphans = List.copyOf(outstanding);
            outstanding.clear();
        }
        reader.takenAway(orphans, InFlight::lose);
        flush();
        source.lost(this, cause);
    }

    @Override
    public void reconnecting(MqException cause) {
        away = true;
        source.away(cause);
    }

    @Override
    public void reconnected() {
        away = false;
        source.back();
    }

    /** Tells whether the native client has no connection at the moment. */
    boolean isAway() {
        return away;
    }

    @Override
    public void notice(String message) {
        reader.events().emit(MqEvent.Type.NOTICE, message);
    }

    /**
     * Queues a decided delivery for the driver; flushes when enough have come together, when somebody waits, or when it is
     * the last one of a driver that waits for it.
     */
    void settle(InFlight delivery) {
        int waiting = decided.add(delivery);
        boolean last = isLast();
        // Whoever closed it has flushed for the last time, perhaps before this came.
        if (waiting == reader.settings().flushSize(source.window()) || last || delivery.outcomeWanted() || dead) {
            flush();
        }
    }

    /** A delivery was lost and will not be decided. */
    void oneLess() {
        if (isLast()) {
            flush();
        }
    }

    private boolean isLast() {
        DriverSubscription current = subscription;
        return current != null && current.needsAllSettled() && undecided.decrementAndGet() == 0;
    }

    /** Gives the driver a request at once. It is answered in any case. */
    void send(SettleRequest request) {
        DriverSubscription current = subscription;
        if (current == null || dead) {
            request.complete(Settlement.LEASE_LOST);
            return;
        }
        // What was decided before must be settled before.
        flush();
        current.settle(List.of(request));
    }

    /** Makes a further delivery of a message that stays where it is. Null if it is not this incarnation's any more. */
    @Nullable InFlight again(InFlight delivery, Past past) {
        InFlight fresh = new InFlight(this, delivery.message(), past, System.nanoTime());
        synchronized (lock) {
            if (dead) {
                return null;
            }
            outstanding.add(fresh);
            delivery.message().attach(fresh);
        }
        return fresh;
    }

    @Override
    public Collection<? extends IncomingMessage> revoking(Collection<? extends IncomingMessage> messages) {
        List<InFlight> going = deliveries(messages);
        reader.takenAway(going, InFlight::takeBack);
        List<IncomingMessage> kept = new ArrayList<>();
        for (InFlight delivery : going) {
            if (!delivery.isFinal()) {
                kept.add(delivery.message());
            }
        }
        return kept;
    }

    /** Gives the driver what was decided. */
    void flush() {
        DriverSubscription current = subscription;
        InFlight delivery = current == null ? null : decided.takeAll();
        if (current == null || delivery == null) {
            return;
        }
        List<InFlight> batch = new ArrayList<>();
        while (delivery != null) {
            InFlight next = decided.next(delivery);
            batch.add(delivery);
            delivery = next;
        }
        try {
            current.settle(batch);
        } catch (RuntimeException e) {
            driverFailed(batch, e);
        }
    }

    /** A driver must not throw here; if it does, nothing is left without an answer and the subscription starts anew. */
    private void driverFailed(List<InFlight> batch, RuntimeException failure) {
        for (InFlight delivery : batch) {
            if (!delivery.isFinal()) {
                delivery.complete(Settlement.UNKNOWN);
            }
        }
        lost(new ConnectionException(Outcome.UNKNOWN, "The driver failed while it settled: " + failure, failure));
    }

    /** Keeps the leases of what is not settled, up to the longest time that a delivery may be held. */
    void renew(long nowNanos) {
        DriverSubscription current = subscription;
        if (current == null) {
            return;
        }
        List<IncomingMessage> live = new ArrayList<>();
        synchronized (lock) {
            for (InFlight delivery : outstanding) {
                if (delivery.isHeld(nowNanos)) {
                    live.add(delivery.message());
                }
            }
        }
        if (!live.isEmpty()) {
            current.renew(live);
        }
    }

    /** Lets the driver pause or go on, as the reader does, and gives back what no handler has. Blocks. */
    void followPause() {
        synchronized (pausing) {
            DriverSubscription current = subscription;
            // Nobody else could handle what a broadcast consumer gives back: it waits in the window.
            boolean wanted = reader.isPaused() && !reader.isBroadcast();
            if (current == null || dead || wanted == paused) {
                return;
            }
            paused = wanted;
            if (!wanted) {
                current.resume();
            } else if (current.pause()) {
                giveBack();
            }
        }
    }

    private void giveBack() {
        List<InFlight> all;
        synchronized (lock) {
            all = List.copyOf(outstanding);
        }
        all.forEach(delivery -> reader.refuse(delivery, Verdict.RELEASE));
        flush();
    }

    void stop() {
        DriverSubscription current = subscription;
        if (current != null) {
            current.stop();
        }
    }

    /** Ends the incarnation; what is undecided is lost for this side and returned to the group by the driver. */
    void close() {
        flush();
        List<InFlight> rest;
        synchronized (lock) {
            dead = true;
            rest = List.copyOf(outstanding);
            outstanding.clear();
        }
        reader.takenAway(rest, InFlight::lose);
        DriverSubscription current = subscription;
        if (current != null) {
            current.close();
        }
        flush();
    }

    /** When a delivery of this source may be handed over, in milliseconds since the epoch; 0 for at once. */
    static long notBefore(InFlight delivery) {
        return Wire.number(delivery.message(), WireNames.NOT_BEFORE, 0);
    }
}
