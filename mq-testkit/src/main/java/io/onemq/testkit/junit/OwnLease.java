package io.onemq.testkit.junit;

import io.onemq.Topic;
import io.onemq.testkit.junit.OwnBrokers.OwnBroker;
import io.onemq.testkit.runtime.CuttableBroker;
import java.time.Duration;
import java.util.Collection;

/** A real broker that no other test uses meanwhile. */
final class OwnLease implements BrokerLease {
    private final BrokerChoice choice;
    private final OwnBrokers brokers;
    private final OwnBroker broker;

    OwnLease(BrokerChoice choice, OwnBrokers brokers, OwnBroker broker) {
        this.choice = choice;
        this.brokers = brokers;
        this.broker = broker;
    }

    @Override
    public String name() {
        return choice.name();
    }

    @Override
    public String url() {
        return choice.url(broker.runtime().url());
    }

    @Override
    public Faults faults() {
        return new RuntimeFaults(broker.runtime());
    }

    @Override
    public TestClock clock() {
        throw SharedLease.noClock(choice);
    }

    @Override
    public void heal() {
        broker.runtime().start();
    }

    @Override
    public void delete(Collection<Topic> topics) {
        broker.janitor().delete(topics);
    }

    @Override
    public void close() {
        brokers.giveBack(broker);
    }

    private record RuntimeFaults(CuttableBroker runtime) implements Faults {
        /** RabbitMQ forgets for good a queue that is younger than half a second when the node is killed. */
        private static final Duration YOUNG = Duration.ofSeconds(1);

        @Override
        public void stop() {
            runtime.stop();
        }

        @Override
        public void kill() {
            if (runtime.broker().equals("rabbitmq")) {
                growOld();
            }
            runtime.kill();
        }

        private static void growOld() {
            try {
                Thread.sleep(YOUNG.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted before the broker was killed", e);
            }
        }

        @Override
        public void start() {
            runtime.start();
        }

        @Override
        public void restart() {
            runtime.restart();
        }

        @Override
        public void cutConnections() {
            runtime.cutConnections();
        }
    }
}
