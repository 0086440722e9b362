package io.onemq.internal.consume;

import io.onemq.RetryPolicy;
import io.onemq.Settlement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Lets through one message of each key at a time, in the order of their arrival. A message that failed stays at the head
 * of its key until its next attempt, and what happened to it is noted at the broker. Messages without a key wait for
 * nobody. Thread-safe.
 *
 * <p>A delivery that is lost while its handler runs stays at the head of its key until the handler returns. Meanwhile its
 * message, or the next one, may come again to this reader: it waits here, so that no two handlers have one key at a time.
 *
 * <p>A message that came back from two dead consumers is suspected to kill them. Before its handler starts, that is noted,
 * and no other suspect is let through meanwhile. So a note that is found again stands for a handler that had started.
 */
final class KeyOrder {
    /** How long the end of a reader waits for its last note. */
    private static final long CLOSE_MILLIS = 2_000;

    private final GroupReader reader;
    private final FailurePath failures;
    private final HoldQueue held = new HoldQueue();

    // Guarded by this.
    private final Map<String, Lane> lanes = new HashMap<>();
    private final Deque<InFlight> suspects = new ArrayDeque<>();
    private @Nullable InFlight suspect;

    KeyOrder(GroupReader reader, FailurePath failures) {
        this.reader = reader;
        this.failures = failures;
    }

    /** The messages of one key, or one message without a key. Guarded by the order that it belongs to. */
    final class Lane {
        private final @Nullable String key;
        private final Deque<InFlight> waiting = new ArrayDeque<>(0);
        private @Nullable InFlight head;

        /** The head could not be noted, so it is lost, with all that waits here; that is still to be reported. */
        private boolean barred;

        Lane(@Nullable String key) {
            this.key = key;
        }

        KeyOrder order() {
            return KeyOrder.this;
        }
    }

    /** Takes new deliveries in the order of their partition. */
    void arrived(List<InFlight> deliveries, int deliveryLimit) {
        List<InFlight> heads = new ArrayList<>();
        synchronized (this) {
            for (InFlight delivery : deliveries) {
                if (delivery.message().earlierDeliveries() >= Isolation.tolerated(deliveryLimit)) {
                    delivery.suspect();
                }
                if (enter(delivery)) {
                    heads.add(delivery);
                }
            }
        }
        letThrough(heads);
    }

    private boolean enter(InFlight delivery) {
        String key = delivery.message().key();
        Lane lane = key == null ? new Lane(null) : lanes.computeIfAbsent(key, Lane::new);
        delivery.enter(lane);
        InFlight head = lane.head;
        if (head != null && head.isFinal()) {
            // However often everything is lost and comes again before the handler returns, it waits here once.
            dropFinal(lane.waiting);
        }
        if (head == null || (lane.waiting.isEmpty() && isGone(head))) {
            lane.head = delivery;
            lane.barred = false;
            return true;
        }
        lane.waiting.add(delivery);
        return false;
    }

    /** Nobody reports any more that it is lost, nor has a handler. */
    private static boolean isGone(InFlight head) {
        return head.isFinal() && head.incarnation().isDead() && !head.isLeftRunning();
    }

    private static void dropFinal(Deque<InFlight> waiting) {
        InFlight first = waiting.peek();
        while (first != null && first.isFinal()) {
            waiting.remove();
            first = waiting.peek();
        }
    }

    private void letThrough(List<InFlight> heads) {
        List<InFlight> ready = new ArrayList<>(heads.size());
        for (InFlight delivery : heads) {
            if (mayStart(delivery)) {
                ready.add(delivery);
            }
        }
        if (!ready.isEmpty()) {
            reader.intake().offer(ready);
        }
    }

    private boolean mayStart(InFlight delivery) {
        if (delivery.incarnation().isDead()) {
            // The message before it may be lost already, and would be handled after it.
            return false;
        }
        Past past = delivery.past();
        if (past.dueMillis() > reader.nowMillis()) {
            held.hold(delivery, past.dueMillis());
            return false;
        }
        if (past.crashes() >= reader.settings().retry().maxAttempts()) {
            reader.refuse(delivery, Verdict.Reject.crashed(past.crashes()));
            return false;
        }
        return !delivery.isSuspect() || isTurnOf(delivery);
    }

    private synchronized boolean isTurnOf(InFlight delivery) {
        InFlight current = suspect;
        if (current != null && (!current.isFinal() || current.isLeftRunning())) {
            suspects.add(delivery);
            return false;
        }
        suspect = delivery;
        // The next one starts when this one is settled for certain, and cannot be blamed for it any more.
        CompletableFuture<?> unused = delivery.hurry().whenComplete((outcome, failure) -> nextSuspect(delivery));
        return true;
    }

    private void nextSuspect(InFlight delivery) {
        InFlight next;
        synchronized (this) {
            if (suspect != delivery || delivery.isLeftRunning()) {
                return;
            }
            dropFinal(suspects);
            next = suspects.poll();
        }
        if (next != null) {
            letThrough(List.of(next));
        }
    }

