package io.onemq.mqtt.internal;

import io.onemq.ErrorCode;
import io.onemq.MqException;
import io.onemq.Outcome;
import io.onemq.Settlement;
import io.onemq.spi.DeliveryListener;
import io.onemq.spi.DriverSubscription;
import io.onemq.spi.IncomingMessage;
import io.onemq.spi.SettleRequest;
import io.onemq.spi.SubscriptionSpec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A member of a group. It shares out the parts of the group with the other members, and hands over what its parts
 * deliver. One of its threads keeps it; {@link Shares} says which parts it has.
 */
final class MqttSubscription implements DriverSubscription, Opened {
    private final MqttSettings settings;
    private final SubscriptionSpec spec;
    private final DeliveryListener listener;
    private final Shares shares;
    private final Runnable onEnd;

    /** Held while the listener is called. Nothing that the listener calls waits for it. */
    private final ReentrantLock callbacks = new ReentrantLock();

    private final Object lock = new Object();

    // Guarded by lock.
    private final Deque<MqttMessage> ready = new ArrayDeque<>();
    private final Set<MqttMessage> unsettled = new LinkedHashSet<>();
    private boolean stopped;
    private boolean ended;

    MqttSubscription(
            MqttSettings settings, SubscriptionSpec spec, int parts, DeliveryListener listener, Runnable onEnd) {
        this.settings = settings;
        this.spec = spec;
        this.listener = listener;
        this.onEnd = onEnd;
        this.shares = new Shares(this, settings, spec, parts);
    }

    void start(Collection<String> earlierMembers) {
        try {
            shares.start(earlierMembers);
        } catch (RuntimeException e) {
            shares.abort();
            throw e;
        }
    }

    String member() {
        return spec.consumerName();
    }

    int window() {
        return spec.window();
    }

    long nowMillis() {
        return System.currentTimeMillis();
    }

    Link open(LinkOptions options, LinkListener linkListener) {
        return Link.open(settings, options, linkListener);
    }

    void wake() {
        shares.wake();
    }

    /** Writes down what a part may lose to a crash. Blocks. */
    void claim(int part, Map<String, Integer> returns) {
        shares.write(part, new Claim(member(), spec.window(), returns));
    }

    /** How many more messages can be handed over. */
    int room() {
        synchronized (lock) {
            return stopped || ended ? 0 : Math.max(0, spec.window() - unsettled.size() - ready.size());
        }
    }

    /** A message came that can be handed over. */
    void add(MqttMessage message) {
        synchronized (lock) {
            ready.add(message);
        }
    }

    /** Hands over what has room. */
    void handOver() {
        callbacks.lock();
        try {
            deliver();
        } finally {
            callbacks.unlock();
        }
    }

    /** Hands over what has room, unless somebody else does it at the moment; then it is done a little later. */
    void tryHandOver() {
        if (callbacks.tryLock()) {
            try {
                deliver();
            } finally {
                callbacks.unlock();
            }
        } else {
            shares.wake();
        }
    }

    private void deliver() {
        for (List<MqttMessage> batch = take(); !batch.isEmpty(); batch = take()) {
            listener.deliver(batch);
        }
    }

    private List<MqttMessage> take() {
        List<MqttMessage> batch = new ArrayList<>();
        synchronized (lock) {
            while (!stopped && !ended && unsettled.size() < spec.window() && !ready.isEmpty()) {
                MqttMessage next = ready.remove();
                unsettled.add(next);
                batch.add(next);
            }
        }
        return batch;
    }

    @Override
    public void settle(List<? extends SettleRequest> batch) {
        Map<Part, List<SettleRequest>> acknowledged = new LinkedHashMap<>();
        for (SettleRequest request : batch) {
            MqttMessage message = (MqttMessage) request.message();
            Part part = message.part();
            if (part == null || !begin(message, request.action())) {
                request.complete(Settlement.LEASE_LOST);
            } else if (request.action() == SettleRequest.Action.RELEASE) {
                request.complete(Settlement.SETTLED);
            } else {
                acknowledged.computeIfAbsent(part, key -> new ArrayList<>()).add(request);
            }
        }
        acknowledged.forEach(MqttSubscription::acknowledge);
        tryHandOver();
    }

