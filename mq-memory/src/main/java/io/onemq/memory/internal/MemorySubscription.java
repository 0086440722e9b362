package io.onemq.memory.internal;

import io.onemq.MqException;
import io.onemq.Ordering;
import io.onemq.Settlement;
import io.onemq.spi.DeliveryListener;
import io.onemq.spi.DriverSubscription;
import io.onemq.spi.IncomingMessage;
import io.onemq.spi.SettleRequest;
import io.onemq.spi.SubscriptionSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A member of a group. Its leases last as long as it is connected. All but the SPI methods belong to the broker's thread. */
final class MemorySubscription implements DriverSubscription, Link {
    private final Broker broker;
    private final MemoryConnection connection;
    private final MemoryGroup group;
    private final DeliveryListener listener;
    private final SubscriptionSpec spec;
    private final Set<MemoryDelivery> unsettled = new LinkedHashSet<>();
    private final List<MemoryDelivery> batch = new ArrayList<>();
    private boolean stopped;
    private boolean paused;
    private boolean ended;
    private volatile boolean cut;

    MemorySubscription(
            Broker broker,
            MemoryConnection connection,
            MemoryGroup group,
            DeliveryListener listener,
            SubscriptionSpec spec) {
        this.broker = broker;
        this.connection = connection;
        this.group = group;
        this.listener = listener;
        this.spec = spec;
    }

    boolean hasRoom() {
        return !stopped && !paused && !cut && unsettled.size() < window();
    }

    void take(GroupEntry entry) {
        MemoryDelivery delivery = new MemoryDelivery(entry);
        unsettled.add(delivery);
        batch.add(delivery);
    }

    /** Hands over what was taken since the last time. */
    void flush() {
        if (!batch.isEmpty()) {
            List<MemoryDelivery> taken = List.copyOf(batch);
            batch.clear();
            listener.deliver(taken);
        }
    }

    @Override
    public void settle(List<? extends SettleRequest> requests) {
        List<SettleRequest> copy = List.copyOf(requests);
        broker.loop().submit(() -> settleNow(copy));
    }

    private void settleNow(List<SettleRequest> requests) {
        for (SettleRequest request : requests) {
            request.complete(settleNow(request));
        }
        broker.changed(group);
    }

    private Settlement settleNow(SettleRequest request) {
        MemoryDelivery delivery = (MemoryDelivery) request.message();
        if (cut || !unsettled.contains(delivery)) {
            return Settlement.LEASE_LOST;
        }
        if (request.action() == SettleRequest.Action.NOTE) {
            delivery.entry().note = request.note();
            return Settlement.SETTLED;
        }
        unsettled.remove(delivery);
        if (request.action() == SettleRequest.Action.ACK) {
            group.acknowledged(delivery.entry());
        } else {
            group.giveBack(delivery.entry(), true);
        }
        return Settlement.SETTLED;
    }

    /** Reports that the retention of the topic took messages from the group. */
    void tellDropped(long count) {
        listener.notice(
                "Group " + spec.group().name() + " of topic " + spec.topic().name() + " has lost " + count
                        + " messages that nobody had settled: they were beyond the retention of the topic, which drops them");
    }

    int window() {
        return spec.window();
    }

    /** Gives back what the application does not have yet of a partition that goes to another member. */
    void giveUp(int partition) {
        List<MemoryDelivery> ofPartition = unsettled.stream()
                .filter(delivery -> delivery.entry().partition == partition)
                .toList();
        Set<IncomingMessage> kept = new HashSet<>(listener.revoking(ofPartition));
        for (MemoryDelivery delivery : ofPartition) {
            if (!kept.contains(delivery)) {
                unsettled.remove(delivery);
                group.giveBack(delivery.entry(), true);
            }
        }
    }

    @Override
    public void renew(Collection<? extends IncomingMessage> messages) {
        // A lease lasts as long as the connection.
    }

    /** The partitions of an ordered group wait in its window, so that their messages keep their place. */
    @Override
    public boolean pause() {
        if (group.ordering() == Ordering.KEY) {
            return false;
        }
        broker.loop().run(() -> paused = true);
        return true;
    }

    @Override
    public void resume() {
        broker.loop().run(() -> {
            paused = false;
            broker.changed(group);
        });
    }

    @Override
    public void stop() {
        broker.loop().run(() -> stopped = true);
    }

    @Override
    public void close() {
        broker.loop().run(() -> end(true));
    }

    @Override
    public void cut() {
        cut = true;
    }

    @Override
    public void lose(MqException cause) {
        if (!ended) {
            end(false);
            listener.lost(cause);
        }
    }

    @Override
    public void end() {
        end(true);
    }

    private void end(boolean inGoodOrder) {
        if (ended) {
            return;
        }
        ended = true;
        stopped = true;
        cut = true;
        group.leave(this);
        connection.forget(this);
        batch.clear();
        unsettled.forEach(delivery -> group.giveBack(delivery.entry(), inGoodOrder));
        unsettled.clear();
        broker.changed(group);
    }
}
