package io.onemq.testkit.contract;

import io.onemq.testkit.runtime.BrokerRuntime;
import io.onemq.testkit.runtime.Brokers;
import java.util.Locale;
import java.util.Optional;

/**
 * A harness for a broker that {@link Brokers} starts. What is left for an adapter is its mode and its limits. The broker
 * starts when the first case asks for its URL, and is shared by all suites of the run.
 */
public abstract class RuntimeHarness implements AdapterHarness {
    private final String broker;

    /**
     * Creates a harness.
     *
     * @param broker the name of the broker, see {@link Brokers#names()}
     */
    protected RuntimeHarness(String broker) {
        this.broker = broker;
    }

    /**
     * Returns the broker.
     *
     * @return the running broker
     */
    protected final BrokerRuntime broker() {
        return Brokers.shared(broker);
    }

    @Override
    public final String adapter() {
        return broker;
    }

    @Override
    public final String runtime() {
        return broker().kind().name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String url() {
        return broker().url();
    }

    @Override
    public Optional<BrokerControl> control() {
        if (broker().kind() == BrokerRuntime.Kind.URL) {
            return Optional.empty();
        }
        return Optional.of(new RuntimeControl(broker()));
    }

    private record RuntimeControl(BrokerRuntime runtime) implements BrokerControl {
        @Override
        public void stop() {
            runtime.stop();
        }

        @Override
        public void kill() {
            runtime.kill();
        }

        @Override
        public void start() {
            runtime.start();
        }
    }
}
