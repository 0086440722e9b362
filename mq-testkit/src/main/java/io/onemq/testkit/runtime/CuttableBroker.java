package io.onemq.testkit.runtime;

/**
 * A broker that its clients reach through a relay in this JVM, which can end their connections. Made by
 * {@link Brokers#createCuttable}.
 */
public interface CuttableBroker extends BrokerRuntime {

    /**
     * Ends every connection to the broker at once, with a reset. Clients may connect again at once; the broker runs on.
     */
    void cutConnections();
}
