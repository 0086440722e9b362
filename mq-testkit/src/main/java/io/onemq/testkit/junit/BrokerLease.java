package io.onemq.testkit.junit;

import io.onemq.Topic;
import java.util.Collection;

/** A broker for as long as a test uses it. */
interface BrokerLease extends AutoCloseable {

    /** The name in {@link MqTest#brokers()}. */
    String name();

    /** Where clients reach it. */
    String url();

    /** The faults of the broker, which no other test uses; refused where it cannot be stopped. */
    Faults faults();

    /** The clock of the broker; refused where it has none to move. */
    TestClock clock();

    /** Makes the broker answer again, whatever the test has done to it. */
    void heal();

    /** Deletes topics with their groups, retries and dead letters. Topics that do not exist are none of its business. */
    void delete(Collection<Topic> topics);

    /** Gives the broker back. */
    @Override
    void close();
}