    /** Lets through what had to wait for its time. */
    void work(long nowMillis) {
        letThrough(held.due(nowMillis));
    }

    /**
     * Notes that a suspect is about to start; called when somebody is there to handle it at once. Blocks until the broker
     * has it. Returns false if the delivery was lost.
     */
    boolean start(InFlight delivery) {
        if (!delivery.isSuspect()) {
            return true;
        }
        CompletableFuture<Settlement> noted = new CompletableFuture<>();
        Past past = delivery.past();
        Past started = past.withCrashes(past.crashes() + 1);
        delivery.incarnation().send(new Note(delivery, started.note(), noted::complete));
        return noted.join() == Settlement.SETTLED && delivery.isOpen();
    }

    /** Carries out what was decided about the head of a key. */
    void decided(InFlight delivery, Verdict verdict) {
        if (verdict instanceof Verdict.Ack) {
            delivery.incarnation().settle(delivery);
            left(delivery);
        } else if (verdict instanceof Verdict.Nack nack) {
            nacked(delivery, nack);
        } else if (verdict instanceof Verdict.Reject reject) {
            failures.deadLetter(delivery, reject);
        } else {
            stay(delivery, delivery.past());
        }
    }

    private void nacked(InFlight delivery, Verdict.Nack nack) {
        Verdict.Reject end = failures.exhausted(delivery, nack);
        if (end != null) {
            failures.deadLetter(delivery, end);
            return;
        }
        // Longer ones are refused before; a function of the application may still give one.
        long delay = Math.min(failures.delayMillis(delivery, nack), RetryPolicy.MAX_DELAY_IN_ORDER.toMillis());
        stay(delivery, delivery.past().failed(reader.nowMillis(), delay));
    }

    /** The delivery ends, and its message stays at the head of its key with another past. */
    private void stay(InFlight delivery, Past past) {
        delivery.incarnation().send(new Note(delivery, past.note(), outcome -> {
            if (outcome == Settlement.SETTLED) {
                again(delivery, past);
            } else {
                notNoted(delivery);
            }
            delivery.complete(outcome);
        }));
    }

    /** It comes again, here or elsewhere, so the next one of its key must be lost before it would have its turn. */
    private void notNoted(InFlight delivery) {
        Lane lane = Objects.requireNonNull(delivery.lane());
        synchronized (this) {
            if (!delivery.isLossReported() && lane.head == delivery) {
                lane.barred = true;
                return;
            }
        }
        left(delivery);
    }

    private void again(InFlight delivery, Past past) {
        InFlight fresh = delivery.incarnation().again(delivery, past);
        if (fresh == null) {
            left(delivery);
            return;
        }
        if (delivery.isSuspect()) {
            fresh.suspect();
        }
        Lane lane = Objects.requireNonNull(delivery.lane());
        synchronized (this) {
            lane.head = fresh;
            fresh.enter(lane);
        }
        if (fresh.isFinal()) {
            // Lost before it had a place in the order, which it has to leave now.
            left(fresh);
        } else {
            letThrough(List.of(fresh));
        }
    }

    /**
     * Ends deliveries that are lost together. Meanwhile nobody gets a turn: the next one of a key, still to be ended, would
     * start before the one that went to another member.
     */
    synchronized List<Runnable> lose(List<InFlight> deliveries, Function<InFlight, @Nullable Runnable> loss) {
        List<Runnable> reports = GroupReader.loseAll(deliveries, loss);
        for (InFlight delivery : deliveries) {
            Lane lane = delivery.lane();
            if (lane != null && lane.barred && lane.head == delivery && delivery.isLossReported()) {
                lane.barred = false;
                reports.add(() -> left(delivery));
            }
        }
        return reports;
    }

    /** The handler of a lost delivery has returned. */
    void returned(InFlight delivery) {
        left(delivery);
        if (delivery.isSuspect()) {
            nextSuspect(delivery);
        }
    }

    /** A message is done or gone: the next one of its key has its turn. */
    void left(InFlight delivery) {
        Lane lane = Objects.requireNonNull(delivery.lane());
        InFlight next;
        synchronized (this) {
            if (lane.head != delivery) {
                return;
            }
            dropFinal(lane.waiting);
            next = lane.waiting.poll();
            lane.head = next;
            if (next == null && lane.key != null) {
                lanes.remove(lane.key, lane);
            }
        }
        if (next != null) {
            letThrough(List.of(next));
        }
    }

    /** Hands out nothing more. */
    void stop() {
        held.clear();
    }

    /** A suspect that goes back unsettled to the group, in good order, is not to blame. */
    void close() {
        InFlight last;
        synchronized (this) {
            last = suspect;
        }
        // If something was decided about it, that is noted, or settled, already.
        Runnable report = last == null ? null : last.lose();
        if (last != null && report != null) {
            CompletableFuture<Settlement> noted = new CompletableFuture<>();
            last.incarnation().send(new Note(last, last.past().note(), noted::complete));
            Settlement unused = noted.completeOnTimeout(Settlement.UNKNOWN, CLOSE_MILLIS, TimeUnit.MILLISECONDS)
                    .join();
            report.run();
        }
    }
}
