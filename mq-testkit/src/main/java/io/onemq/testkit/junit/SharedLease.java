package io.onemq.testkit.junit;

import io.onemq.Topic;
import io.onemq.testkit.runtime.BrokerRuntime;
import java.util.Collection;
import org.junit.jupiter.api.extension.ParameterResolutionException;

/** A real broker that other tests use at the same time. */
final class SharedLease implements BrokerLease {
    private final BrokerChoice choice;
    private final BrokerRuntime runtime;
    private final Janitor janitor;

    SharedLease(BrokerChoice choice, BrokerRuntime runtime, Janitor janitor) {
        this.choice = choice;
        this.runtime = runtime;
        this.janitor = janitor;
    }

    static ParameterResolutionException noClock(BrokerChoice choice) {
        return new ParameterResolutionException("The clock of " + choice.name()
                + " cannot be moved. Put tests that ask for a TestClock into a class with @MqTest(brokers ="
                + " \"memory\")");
    }

    @Override
    public String name() {
        return choice.name();
    }

    @Override
    public String url() {
        return choice.url(runtime.url());
    }

    /** Reached only if the parameter is hidden from {@link AskedFor}, as one that another extension invokes. */
    @Override
    public Faults faults() {
        throw new ParameterResolutionException("Faults are for the tests and lifecycle methods of the class itself");
    }

    @Override
    public TestClock clock() {
        throw noClock(choice);
    }

    @Override
    public void heal() {
        // Nobody can do it harm.
    }

    @Override
    public void delete(Collection<Topic> topics) {
        janitor.delete(topics);
    }

    @Override
    public void close() {
        // It goes on for others.
    }
}
