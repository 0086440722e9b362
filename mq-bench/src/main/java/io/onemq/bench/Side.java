package io.onemq.bench;

import io.onemq.Topic;

/** One way to use a broker: through OneMQ or through the broker's own client. Used by one thread. */
interface Side extends AutoCloseable {

    /** Client and version. */
    String client();

    /** The settings of publisher and consumer that matter for speed. */
    String settings();

    /** Publishes numbered messages; measures from the first send until the last confirmation. */
    Sample publish(Topic topic, int messages) throws Exception;

    /** Consumes what waits; measures from the first message until the last ack is settled. */
    Sample consume(Topic topic, int messages) throws Exception;

    /** Reads how many messages the group has not settled. */
    long backlog(Topic topic) throws Exception;

    @Override
    void close() throws Exception;
}
