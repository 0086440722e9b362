package io.onemq.bench;

import java.util.BitSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Notes which messages were consumed. Told by one thread at a time. */
final class Tally {
    private static final long TIMEOUT_SECONDS = 120;

    private final int expected;
    private final Meter meter = new Meter();
    private final BitSet numbers;
    private final CountDownLatch complete = new CountDownLatch(1);
    private int consumed;

    Tally(int expected) {
        this.expected = expected;
        this.numbers = new BitSet(expected);
    }

    /** Notes a message; the first one starts the meter. */
    void consumed(byte[] payload) {
        if (consumed == 0) {
            meter.begin();
        }
        consumed++;
        numbers.set(Payloads.numberOf(payload));
        if (consumed == expected) {
            meter.handedOver();
            complete.countDown();
        }
    }

    boolean isComplete() {
        return complete.getCount() == 0;
    }

    void await() throws InterruptedException {
        if (!complete.await(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
            throw new InvalidRoundException("After " + TIMEOUT_SECONDS + " s " + this);
        }
    }

    /** The last ack is settled. */
    Sample end() {
        Sample sample = meter.end(expected);
        if (consumed != expected || numbers.cardinality() != expected) {
            throw new InvalidRoundException("At the end " + this);
        }
        return sample;
    }

    @Override
    public String toString() {
        return consumed + " messages were consumed, " + numbers.cardinality() + " different ones, of " + expected;
    }
}
