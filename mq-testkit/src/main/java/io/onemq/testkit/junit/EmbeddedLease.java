package io.onemq.testkit.junit;

import io.onemq.MqClient;
import io.onemq.Topic;
import io.onemq.spi.EmbeddedBroker;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ParameterResolutionException;

/** An in-process broker of the test's own. */
final class EmbeddedLease implements BrokerLease {
    private final String url;
    private final EmbeddedBroker broker;
    private @Nullable TestClock clock;

    EmbeddedLease(BrokerChoice choice) {
        this.url = choice.url("memory:" + TestNames.unique("mqtest"));
        try (MqClient client = MqClient.builder(url).connect()) {
            this.broker = client.unwrap(EmbeddedBroker.class)
                    .orElseThrow(
                            () -> new ParameterResolutionException("The driver for memory: is not io.onemq:mq-memory,"
                                    + " and offers no EmbeddedBroker to the tests"));
        }
    }

    @Override
    public String name() {
        return BrokerChoice.MEMORY;
    }

    @Override
    public String url() {
        return url;
    }

    @Override
    public Faults faults() {
        return new EmbeddedFaults(broker);
    }

    @Override
    public synchronized TestClock clock() {
        TestClock present = clock;
        if (present == null) {
            present = new TestClock();
            broker.useClock(present);
            clock = present;
        }
        return present;
    }

    @Override
    public void heal() {
        broker.start();
    }

    @Override
    public void delete(Collection<Topic> topics) {
        // They go with the broker.
    }

    @Override
    public void close() {
        broker.reset();
    }

    private record EmbeddedFaults(EmbeddedBroker broker) implements Faults {
        @Override
        public void stop() {
            broker.crash();
        }

        @Override
        public void kill() {
            broker.crash();
        }

        @Override
        public void start() {
            broker.start();
        }

        @Override
        public void restart() {
            broker.restart();
        }

        @Override
        public void cutConnections() {
            broker.cutConnections();
        }
    }
}
