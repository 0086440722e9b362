package io.onemq;

import io.onemq.internal.Engine;
import io.onemq.internal.consume.BatchReader;
import io.onemq.internal.consume.PullReader;
import io.onemq.internal.consume.PushReader;
import io.onemq.internal.consume.ReaderSettings;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Sets up a {@link Consumer}. Made by {@link MqClient#consumer}. Not thread-safe.
 *
 * @param <T> the type of the payload
 */
public final class ConsumerBuilder<T> {
    private final Engine engine;
    private final ReaderOptions options;
    private final Codec<T> codec;
    private int concurrency;
    private boolean manualAck;
    private @Nullable Executor executor;
    private @Nullable Duration handlerTimeout;

    ConsumerBuilder(Engine engine, ReaderOptions options, int concurrency, Codec<T> codec) {
        this.engine = engine;
        this.options = options;
        this.concurrency = concurrency;
        this.codec = codec;
    }

    /**
     * Sets how many handlers run at a time. Default 1 ({@code consume.concurrency}). Raise it when handlers wait for
     * other systems.
     *
     * @param concurrency 1 to 10000
     * @return this builder
     */
    public ConsumerBuilder<T> concurrency(int concurrency) {
        this.concurrency = concurrency;
        return this;
    }

    /**
     * Sets how many deliveries the consumer holds unsettled. Default 128 ({@code consume.max-in-flight}). Raise it for
     * throughput with fast handlers; lower it so that slow work spreads over more members. The group's retries that wait
     * for their time are bounded by the same number apart.
     *
     * @param maxInFlight 1 to 100000
     * @return this builder
     */
    public ConsumerBuilder<T> maxInFlight(int maxInFlight) {
        options.maxInFlight = maxInFlight;
        return this;
    }

    /**
     * Sets how failed messages are tried again. Default {@link RetryPolicy#defaults()}.
     *
     * @param policy the policy
     * @return this builder
     */
    public ConsumerBuilder<T> retry(RetryPolicy policy) {
        options.retry = Objects.requireNonNull(policy, "policy");
        return this;
    }

    /**
     * Sets where failed messages end. Default {@link DeadLetterPolicy#toDefaultTopic()}.
     *
     * @param policy the policy
     * @return this builder
     */
    public ConsumerBuilder<T> deadLetter(DeadLetterPolicy policy) {
        options.deadLetters = Objects.requireNonNull(policy, "policy");
        return this;
    }

    /**
     * Sets for how long a delivery belongs to this consumer without a sign of life. Default 30 s ({@code consume.lease}).
     * It is renewed at a third while the delivery is unsettled. A shorter one brings the deliveries of a crashed process
     * back sooner on brokers that go by time (Redis, Kafka share groups).
     *
     * @param lease at least 1 second
     * @return this builder
     */
    public ConsumerBuilder<T> lease(Duration lease) {
        options.lease = Objects.requireNonNull(lease, "lease");
        return this;
    }

    /**
     * Leaves settling to the handler: a normal return is no ack any more. A handler that throws is still a nack.
     *
     * @return this builder
     */
    public ConsumerBuilder<T> manualAck() {
        this.manualAck = true;
        return this;
    }

    /**
     * Sets how long one call of the handler may take. Default: as long as it likes, while its lease is renewed. When the
     * time is over, the attempt fails with a {@link java.util.concurrent.TimeoutException} and the handler's thread is
     * interrupted. A handler that ignores the interrupt keeps its thread, one of {@code concurrency}, until it returns;
     * meanwhile the message may come again.
     *
     * @param timeout 1 millisecond to 7 days
     * @return this builder
     */
    public ConsumerBuilder<T> handlerTimeout(Duration timeout) {
        this.handlerTimeout = Objects.requireNonNull(timeout, "timeout");
        return this;
    }

    /**
     * Sets the executor on which handlers run. Default: threads of the client. The caller keeps it running until the
     * consumer is closed.
     *
     * @param executor the executor; it may hand a task to any thread, but not run it on the calling one
     * @return this builder
     */
    public ConsumerBuilder<T> executor(Executor executor) {
        this.executor = Objects.requireNonNull(executor, "executor");
        return this;
    }

    /**
     * Starts consuming. Declares topic, group, retry topic and dead-letter topic as {@code topology} says, and blocks
     * until the consumer is connected, at most {@code connect.timeout}.
     *
     * @param handler handles the deliveries
     * @return the running consumer
     * @throws ConfigurationException if a setting is out of range, or {@link #manualAck()} meets {@link Idempotency}
     * @throws UnsupportedCapabilityException if topic or group ask for something that the broker lacks
     * @throws MqException with code CONFLICT or NOT_FOUND if the topology differs, CONNECTION if the broker cannot be
     *     reached
     */
    public Consumer start(MessageHandler<T> handler) {
        Objects.requireNonNull(handler, "handler");
        checkConcurrency();
        if (manualAck && Idempotency.isUsedBy(handler)) {
            throw new ConfigurationException(
                    "A handler with Idempotency acknowledges by its return; manualAck would not tell when it is done");
        }
        Duration limit = handlerTimeout;
        if (limit != null
                && (limit.compareTo(Duration.ofMillis(1)) < 0 || limit.compareTo(RetryPolicy.MAX_DELAY) > 0)) {
            throw new ConfigurationException("handlerTimeout must be 1 millisecond to 7 days, not " + limit);
        }
        engine.refuseClosed();
        ReaderSettings settings = options.settings();
        HandlerRunner<T> runner = new HandlerRunner<>(
                handler, codec, manualAck, limit == null ? null : new HandlerTimeout(engine, limit));
        PushReader reader =
                new PushReader(engine, options.declareTopics(), settings, executor(), concurrency, runner::run);
        reader.open();
        return engine.remember(new Consumer(engine, reader));
    }

    /**
     * Starts consuming in batches, otherwise as {@link #start}. It occupies {@code concurrency} threads of the executor,
     * also while no messages come: an executor with fewer threads runs fewer handlers.
     *
     * @param most how many messages a batch has at most, 2 to maxInFlight
     * @param wait how long to wait for more after the first, 0 to 1 hour; counts towards the lease of what waits
     * @param handler handles the batches
     * @return the running consumer
     * @throws ConfigurationException if a setting is out of range, or there is a {@link #handlerTimeout}
     * @throws MqException as {@link #start} does
     */
    public Consumer startBatch(int most, Duration wait, BatchHandler<T> handler) {
        Objects.requireNonNull(handler, "handler");
        checkConcurrency();
        if (most < 2 || most > options.maxInFlight) {
            throw new ConfigurationException(
                    "A batch has 2 to maxInFlight (" + options.maxInFlight + ") messages at most, not " + most);
        }
        if (wait.isNegative() || wait.compareTo(Duration.ofHours(1)) > 0) {
            throw new ConfigurationException("A batch waits 0 to 1 hour for more messages, not " + wait);
        }
        if (handlerTimeout != null) {
            throw new ConfigurationException("A handlerTimeout is for handlers of single messages");
        }
        engine.refuseClosed();
        ReaderSettings settings = options.settings();
        BatchRunner<T> runner = new BatchRunner<>(handler, codec, manualAck);
        PullReader source = new PullReader(engine, options.declareTopics(), settings);
        BatchReader reader = new BatchReader(engine, source, executor(), most, wait, runner::run);
        reader.open(concurrency);
        return engine.remember(new Consumer(engine, reader));
    }

    private void checkConcurrency() {
        if (concurrency < 1 || concurrency > 10_000) {
            throw new ConfigurationException("concurrency must be 1 to 10000, not " + concurrency);
        }
    }

    private Executor executor() {
        return executor == null ? engine.workers() : executor;
    }
}
