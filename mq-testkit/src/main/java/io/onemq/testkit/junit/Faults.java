package io.onemq.testkit.junit;

import io.onemq.testkit.contract.BrokerControl;

/**
 * What may happen to the broker of a test, made to happen now. A parameter of tests in classes with {@link MqTest}.
 *
 * <p>No other test uses the broker meanwhile. It keeps its URL and what it has confirmed, and a test may leave it down: it
 * runs again before the clients of the test are closed. In process, {@link #stop()} and {@link #kill()} are the same: the
 * broker severs its connections and answers nobody.
 *
 * <p>RabbitMQ forgets queues that are younger than half a second when it is killed, so {@link #kill()} gives it one second
 * before.
 *
 * <p>Thread-safe. Every method blocks until the broker has reached the state asked for, for a start at most 90 seconds, and
 * throws {@link IllegalStateException} if it does not.
 */
public interface Faults extends BrokerControl {

    /** Stops the broker and starts it again. */
    void restart();

    /**
     * Ends every connection between the broker and its clients, which may connect again at once. The broker runs on.
     */
    void cutConnections();
}