    private static void acknowledge(Part part, List<SettleRequest> requests) {
        List<SettleRequest> waiting = new ArrayList<>();
        List<SettleRequest> sent = new ArrayList<>(requests.size());
        for (SettleRequest request : requests) {
            if (!part.acknowledge((MqttMessage) request.message())) {
                request.complete(Settlement.LEASE_LOST);
            } else {
                (request.outcomeWanted() ? waiting : sent).add(request);
            }
        }
        if (waiting.isEmpty()) {
            part.link().flush();
        } else {
            // The broker works off one packet after the other: it answers when it has the acknowledgements.
            var unused = part.link()
                    .ping()
                    .whenComplete((answered, failure) -> waiting.forEach(
                            request -> request.complete(failure == null ? Settlement.SETTLED : Settlement.UNKNOWN)));
        }
        sent.forEach(request -> request.complete(Settlement.SETTLED));
    }

    /** Ends a delivery, unless it was lost. What is released stays in its part and is handed over again. */
    private boolean begin(MqttMessage message, SettleRequest.Action action) {
        synchronized (lock) {
            if (ended || message.ended || !unsettled.remove(message)) {
                return false;
            }
            message.ended = true;
            if (action == SettleRequest.Action.RELEASE) {
                ready.add(message.again());
            }
            return true;
        }
    }

    /** Gives up what the application does not have yet of a part that goes to another member. Returns whether all is settled. */
    boolean giveUp(Part part) {
        callbacks.lock();
        try {
            List<MqttMessage> left = handedOver(part);
            Set<IncomingMessage> kept = new LinkedHashSet<>(listener.revoking(left));
            end(left.stream().filter(message -> !kept.contains(message)).toList());
            return kept.isEmpty();
        } finally {
            callbacks.unlock();
        }
    }

    /** The part is somebody else's. */
    void lose(Part part) {
        callbacks.lock();
        try {
            List<MqttMessage> lost = handedOver(part);
            end(lost);
            if (!lost.isEmpty()) {
                listener.leasesLost(lost);
            }
        } finally {
            callbacks.unlock();
        }
    }

    /** What was handed over; what was not is forgotten here, for it is still in the part. */
    private List<MqttMessage> handedOver(Part part) {
        synchronized (lock) {
            ready.removeIf(message -> message.part() == part);
            return unsettled.stream().filter(message -> message.part() == part).toList();
        }
    }

    private void end(List<MqttMessage> messages) {
        synchronized (lock) {
            for (MqttMessage message : messages) {
                message.ended = true;
                unsettled.remove(message);
            }
        }
    }

    @Override
    public void renew(Collection<? extends IncomingMessage> messages) {
        // A lease lasts as long as the connection.
    }

    @Override
    public void stop() {
        // Whoever hands over at the moment has ended then.
        callbacks.lock();
        try {
            synchronized (lock) {
                stopped = true;
            }
        } finally {
            callbacks.unlock();
        }
    }

    /** The subscription is gone. */
    void fail(MqException cause) {
        if (end()) {
            shares.abort();
            callbacks.lock();
            try {
                listener.lost(cause);
            } finally {
                callbacks.unlock();
            }
        }
    }

    void fail(RuntimeException cause) {
        fail(
                cause instanceof MqException known
                        ? known
                        : new MqException(
                                ErrorCode.INTERNAL, Outcome.UNKNOWN, true, "The driver failed: " + cause, cause));
    }

    private boolean end() {
        synchronized (lock) {
            if (ended) {
                return false;
            }
            ended = true;
            stopped = true;
            ready.clear();
            unsettled.clear();
        }
        onEnd.run();
        return true;
    }

    @Override
    public boolean isOpen() {
        synchronized (lock) {
            return !ended;
        }
    }

    @Override
    public void close() {
        stop();
        if (end()) {
            shares.close();
        }
    }
}
