package io.onemq.internal.consume;

import io.onemq.MqEvent;
import io.onemq.MqException;
import io.onemq.spi.GroupBacklog;
import io.onemq.spi.GroupSpec;
import io.onemq.spi.TopicSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Finds the message that kills its consumers. Brokers count how often a message came back from a dead consumer, but that
 * holds for everything the consumer had fetched. So what came back twice is moved to a private topic of the group, from
 * which each reader takes one message at a time, and only when somebody is free to handle it at once. There, coming back
 * means that its handler had started. Safe for use by several threads.
 */
final class Isolation {
    /** How often a message may come back before it is handled apart. */
    private static final int TOLERATED = 2;

    private static final int IDLE = 0;
    private static final int WANTED = 1;
    private static final int SERVING = 2;

    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** How long it waits for messages that somebody else seems to hold: a dead consumer is found out by then. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private static final long POLL_MILLIS = 100;
    private static final long GIVE_BACK_NANOS = TimeUnit.SECONDS.toNanos(2);
    /** How long a message waits for room in the window of the reader. */
    private static final long ROOMLESS_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final int MOST_EXPLAINED = 1_000;

    private final GroupReader reader;
    private final TopicSpec topic;
    private final GroupSpec group;
    private final BlockingQueue<InFlight> arrivals = new LinkedBlockingQueue<>();
    private final AtomicInteger state = new AtomicInteger(IDLE);
    private final Set<String> moving = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> explained = new LinkedHashMap<>();
    private volatile boolean wantedAgain;
    private volatile boolean noticed;
    private volatile boolean closed;
    private volatile boolean over;
    private volatile @Nullable InFlight taken;

    /** When there was room the last time; used by the one who serves. */
    private long roomNanos;

    private volatile @Nullable Source source;
    private volatile @Nullable Thread server;

    Isolation(GroupReader reader, TopicSpec topic, GroupSpec group) {
        this.reader = reader;
        this.topic = topic;
        this.group = group;
    }

    TopicSpec topic() {
        return topic;
    }

    /** After how many returns a message is handled apart, given after how many deliveries its broker removes it. */
    static int tolerated(int deliveryLimit) {
        return Math.max(1, Math.min(TOLERATED, deliveryLimit / 2));
    }

    /** Looks whether messages wait to be handled apart, which another consumer may have moved. May block. */
    void look() {
        if (isAnyWaiting()) {
            want();
        }
    }

    private boolean isAnyWaiting() {
        try {
            GroupBacklog backlog = reader.connection().admin().backlog(topic, group);
            // What seems to be in flight may be held by a dead consumer.
            return backlog.ready() + backlog.inFlight().orElse(0) > 0;
        } catch (MqException e) {
            // A passing failure is followed by another look.
            if (!e.retryable() && !noticed && !closed) {
                noticed = true;
                reader.events()
                        .emit(MqEvent.Type.NOTICE, "Cannot see whether messages wait in topic " + topic.name(), e);
            }
            return false;
        }
    }

    /** Somebody may handle again what came meanwhile, or was given back. May block. */
    void resumed() {
        if (wantedAgain) {
            want();
        } else {
            look();
        }
    }

    /** Asks for somebody who handles what waits. */
    void want() {
        wantedAgain = true;
        if (!closed && !reader.isPaused() && state.compareAndSet(IDLE, WANTED)) {
            wantedAgain = false;
            reader.intake().laneWanted();
        }
    }

