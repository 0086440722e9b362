package io.onemq.testkit.contract;

/**
 * Stops and starts the broker of a harness. Nobody else uses the broker meanwhile; its URL and what it has stored stay
 * the same. Every method blocks until the broker has reached the state asked for.
 */
public interface BrokerControl {

    /** Stops the broker as its operator would. */
    void stop();

    /** Ends the broker at once, as {@code kill -9} does. */
    void kill();

    /** Starts the broker and waits until it answers. Does nothing if it runs. */
    void start();
}
