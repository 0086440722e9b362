package io.onemq;

import io.onemq.internal.Engine;
import io.onemq.internal.Topology;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Sets up a {@link Requester}. Made by {@link MqClient#requester}. Not thread-safe.
 *
 * @param <Q> the type of the request's payload
 * @param <R> the type of the reply's payload
 */
public final class RequesterBuilder<Q, R> {
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);
    private static final int DEFAULT_PENDING = 10_000;
    private static final int MAX_PENDING = 1_000_000;

    private final MqClient client;
    private final Engine engine;
    private final Topology topology;
    private final Topic topic;
    private final Codec<Q> requests;
    private final Codec<R> replies;
    private Duration timeout = DEFAULT_TIMEOUT;
    private int maxPending = DEFAULT_PENDING;
    private @Nullable Topic replyTo;

    RequesterBuilder(
            MqClient client, Engine engine, Topology topology, Topic topic, Codec<Q> requests, Codec<R> replies) {
        this.client = client;
        this.engine = engine;
        this.topology = topology;
        this.topic = topic;
        this.requests = requests;
        this.replies = replies;
    }

    /**
     * Sets how long a request waits for its reply unless the call says otherwise. Default 30 s. It should be longer than the
     * responder's retries take, if those are to count.
     *
     * @param timeout 1 millisecond to 7 days
     * @return this builder
     */
    public RequesterBuilder<Q, R> timeout(Duration timeout) {
        this.timeout = Objects.requireNonNull(timeout, "timeout");
        return this;
    }

    /**
     * Sets how many requests may wait for their replies; one more fails with BUFFER_FULL. Default 10,000. It bounds the
     * memory of a requester whose responders have stopped.
     *
     * @param maxPending 1 to 1,000,000
     * @return this builder
     */
    public RequesterBuilder<Q, R> maxPending(int maxPending) {
        this.maxPending = maxPending;
        return this;
    }

    /**
     * Sets the topic of the replies. Default {@code <topic>.replies}, for all requesters of the topic, where brokers that
     * keep messages drop them after five minutes. Each requester reads all replies of its topic and drops those of others, so
     * many busy requesters do better with a topic each.
     *
     * @param replies the topic
     * @return this builder
     */
    public RequesterBuilder<Q, R> replyTo(Topic replies) {
        this.replyTo = Objects.requireNonNull(replies, "replies");
        return this;
    }

    /**
     * Starts the requester. Declares both topics as {@code topology} says, and blocks until it is attached to that of the
     * replies, at most {@code connect.timeout}.
     *
     * @return the requester, closed with the client at the latest
     * @throws ConfigurationException if a setting is out of range
     * @throws UnsupportedCapabilityException if the broker lacks {@link Capability#REQUEST_REPLY}
     * @throws MqException with code CONFLICT or NOT_FOUND if the topology differs, CONNECTION if the broker cannot be
     *     reached, INVALID_NAME if the default topic of the replies would have too long a name
     */
    public Requester<Q, R> start() {
        checkTimeout(timeout);
        if (maxPending < 1 || maxPending > MAX_PENDING) {
            throw new ConfigurationException("maxPending must be 1 to " + MAX_PENDING + ", not " + maxPending);
        }
        topology.need(Capability.REQUEST_REPLY, "A requester of topic " + topic.name() + " is asked for");
        Topic target = replyTo == null ? ReplyTopics.of(topic, topology) : replyTo;
        PendingRequests<R> pending = new PendingRequests<>(engine, topic.name(), replies, maxPending);
        Consumer attached = client.broadcast(target, Codec.bytes()).start(pending::accept);
        try {
            Publisher<Q> publisher = client.publisher(topic, requests);
            return engine.remember(new Requester<>(engine, publisher, target.name(), pending, attached, timeout));
        } catch (RuntimeException e) {
            attached.close();
            throw e;
        }
    }

    static void checkTimeout(Duration timeout) {
        if (timeout.compareTo(Duration.ofMillis(1)) < 0 || timeout.compareTo(RetryPolicy.MAX_DELAY) > 0) {
            throw new ConfigurationException("A request waits 1 millisecond to 7 days for its reply, not " + timeout);
        }
    }
}