    /** Hands out one message after the other until none came for a while. Blocks. */
    void serve(Lane lane) {
        if (closed || !state.compareAndSet(WANTED, SERVING)) {
            return;
        }
        server = Thread.currentThread();
        Source opened = new Source(reader, topic, group, 1, true);
        source = opened;
        try {
            opened.open(System.nanoTime() + reader.settings().connectTimeout().toNanos());
            serveUntilIdle(lane);
        } catch (MqException e) {
            reader.events().emit(MqEvent.Type.NOTICE, "Messages wait in topic " + topic.name() + " to be handled", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            reader.events().uncaught("Handling what waits in topic " + topic.name(), e);
        } finally {
            end(opened);
        }
    }

    private void serveUntilIdle(Lane lane) throws InterruptedException {
        long lastNanos = System.nanoTime();
        long lookedNanos = lastNanos;
        roomNanos = lastNanos;
        while (!closed && !reader.isPaused() && System.nanoTime() - lastNanos < PATIENCE_NANOS) {
            if (serveOne(lane)) {
                lastNanos = System.nanoTime();
                lookedNanos = lastNanos;
            } else if (!arrivals.isEmpty() && System.nanoTime() - roomNanos >= ROOMLESS_NANOS) {
                // It cannot be started soon, so it must not be here: it would look guilty if this process died.
                return;
            } else if (System.nanoTime() - lookedNanos >= IDLE_NANOS) {
                lookedNanos = System.nanoTime();
                wantedAgain = false;
                if (!isAnyWaiting()) {
                    return;
                }
            }
        }
    }

    /** Returns whether a message was handled. */
    private boolean serveOne(Lane lane) throws InterruptedException {
        if (!lane.reserve()) {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            return false;
        }
        roomNanos = System.nanoTime();
        InFlight delivery = null;
        try {
            delivery = next();
        } finally {
            if (delivery == null) {
                lane.free();
            }
        }
        if (delivery == null) {
            return false;
        }
        if (reader.isPaused()) {
            arrivals.add(delivery);
            lane.free();
            return false;
        }
        // Sent at once when it is decided.
        CompletableFuture<?> unused = delivery.hurry();
        lane.take(delivery);
        awaitSettled(lane, delivery);
        return true;
    }

    private @Nullable InFlight next() throws InterruptedException {
        InFlight delivery = arrivals.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
        if (delivery != null) {
            taken = delivery;
            awaitMoved(delivery);
        }
        return delivery;
    }

    /** A message that ended this process now would come back from both places, and each time again. */
    private void awaitMoved(InFlight delivery) throws InterruptedException {
        long deadline = System.nanoTime() + GIVE_BACK_NANOS;
        while (moving.contains(delivery.id()) && !closed && System.nanoTime() - deadline < 0) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    /** Nothing else starts before: if it ended this process, what was handled before it would look guilty, too. */
    private void awaitSettled(Lane lane, InFlight delivery) throws InterruptedException {
        while (!delivery.isFinal() && !over && !(delivery.isWaiting() && reader.isPaused())) {
            // It may be settled only after others have been handled, or after a broken topic was mended.
            if (!lane.handleAnother()) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
        }
    }

    /** Moves a delivery to where it is handled apart. */
    void take(InFlight delivery) {
        moving.add(delivery.id());
        CompletableFuture<?> unused = delivery.hurry().whenComplete((outcome, failure) -> {
            moving.remove(delivery.id());
            want();
        });
        if (!reader.move(delivery, topic)) {
            moving.remove(delivery.id());
        }
    }

    private void end(Source opened) {
        // An interrupt is for the thread, not for the messages that are to be given back.
        boolean interrupted = Thread.interrupted();
        try {
            opened.stop();
            arrivals.forEach(this::giveBack);
            giveBackTaken();
            opened.close();
        } finally {
            arrivals.clear();
            source = null;
            server = null;
            state.set(IDLE);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        if (wantedAgain || interrupted) {
            want();
        }
    }

    private void giveBackTaken() {
        InFlight last = taken;
        if (last != null && !last.isFinal()) {
            giveBack(last);
        }
        taken = null;
    }

    /**
     * Returns a delivery before the source is closed. It must not look as if its consumer had died with it, and some
     * brokers would count its return: a copy starts anew.
     */
    private void giveBack(InFlight delivery) {
        if (!reader.move(delivery, topic)) {
            delivery.withdraw(new Verdict.Move(topic));
        }
        long deadline = System.nanoTime() + GIVE_BACK_NANOS;
        try {
            while (!delivery.isFinal() && System.nanoTime() - deadline < 0) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes what the private topic delivers. */
    void arrived(InFlight delivery, int deliveryLimit) {
        int returns = unexplained(delivery);
        delivery.addCrashes(returns);
        int crashes = delivery.crashes();
        if (crashes >= reader.settings().retry().maxAttempts()) {
            reader.refuse(delivery, Verdict.Reject.crashed(crashes));
        } else if (returns >= Math.max(1, deliveryLimit / 2)) {
            reader.move(delivery, topic);
        } else {
            arrivals.add(delivery);
        }
    }

    /** A lease that was lost under a handler whose process lives on: the return says nothing against the message. */
    void lost(InFlight delivery) {
        synchronized (explained) {
            explained.merge(place(delivery), 1, Integer::sum);
            if (explained.size() > MOST_EXPLAINED) {
                explained.remove(explained.keySet().iterator().next());
            }
        }
    }

    private int unexplained(InFlight delivery) {
        int returns = Math.max(0, delivery.message().earlierDeliveries());
        synchronized (explained) {
            if (returns == 0) {
                explained.remove(place(delivery));
            }
            // The broker goes on counting up, so what is explained stays so.
            return Math.max(0, returns - explained.getOrDefault(place(delivery), 0));
        }
    }

    /** Copies of a message have one id, and the broker counts anew for each. */
    private static String place(InFlight delivery) {
        String position = delivery.message().position();
        return position == null ? delivery.id() : position;
    }

    void flush() {
        Source open = source;
        if (open != null) {
            open.flush();
        }
    }

    void renew(long nowNanos) {
        Source open = source;
        if (open != null) {
            open.renew(nowNanos);
        }
    }

    /** Takes nothing more. */
    void stop() {
        closed = true;
        Source open = source;
        if (open != null) {
            open.stop();
        }
    }

    /** Ends what is open, after the one who serves has had time to do so. Called when the reader has drained. */
    void close(long atMostNanos) {
        over = true;
        long deadline = System.nanoTime() + atMostNanos;
        Thread serving = server;
        try {
            while (serving != null
                    && serving != Thread.currentThread()
                    && server == serving
                    && System.nanoTime() - deadline < 0) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Source open = source;
        if (open != null) {
            giveBackTaken();
            open.close();
        }
    }

    /** Somebody who handles one message at a time. */
    interface Lane {
        /** Asks whether a message could be handled now. If so, it is taken or the lane is freed. */
        boolean reserve();

        /** Takes back a reservation. */
        void free();

        /** Handles a message for which was reserved, at once. */
        void take(InFlight delivery);

        /** Handles another message meanwhile. Returns false if there is none or no room. */
        boolean handleAnother();
    }
}
