package io.onemq.internal.consume;

import io.onemq.spi.SettleRequest;
import org.jspecify.annotations.Nullable;

/** Carries out what was decided on a delivery: settles it, or sends it the way of those that failed. */
final class Decisions {
    private final FailurePath failures;
    private final boolean broadcast;
    private final @Nullable Isolation isolation;

    Decisions(FailurePath failures, boolean broadcast, @Nullable Isolation isolation) {
        this.failures = failures;
        this.broadcast = broadcast;
        this.isolation = isolation;
    }

    void carryOut(InFlight delivery, Verdict verdict) {
        KeyOrder.Lane lane = delivery.lane();
        if (lane != null) {
            lane.order().decided(delivery, verdict);
        } else if (verdict instanceof Verdict.Ack) {
            delivery.incarnation().settle(delivery);
        } else if (broadcast) {
            failures.giveUp(delivery, verdict);
        } else if (verdict instanceof Verdict.Release) {
            release(delivery);
        } else {
            fail(delivery, verdict);
        }
    }

    private void release(InFlight delivery) {
        if (isolation != null && delivery.incarnation().isIsolated()) {
            // Some brokers count what is handed back like what was lost; a copy starts anew.
            failures.move(delivery, new Verdict.Move(isolation.topic()));
        } else {
            delivery.decideAction(SettleRequest.Action.RELEASE);
            delivery.incarnation().settle(delivery);
        }
    }

    private void fail(InFlight delivery, Verdict verdict) {
        if (verdict instanceof Verdict.Move move) {
            failures.move(delivery, move);
        } else if (verdict instanceof Verdict.Redrive redrive) {
            failures.redrive(delivery, redrive);
        } else if (verdict instanceof Verdict.Nack nack) {
            failures.nacked(delivery, nack);
        } else if (verdict instanceof Verdict.Reject reject) {
            failures.deadLetter(delivery, reject);
        }
    }
}
