package io.onemq.testkit.junit;

import io.onemq.MqException;

/** What is known of one message. Guarded by its ledger. */
final class LedgerEntry {
    final String id;
    boolean published;
    /** Why its publish failed; empty if it did not, or not here. */
    String refusal = "";

    int deliveries;
    int acks;
    /** Deliveries that came when it was acknowledged already. */
    int again;
    /** Whether the last delivery was acknowledged and nobody knows whether the broker has heard of it. */
    boolean unsure;

    String lastFailure = "";

    LedgerEntry(String id) {
        this.id = id;
    }

    LedgerEntry copy() {
        LedgerEntry copy = new LedgerEntry(id);
        copy.published = published;
        copy.refusal = refusal;
        copy.deliveries = deliveries;
        copy.acks = acks;
        copy.again = again;
        copy.unsure = unsure;
        copy.lastFailure = lastFailure;
        return copy;
    }

    void refused(MqException failure) {
        refusal = failure.code() + ": " + failure.getMessage();
    }

    /** It was published here, and nobody knows that the broker has it. */
    boolean isUnconfirmed() {
        return !published && !refusal.isEmpty();
    }

    boolean isExtra() {
        return !published && refusal.isEmpty();
    }

    void received() {
        deliveries++;
        unsure = false;
        if (acks > 0) {
            again++;
        }
    }

    void acked() {
        acks++;
        unsure = false;
    }

    /** The ack of a delivery may have taken effect; what has come since then decides. */
    void unsure(int delivery) {
        unsure = delivery == deliveries && acks == 0;
    }

    /** The broker has nothing left of it, if nothing has come since that delivery. */
    void confirm(int delivery) {
        if (unsure && delivery == deliveries) {
            acked();
        }
    }

    void failed(int attempt, String why) {
        lastFailure = "attempt " + attempt + ": " + why;
    }

    boolean isDuplicate() {
        return again > 0 || acks > 1;
    }
}
