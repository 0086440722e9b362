package io.onemq.testkit.runtime;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Ends whatever still runs when the JVM ends. */
final class Cleanup {

    private static final Set<BrokerRuntime> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(Cleanup::closeAll, "mq-test-cleanup"));
    }

    private Cleanup() {}

    static void register(BrokerRuntime runtime) {
        RUNNING.add(runtime);
    }

    static void unregister(BrokerRuntime runtime) {
        RUNNING.remove(runtime);
    }

    /** What this JVM has created and not closed. */
    static Set<BrokerRuntime> running() {
        return Set.copyOf(RUNNING);
    }

    private static void closeAll() {
        RUNNING.parallelStream().forEach(BrokerRuntime::close);
    }
}
