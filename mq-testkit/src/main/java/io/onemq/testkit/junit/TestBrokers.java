package io.onemq.testkit.junit;

import io.onemq.testkit.runtime.BrokerRuntime;
import io.onemq.testkit.runtime.Brokers;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** The brokers of a test run. Thread-safe. */
final class TestBrokers implements AutoCloseable {
    private static final Namespace NAMESPACE = Namespace.create(TestBrokers.class);

    private final Map<String, Janitor> shared = new ConcurrentHashMap<>();
    private final OwnBrokers own = new OwnBrokers();

    static TestBrokers of(ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(TestBrokers.class, type -> new TestBrokers(), TestBrokers.class);
    }

    /** Starts a broker in the background if it does not run. */
    void prepare(BrokerChoice choice, boolean faults) {
        if (choice.isEmbedded()) {
            return;
        }
        if (faults) {
            own.prepare(choice.name());
        } else {
            // Whoever needs it gets the failure.
            var unused = Brokers.sharedAsync(choice.name());
        }
    }

    /** Returns a broker that runs, and waits until it does. */
    BrokerLease lease(BrokerChoice choice, boolean faults) {
        if (choice.isEmbedded()) {
            return new EmbeddedLease(choice);
        }
        if (faults) {
            return own.take(choice);
        }
        BrokerRuntime runtime = Brokers.shared(choice.name());
        return new SharedLease(
                choice, runtime, shared.computeIfAbsent(choice.name(), name -> new Janitor(runtime.url())));
    }

    @Override
    public void close() {
        shared.values().forEach(Janitor::close);
        own.close();
    }
}
