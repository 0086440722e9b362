package io.onemq.testkit.junit;

import io.onemq.Group;
import io.onemq.MqClient;
import io.onemq.Topic;
import java.util.Map;

/**
 * The broker of a test: for programs that connect by themselves, and for tests with several clients or topics. A parameter
 * of tests in classes with {@link MqTest}.
 *
 * <p>Thread-safe.
 */
public final class TestBroker {
    private final TestSession session;

    TestBroker(TestSession session) {
        this.session = session;
    }

    /**
     * Returns the name of the broker.
     *
     * @return as in {@link MqTest#brokers()}, without options
     */
    public String name() {
        return session.lease().name();
    }

    /**
     * Returns where clients reach the broker.
     *
     * @return the URL; it may hold credentials
     */
    public String url() {
        return session.lease().url();
    }

    /**
     * Connects another client, with the requirements and options of {@link MqTest}. Blocks as {@link MqClient.Builder#connect}
     * does.
     *
     * @return a client that is closed after the test at the latest
     */
    public MqClient connect() {
        return connect(Map.of());
    }

    /**
     * Connects another client with more options.
     *
     * @param options by key; they win over those of {@link MqTest}
     * @return a client that is closed after the test at the latest
     */
    public MqClient connect(Map<String, String> options) {
        return session.connect(options);
    }

    /**
     * Names another topic that nobody else has. It is deleted after the test, with these groups, their retries and dead
     * letters.
     *
     * @param prefix what its name starts with, such as {@code audit}, at most 64 characters
     * @param groups its groups
     * @return the topic, not declared yet
     */
    public Topic topic(String prefix, Group... groups) {
        return session.newTopic(TestNames.unique(prefix), groups);
    }

    /**
     * Makes a ledger for another topic or another group than those of the test.
     *
     * @param mq the client that is asked what the broker has of the group
     * @param topic the topic
     * @param group the group
     * @return a ledger that knows nothing yet
     */
    public Ledger ledger(MqClient mq, Topic topic, Group group) {
        return new Ledger(mq, topic, group);
    }

    @Override
    public String toString() {
        return name();
    }
}
