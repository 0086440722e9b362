package io.onemq.internal.consume;

import io.onemq.ConfigurationException;
import io.onemq.RetryPolicy;
import io.onemq.Settlement;
import io.onemq.internal.Handoff;
import io.onemq.internal.MessageIds;
import io.onemq.spi.IncomingMessage;
import io.onemq.spi.SettleRequest;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * One delivery, from its arrival to its settlement. It is also the settlement request that the driver sees.
 *
 * <p>States: WAITING (not handed to the application), HANDED, DECIDED (the first settlement won), DONE (the driver
 * answered), LOST (the lease went away before it was handed) and TAKEN (the lease went away before a decision of the
 * application that has it). The last three are final.
 */
public final class InFlight extends Handoff.Item implements SettleRequest {
    private static final AtomicIntegerFieldUpdater<InFlight> STATE =
            AtomicIntegerFieldUpdater.newUpdater(InFlight.class, "state");

    @SuppressWarnings("rawtypes") // a field updater cannot name a type argument
    private static final AtomicReferenceFieldUpdater<InFlight, CompletableFuture> FUTURE =
            AtomicReferenceFieldUpdater.newUpdater(InFlight.class, CompletableFuture.class, "future");

    /** How an id starts that was made up for one delivery. */
    public static final String DERIVED_ID = "derived-";

    private static final int WAITING = 0;
    private static final int HANDED = 1;
    private static final int DECIDED = 2;
    private static final int DONE = 3;
    private static final int LOST = 4;
    private static final int TAKEN = 5;

    private final Incarnation incarnation;
    private final IncomingMessage message;
    private Past past;
    private KeyOrder.@Nullable Lane lane;
    private boolean suspect;
    private @Nullable String derivedId;
    private volatile long heldUntilNanos;
    private volatile boolean notCarriedOut;
    private volatile boolean refused;
    private volatile boolean returned;
    private volatile boolean lossReported;
    private volatile int state = WAITING;
    private volatile Action action = Action.ACK;
    private volatile @Nullable Settlement outcome;
    private volatile @Nullable CompletableFuture<Settlement> future;

    InFlight(Incarnation incarnation, IncomingMessage message, Past past, long arrivedNanos) {
        this.incarnation = incarnation;
        this.message = message;
        this.heldUntilNanos = arrivedNanos + incarnation.reader().settings().maxLeaseNanos();
        this.past = past;
    }

    @Override
    public IncomingMessage message() {
        return message;
    }

    @Override
    public Action action() {
        return action;
    }

    @Override
    public boolean outcomeWanted() {
        return future != null;
    }

    /** The id of the message, or one made up for this delivery where the broker and the publisher give none. */
    public String id() {
        String known = message.id();
        if (known != null) {
            return known;
        }
        String made = derivedId;
        if (made == null) {
            made = DERIVED_ID + MessageIds.next();
            derivedId = made;
        }
        return made;
    }

    /** The number of this attempt, 1 for the first. */
    public int attempt() {
        return past.attempt();
    }

    /** Names topic and group that it came from, however often it was tried. */
    public String source() {
        return incarnation.reader().topic().name() + "."
                + incarnation.reader().group().name();
    }

    /** Tells whether somebody decided otherwise than by an ack. */
    public boolean isRefused() {
        return refused;
    }

    /** What happened to its message before. */
    Past past() {
        return past;
    }

    /** How many consumers are known to have ended while they handled it. */
    int crashes() {
        return past.crashes();
    }

    /** Adds what its broker knows; before it is handed on. */
    void addCrashes(int more) {
        past = past.withCrashes(past.crashes() + more);
    }

    /** Tells whether its lease is to be renewed. */
    boolean isHeld(long nowNanos) {
        return !isFinal() && nowNanos - heldUntilNanos < 0;
    }

    /** Keeps the lease for longer. False if it is lost or the delivery is settled. */
    public boolean extendLease(long nanos) {
        long until = System.nanoTime() + nanos;
        if (!isOpen()) {
            return false;
        }
        if (until - heldUntilNanos > 0) {
            incarnation.reader().refuseUnextendable(this);
            heldUntilNanos = until;
        }
        return isOpen();
    }

    /** Puts it into the order of its key; before it is handed on. */
    void enter(KeyOrder.Lane itsLane) {
        lane = itsLane;
    }

    /** Where it stands in the order of its key; null in a group without order. */
    KeyOrder.@Nullable Lane lane() {
        return lane;
    }

