package io.onemq;

import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * Sets up a broadcast consumer: an ephemeral group of one. It sees every message that is published to its topic while it is
 * attached, and no other, whatever the groups of the topic do with it. What it does changes nothing for them, and nothing is
 * left of it at the broker.
 *
 * <p>A message comes at most once. If the handler throws, or settles the delivery in another way than by
 * {@link Delivery#ack}, the message is given up for this consumer and an event of type {@link MqEvent.Type#DISCARDED} says
 * so: there is no retry and no dead letter. After a lost connection the consumer attaches again by itself; if it may have
 * missed something, an event of type {@link MqEvent.Type#GAP} says so.
 *
 * <p>While it is attached it counts as a receiver of what is published: a publish to its topic does not fail with
 * {@link ErrorCode#UNROUTABLE}.
 *
 * <p>Made by {@link MqClient#broadcast}. Not thread-safe.
 *
 * @param <T> the type of the payload
 */
public final class BroadcastBuilder<T> {
    private final ConsumerBuilder<T> builder;

    BroadcastBuilder(ConsumerBuilder<T> builder) {
        this.builder = builder;
    }

    /**
     * Sets how many handlers run at a time. Default 1 ({@code consume.concurrency}), which keeps the order of a topic without
     * partitions.
     *
     * @param concurrency 1 to 10000
     * @return this builder
     */
    public BroadcastBuilder<T> concurrency(int concurrency) {
        builder.concurrency(concurrency);
        return this;
    }

    /**
     * Sets how many messages the consumer holds that its handler has not finished. Default 128
     * ({@code consume.max-in-flight}). The others wait at the broker.
     *
     * @param maxInFlight 1 to 100000
     * @return this builder
     */
    public BroadcastBuilder<T> maxInFlight(int maxInFlight) {
        builder.maxInFlight(maxInFlight);
        return this;
    }

    /**
     * Sets how long one call of the handler may take, as {@link ConsumerBuilder#handlerTimeout} does. A message whose handler
     * takes longer is given up.
     *
     * @param timeout 1 millisecond to 7 days
     * @return this builder
     */
    public BroadcastBuilder<T> handlerTimeout(Duration timeout) {
        builder.handlerTimeout(timeout);
        return this;
    }

    /**
     * Sets the executor on which handlers run, as {@link ConsumerBuilder#executor} does.
     *
     * @param executor the executor; it may hand a task to any thread, but not run it on the calling one
     * @return this builder
     */
    public BroadcastBuilder<T> executor(Executor executor) {
        builder.executor(executor);
        return this;
    }

    /**
     * Starts consuming. Declares the topic and the groups it names as {@code topology} says, and blocks until the consumer is
     * attached, at most {@code connect.timeout}: it sees whatever is confirmed after this method has returned.
     *
     * @param handler handles the deliveries
     * @return the running consumer; closing it drops what it has not handled
     * @throws ConfigurationException if a setting is out of range
     * @throws UnsupportedCapabilityException if the broker lacks {@link Capability#BROADCAST}
     * @throws MqException with code CONFLICT or NOT_FOUND if the topology differs, CONNECTION if the broker cannot be
     *     reached
     */
    public Consumer start(MessageHandler<T> handler) {
        return builder.start(handler);
    }
}
