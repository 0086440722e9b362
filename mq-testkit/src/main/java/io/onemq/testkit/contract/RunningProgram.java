package io.onemq.testkit.contract;

/** A {@link PlannedConsumer} that was started. Used by one thread. */
public interface RunningProgram {

    /**
     * Tells whether it has died, by a message or by {@link #kill()}.
     *
     * @return false while it runs
     * @throws AssertionError if it ended in another way
     */
    boolean hasDied();

    /** Ends it at once, without a goodbye. */
    void kill();

    /**
     * Ends it in good order, if it has not died, and waits for that.
     *
     * @throws AssertionError if it does not end, or not in good order
     */
    void stop();
}
