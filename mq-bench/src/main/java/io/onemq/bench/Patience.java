package io.onemq.bench;

/** Ends a loop of polls that bring nothing. */
final class Patience {
    private static final long LIMIT_NANOS = 30_000_000_000L;

    private final Tally tally;
    private long progressNanos = System.nanoTime();

    Patience(Tally tally) {
        this.tally = tally;
    }

    void progress(int messages) {
        long now = System.nanoTime();
        if (messages > 0) {
            progressNanos = now;
        } else if (now - progressNanos > LIMIT_NANOS) {
            throw new InvalidRoundException("Nothing arrives any more: " + tally);
        }
    }
}
