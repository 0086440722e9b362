package io.onemq;

import io.onemq.internal.Engine;
import io.onemq.internal.MessageIds;
import io.onemq.internal.Topology;
import io.onemq.internal.publish.MessagePublish;
import io.onemq.internal.publish.PublishChannel;
import io.onemq.spi.TopicSpec;
import io.onemq.spi.WireNames;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * Publishes messages to one topic. A publish completes when the broker has taken responsibility for the message, as the
 * topic's durability says; a message that no group would receive fails on brokers that would drop it.
 *
 * <p>Thread-safe; share one instance. The order of one thread's calls is the order in the topic. Messages that
 * accumulate are sent as a batch, without any setting. After a lost connection everything unconfirmed is sent again
 * under the same message ids until {@code publish.delivery-timeout}; a failure then says {@link Outcome#UNKNOWN}. In a
 * topic with {@link Topic#withDeduplication} neither that nor the application's own repetition stores a message twice.
 * Messages with a delay keep no order among each other.
 * After {@link #close()} every call fails with CLOSED.
 *
 * @param <T> the type of the payload
 */
public final class Publisher<T> implements AutoCloseable {
    private final Engine engine;
    private final Topology topology;
    private final TopicSpec topic;
    private final Codec<T> codec;
    private final PublishChannel channel;
    private final Duration drainTimeout;

    Publisher(Engine engine, Topology topology, TopicSpec topic, Codec<T> codec, Duration drainTimeout) {
        this.engine = engine;
        this.topology = topology;
        this.topic = topic;
        this.codec = codec;
        this.channel = engine.publishChannel(topic.name());
        this.drainTimeout = drainTimeout;
    }

    /**
     * Publishes a message and waits for the confirmation, at most {@code publish.timeout} (30 s by default).
     *
     * @param message the message
     * @return the proof of the confirmation
     * @throws PublishException if the message was not confirmed; its outcome tells whether it can have been stored
     * @throws CodecException if the payload cannot be encoded
     * @throws UnsupportedCapabilityException if the message has a delay or a priority and the broker does not support that
     * @throws MqException with code CLOSED after close, WOULD_DEADLOCK on the thread that completes
     *     futures, or INVALID_MESSAGE if the time of the message is more than seven days ahead
     */
    public PublishReceipt publish(Message<T> message) {
        return channel.submitAndWait(prepare(message));
    }

    /**
     * Publishes a payload without key or headers and waits for the confirmation.
     *
     * @param payload the payload
     * @return the proof of the confirmation
     * @throws MqException as {@link #publish(Message)} does
     */
    public PublishReceipt publish(T payload) {
        return publish(Message.of(payload));
    }

    /**
     * Publishes a message. Returns before the confirmation, but waits for room if too many messages are unconfirmed
     * (10,000 or 32 MiB by default), at most {@code publish.max-wait}; with {@code publish.on-full=fail} it never waits.
     *
     * @param message the message
     * @return completes with the proof of the confirmation, or with a {@link PublishException} or other
     *     {@link MqException}; on the one callback thread of the client, which must not be blocked
     */
    public CompletableFuture<PublishReceipt> publishAsync(Message<T> message) {
        MessagePublish pending;
        try {
            pending = prepare(message);
        } catch (MqException e) {
            return CompletableFuture.failedFuture(e);
        }
        channel.submit(pending);
        return pending.future();
    }

    /**
     * Publishes messages in order and waits until each is confirmed or failed, at most {@code publish.timeout} in all.
     * One failure does not keep the others from being sent.
     *
     * @param messages the messages
     * @return one result per message, in the same order
     * @throws MqException with code WOULD_DEADLOCK on the thread that completes futures
     */
    public List<PublishResult> publishAll(List<Message<T>> messages) {
        long deadline = channel.blockingDeadline();
        List<PublishResult> results = new ArrayList<>(messages.size());
        List<MessagePublish> pending = new ArrayList<>(messages.size());
        for (Message<T> message : messages) {
            pending.add(submitOrFail(message));
        }
        for (MessagePublish message : pending) {
            results.add(result(message, deadline));
        }
        return results;
    }

    private MessagePublish submitOrFail(Message<T> message) {
        try {
            MessagePublish pending = prepare(message);
            channel.submit(pending);
            return pending;
        } catch (MqException e) {
            MessagePublish failed = new MessagePublish(
                    topic,
                    new MessagePublish.Properties(
                            message.id().orElseGet(MessageIds::next), null, null, null, null, 0, 0, -1),
                    new byte[0],
                    Headers.empty().raw());
            failed.future().completeExceptionally(e);
            return failed;
        }
    }

    private PublishResult result(MessagePublish message, long deadline) {
        try {
            return PublishResult.confirmed(channel.await(message, deadline));
        } catch (MqException e) {
            return PublishResult.failed(message.id(), e);
        }
    }

    private MessagePublish prepare(Message<T> message) {
        Objects.requireNonNull(message, "message");
        DueTime due = DueTime.of(message, topic, topology, engine.connection().clock());
        int priority = priority(message);
        MessagePublish.Properties properties = new MessagePublish.Properties(
                message.id().orElseGet(MessageIds::next),
                message.key().orElse(null),
                message.contentType().orElse(codec.contentType()),
                message.correlationId().orElse(null),
                message.replyTo().orElse(null),
                message.timestamp().map(Instant::toEpochMilli).orElseGet(this::nowMillis),
                due.driver(),
                priority);
        return new MessagePublish(topic, properties, codec.encode(message.payload()), headers(message, due));
    }

    private int priority(Message<?> message) {
        if (message.priority().isPresent()) {
            topology.need(Capability.PRIORITY, "A message to topic " + topic.name() + " asks for a priority");
        }
        return message.priority().orElse(-1);
    }

    private static Map<String, byte[]> headers(Message<?> message, DueTime due) {
        Map<String, byte[]> application = message.headers().raw();
        Instant expiresAt = message.expiresAt().orElse(null);
        if (expiresAt == null && due.header() == 0) {
            return application;
        }
        Map<String, byte[]> all = new LinkedHashMap<>(application);
        if (expiresAt != null) {
            all.put(WireNames.EXPIRES_AT, decimal(expiresAt.toEpochMilli()));
        }
        if (due.header() > 0) {
            all.put(WireNames.NOT_BEFORE, decimal(due.header()));
        }
        return all;
    }

    private static byte[] decimal(long millis) {
        return Long.toString(millis).getBytes(StandardCharsets.US_ASCII);
    }

    private long nowMillis() {
        return engine.connection().clock().millis();
    }

    /** Sends what waits, waits for the confirmations up to {@code drain.timeout}, and frees the publisher. Idempotent. */
    @Override
    public void close() {
        channel.close(drainTimeout);
        engine.forget(this);
    }
}
