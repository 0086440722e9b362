package io.onemq;

import io.onemq.internal.Engine;
import io.onemq.internal.Topology;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;

/**
 * Sets up a {@link Responder}: a consumer of requests whose handler returns the reply. The members of its group share the
 * requests; retries, dead letters and order are those of any consumer.
 *
 * <p>The reply goes to the topic that the request names, with its correlation id, or its id if it has none. That topic must exist: nothing that a
 * message asks for is created. If the request names none, or one that does not exist or that nobody would receive, the
 * reply is dropped, an event of type {@link MqEvent.Type#NOTICE} says so, and the request is done.
 *
 * <p>Made by {@link MqClient#responder}. Not thread-safe.
 *
 * @param <Q> the type of the request's payload
 * @param <R> the type of the reply's payload
 */
public final class ResponderBuilder<Q, R> {
    private final Engine engine;
    private final Topology topology;
    private final Topic topic;
    private final ConsumerBuilder<Q> builder;
    private final ReplyPublishers<R> publishers;

    ResponderBuilder(
            Engine engine, Topology topology, Topic topic, ConsumerBuilder<Q> builder, ReplyPublishers<R> publishers) {
        this.engine = engine;
        this.topology = topology;
        this.topic = topic;
        this.builder = builder.manualAck();
        this.publishers = publishers;
    }

    /**
     * Sets how many handlers run at a time, as {@link ConsumerBuilder#concurrency} does. A handler that has returned its reply
     * does not count while that is published.
     *
     * @param concurrency 1 to 10000
     * @return this builder
     */
    public ResponderBuilder<Q, R> concurrency(int concurrency) {
        builder.concurrency(concurrency);
        return this;
    }

    /**
     * Sets how many requests are held unsettled, as {@link ConsumerBuilder#maxInFlight} does.
     *
     * @param maxInFlight 1 to 100000
     * @return this builder
     */
    public ResponderBuilder<Q, R> maxInFlight(int maxInFlight) {
        builder.maxInFlight(maxInFlight);
        return this;
    }

    /**
     * Sets how failed requests are tried again, as {@link ConsumerBuilder#retry} does. Requesters wait meanwhile.
     *
     * @param policy the policy
     * @return this builder
     */
    public ResponderBuilder<Q, R> retry(RetryPolicy policy) {
        builder.retry(policy);
        return this;
    }

    /**
     * Sets where failed requests end, as {@link ConsumerBuilder#deadLetter} does.
     *
     * @param policy the policy
     * @return this builder
     */
    public ResponderBuilder<Q, R> deadLetter(DeadLetterPolicy policy) {
        builder.deadLetter(policy);
        return this;
    }

    /**
     * Sets for how long a request belongs to this member without a sign of life, as {@link ConsumerBuilder#lease} does.
     *
     * @param lease at least 1 second
     * @return this builder
     */
    public ResponderBuilder<Q, R> lease(Duration lease) {
        builder.lease(lease);
        return this;
    }

    /**
     * Sets how long one call of the handler may take, as {@link ConsumerBuilder#handlerTimeout} does.
     *
     * @param timeout 1 millisecond to 7 days
     * @return this builder
     */
    public ResponderBuilder<Q, R> handlerTimeout(Duration timeout) {
        builder.handlerTimeout(timeout);
        return this;
    }

    /**
     * Sets the executor on which handlers run, as {@link ConsumerBuilder#executor} does.
     *
     * @param executor the executor; it may hand a task to any thread, but not run it on the calling one
     * @return this builder
     */
    public ResponderBuilder<Q, R> executor(Executor executor) {
        builder.executor(executor);
        return this;
    }

    /**
     * Starts answering, as {@link ConsumerBuilder#start} starts consuming.
     *
     * @param handler handles the requests
     * @return the running responder, closed with the client at the latest
     * @throws UnsupportedCapabilityException if the broker lacks {@link Capability#REQUEST_REPLY}, or topic or group ask for
     *     something that it lacks
     * @throws MqException as {@link ConsumerBuilder#start} does
     */
    public Responder start(RequestHandler<Q, R> handler) {
        Objects.requireNonNull(handler, "handler");
        topology.need(Capability.REQUEST_REPLY, "A responder to topic " + topic.name() + " is asked for");
        Consumer consumer = builder.start(new RequestRunner<>(engine, handler, publishers));
        return engine.remember(new Responder(engine, consumer, publishers));
    }
}