    /** Fails if it may not wait that long for its next attempt. */
    public void refuseDelay(Duration delay) {
        if (lane != null && delay.compareTo(RetryPolicy.MAX_DELAY_IN_ORDER) > 0) {
            throw new ConfigurationException("A message of a group that is ordered by key waits at most "
                    + RetryPolicy.MAX_DELAY_IN_ORDER + " for its next attempt, not " + delay
                    + ": the messages of its key wait with it");
        }
    }

    /** Marks that it may end its consumer; before it is handed on. */
    void suspect() {
        suspect = true;
    }

    boolean isSuspect() {
        return suspect;
    }

    Incarnation incarnation() {
        return incarnation;
    }

    /** Hands the delivery to the application. False if its lease was lost before. */
    boolean hand() {
        return !incarnation.isDead() && STATE.compareAndSet(this, WAITING, HANDED);
    }

    /** Tells whether the application holds it and has not decided yet. */
    public boolean isOpen() {
        return state == HANDED;
    }

    /** Tells whether nobody has taken or decided anything yet. */
    boolean isWaiting() {
        return state == WAITING;
    }

    boolean isFinal() {
        return state >= DONE;
    }

    /** Notes that no handler has it any more. Returns whether it was lost before it was settled. */
    boolean returned() {
        returned = true;
        return state == TAKEN;
    }

    /** Tells whether its lease was lost and a handler still runs with it. */
    boolean isLeftRunning() {
        return state == TAKEN && !returned;
    }

    /** Settles without anybody waiting for the outcome. Only the first settlement has an effect. */
    public void settle(Verdict verdict) {
        if (STATE.compareAndSet(this, HANDED, DECIDED)) {
            refused = !(verdict instanceof Verdict.Ack);
            incarnation.reader().decided(this, verdict);
        }
    }

    /** Decides in place of the application, for which the lease is lost. Only if it has not settled before. */
    void withdraw(Verdict verdict) {
        if (STATE.compareAndSet(this, HANDED, DECIDED)) {
            notCarriedOut();
            refused = true;
            incarnation.reader().decided(this, verdict);
        }
    }

    /** Whatever was decided, whoever decided it is told that the lease was lost; before it is settled. */
    void notCarriedOut() {
        notCarriedOut = true;
    }

    /** Has the settlement sent at once and the outcome reported as soon as the broker allows. */
    CompletableFuture<Settlement> hurry() {
        return outcomeFuture();
    }

    /** Settles and returns the outcome, which is that of the first settlement. */
    public CompletableFuture<Settlement> settleAndReport(Verdict verdict) {
        CompletableFuture<Settlement> result = outcomeFuture();
        settle(verdict);
        reportIfDone();
        return result;
    }

    /**
     * The lease is gone: an undecided delivery is final now, a decided one is answered by its driver. The caller tells the
     * others. Null if there is nothing to tell.
     */
    @Nullable Runnable lose() {
        lossReported = true;
        int seen = state;
        while (seen < DECIDED) {
            boolean wasHanded = seen == HANDED;
            if (STATE.compareAndSet(this, seen, wasHanded ? TAKEN : LOST)) {
                return () -> reportLoss(wasHanded);
            }
            seen = state;
        }
        return null;
    }

    /** Tells whether its driver has said that the lease is gone, whatever the application had decided. */
    boolean isLossReported() {
        return lossReported;
    }

    /** Takes it back unless the application has it. The caller tells the others. Null if there is nothing to tell. */
    @Nullable Runnable takeBack() {
        return STATE.compareAndSet(this, WAITING, LOST) ? () -> reportLoss(false) : null;
    }

    private void reportLoss(boolean wasHanded) {
        outcome = Settlement.LEASE_LOST;
        incarnation.oneLess();
        incarnation.reader().lost(this, wasHanded);
        reportIfDone();
    }

    void decideAction(Action chosen) {
        action = chosen;
    }

    @Override
    public void complete(Settlement result) {
        if (result != Settlement.SETTLED) {
            incarnation.reader().notSettled(this);
        }
        outcome = notCarriedOut ? Settlement.LEASE_LOST : result;
        state = DONE;
        reportIfDone();
    }

    private CompletableFuture<Settlement> outcomeFuture() {
        CompletableFuture<Settlement> present = future;
        if (present != null) {
            return present;
        }
        CompletableFuture<Settlement> fresh = new CompletableFuture<>();
        return FUTURE.compareAndSet(this, null, fresh) ? fresh : Objects.requireNonNull(future);
    }

    // Called by whoever comes second: the one who sets the outcome, or the one who asks for it.
    private void reportIfDone() {
        CompletableFuture<Settlement> waiting = future;
        Settlement result = outcome;
        if (waiting != null && result != null && !waiting.isDone()) {
            incarnation.reader().report(waiting, result);
        }
    }
}
