package io.onemq.spi;

import java.time.Clock;

/**
 * A broker that lives in the process of its clients, for tests to control. A driver of such a broker offers it through
 * {@link DriverConnection#unwrap}, so that tests reach it without knowing the driver:
 * {@code mq.unwrap(EmbeddedBroker.class)}.
 *
 * <p>Thread-safe. The methods return when their effect is complete; clients hear of it on their own threads.
 */
public interface EmbeddedBroker {

    /**
     * Replaces the clock with which clients of this broker stamp messages and tell whether a delayed one is due.
     *
     * @param clock the clock, thread-safe; the system clock until then
     */
    void useClock(Clock clock);

    /**
     * Kills the broker; it is down until {@link #start()}. Every connection is severed, and clients that try to connect
     * get a retryable failure. Confirmed messages are kept. Idempotent.
     */
    void crash();

    /** Brings a crashed broker up again. Does nothing if it is running. */
    void start();

    /** Crashes the broker and starts it again at once. */
    void restart();

    /**
     * Severs every connection, as a network does that fails for a moment: what was on its way is lost, or kept without its
     * publisher knowing. The broker runs, and clients may come back at once.
     */
    void cutConnections();

    /** Makes the broker what it was before its first use, with the system clock and without its clients. */
    void reset();
}
