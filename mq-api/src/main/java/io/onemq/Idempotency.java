package io.onemq;

import io.onemq.internal.MessageIds;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a handler from running again for a message that it has handled: a duplicate is acknowledged without a call.
 *
 * <pre>{@code
 * Idempotency once = Idempotency.with(store);
 * mq.consumer(orders, billing, codec).start(once.handler(delivery -> bill(delivery.payload())));
 * }</pre>
 *
 * <p>A message counts as handled when its handler has returned, or has acknowledged it. One that failed is tried again as
 * ever. If another member handles the same message right now, this one waits a moment and then releases the delivery: it
 * comes again, without an attempt counted, until the other one is done or its claim has run out. What does not go: a handler
 * that did its work and died before the store knew. Only what is stored in one transaction with the work is safe from
 * that.
 *
 * <p>Messages are told apart by topic, group and id. An id that was made up for the delivery ({@link
 * Delivery#hasDerivedId()}) tells nothing, so such a message is rejected: it goes to the dead letters with that reason.
 * {@link #identifiedBy} takes something else for an id.
 *
 * <p>If the store fails, the attempt fails. Immutable and thread-safe; several consumers may share one.
 */
public final class Idempotency {
    /** How long a message is remembered: a duplicate comes after an outage or a night, seldom later. */
    public static final Duration DEFAULT_WINDOW = Duration.ofDays(1);

    /** How long a claim lasts: more than handlers take, and not for ever if one dies. */
    public static final Duration DEFAULT_CLAIM = Duration.ofMinutes(5);

    private static final Duration LEAST = Duration.ofMillis(1);
    private static final Duration MOST = Duration.ofDays(3650);
    private static final long BUSY_MILLIS = 1_000;
    private static final long BUSY_POLL_MILLIS = 50;

    private final IdempotencyStore store;
    private final Duration window;
    private final Duration claim;
    private final @Nullable Function<? super Delivery<?>, String> identity;

    private Idempotency(
            IdempotencyStore store,
            Duration window,
            Duration claim,
            @Nullable Function<? super Delivery<?>, String> identity) {
        this.store = store;
        this.window = window;
        this.claim = claim;
        this.identity = identity;
    }

    /**
     * Uses a store, which all members of the group have to share.
     *
     * @param store where handled messages are remembered
     * @return with the default window and claim
     */
    public static Idempotency with(IdempotencyStore store) {
        return new Idempotency(Objects.requireNonNull(store, "store"), DEFAULT_WINDOW, DEFAULT_CLAIM, null);
    }

    /**
     * Sets how long a handled message is remembered. Default {@link #DEFAULT_WINDOW}. Make it longer than the longest
     * time that consumers may be away; each message takes room in the store for that long.
     *
     * @param window 1 millisecond to 3650 days
     * @return a copy with this window
     * @throws ConfigurationException if it is out of range
     */
    public Idempotency window(Duration window) {
        return new Idempotency(store, checked("window", window), claim, identity);
    }

    /**
     * Sets how long a message stays claimed by a handler that neither returns nor throws. Default {@link #DEFAULT_CLAIM}.
     * It has to be longer than the handler takes, else the message may be handled twice at the same time. A message whose
     * handler died waits for so long.
     *
     * @param claim 1 millisecond to 3650 days
     * @return a copy with this time
     * @throws ConfigurationException if it is out of range
     */
    public Idempotency claim(Duration claim) {
        return new Idempotency(store, window, checked("claim", claim), identity);
    }

    /**
     * Takes something else than the id of the message, for example an order number in a header.
     *
     * @param identity gives the id; a message for which it throws fails its attempt, one without an id (an empty text) is
     *     rejected
     * @return a copy with this identity
     */
    public Idempotency identifiedBy(Function<? super Delivery<?>, String> identity) {
        return new Idempotency(store, window, claim, Objects.requireNonNull(identity, "identity"));
    }

    private static Duration checked(String name, Duration value) {
        if (value.compareTo(LEAST) < 0 || value.compareTo(MOST) > 0) {
            throw new ConfigurationException(
                    "The " + name + " of idempotency is 1 millisecond to 3650 days, not " + value);
        }
        return value;
    }

    /**
     * Wraps a handler. The consumer must not have {@link ConsumerBuilder#manualAck()}: a handler that returns before it
     * settles does not say whether it is done.
     *
     * @param handler handles each message once
     * @param <T> the type of the payload
     * @return the handler to start a consumer with
     */
    public <T> MessageHandler<T> handler(MessageHandler<T> handler) {
        return new Once<>(Objects.requireNonNull(handler, "handler"));
    }

    /** Tells whether a handler is one of these. */
    static boolean isUsedBy(MessageHandler<?> handler) {
        return handler instanceof Idempotency.Once;
    }

    private final class Once<T> implements MessageHandler<T> {
        private final MessageHandler<T> handler;

        Once(MessageHandler<T> handler) {
            this.handler = handler;
        }

        @Override
        public void handle(Delivery<T> delivery) throws Exception {
            String key = delivery.source() + "/" + identityOf(delivery);
            String owner = MessageIds.next();
            switch (claim(key, owner)) {
                case GRANTED -> run(delivery, key, owner);
                case BUSY -> {
                    // The outcome is of no interest: the message comes again in any case.
                    var unused = delivery.release();
                }
                case HANDLED -> {
                    // Returning acknowledges it.
                }
            }
        }

        private void run(Delivery<T> delivery, String key, String owner) throws Exception {
            try {
                handler.handle(delivery);
            } catch (Throwable e) {
                abandon(key, owner, e);
                throw e;
            }
            if (delivery.isRefused()) {
                store.abandon(key, owner);
            } else {
                // If somebody else has it by now, they end it; this one is done with it all the same.
                boolean unused = store.complete(key, owner, window);
            }
        }
    }

    private String identityOf(Delivery<?> delivery) {
        Function<? super Delivery<?>, String> given = identity;
        if (given == null && delivery.hasDerivedId()) {
            throw new RejectException("The message has no id of its own, so it cannot be told whether it was handled;"
                    + " its publisher has to give one, or Idempotency.identifiedBy something else");
        }
        String id = given == null ? delivery.id() : given.apply(delivery);
        if (id == null || id.isEmpty()) {
            throw new RejectException(
                    "The identity of the message is empty, so it cannot be told whether it was handled");
        }
        return id;
    }

    /** Waits a moment for another owner. A release at once would come again at once. */
    private IdempotencyStore.Claim claim(String key, String owner) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(BUSY_MILLIS);
        IdempotencyStore.Claim answer = store.begin(key, owner, claim);
        while (answer == IdempotencyStore.Claim.BUSY && System.nanoTime() - deadline < 0) {
            TimeUnit.MILLISECONDS.sleep(BUSY_POLL_MILLIS);
            answer = store.begin(key, owner, claim);
        }
        return answer;
    }

    /** A claim that cannot be given up runs out. */
    private void abandon(String key, String owner, Throwable failure) {
        try {
            store.abandon(key, owner);
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }
}
