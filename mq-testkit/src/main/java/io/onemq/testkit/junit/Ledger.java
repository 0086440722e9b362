package io.onemq.testkit.junit;

import io.onemq.Delivery;
import io.onemq.Group;
import io.onemq.Message;
import io.onemq.MessageHandler;
import io.onemq.MqClient;
import io.onemq.PublishReceipt;
import io.onemq.PublishResult;
import io.onemq.Publisher;
import io.onemq.Settlement;
import io.onemq.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * What was published to the topic of a test, and what became of it in the group of the test: an account by message id. A
 * parameter of tests in classes with {@link MqTest}.
 *
 * <pre>{@code
 * mq.consumer(orders, billing, codec).start(ledger.recording(new Billing()));
 * ledger.publish(mq.publisher(orders, codec), Message.of(order));
 * ledger.awaitAllAcked(Duration.ofSeconds(20));
 * }</pre>
 *
 * <p>What it has not seen is not in it: messages are published through it or entered with {@link #published}, and consumers
 * have a handler made by {@link #recording}, or enter what they do with {@link #received} and {@link #ack}.
 *
 * <p>Thread-safe. The methods that wait block until what they wait for has come; when it does not come in time they fail with
 * an {@link AssertionError} that tells which messages make the difference, as ids: those whose publish failed, those missing,
 * those received and not acknowledged with what went wrong, those that nobody published here, those that came again after an
 * ack, and the dead letters.
 */
public final class Ledger {
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final GroupBook book;
    private final Map<String, LedgerEntry> entries = new LinkedHashMap<>();
    private final List<Delivery<?>> failing = new ArrayList<>();
    private int settledFailures;

    Ledger(MqClient mq, Topic topic, Group group) {
        this.book = new GroupBook(mq, topic, group);
    }

    /**
     * Publishes a message and enters it. Blocks until it is confirmed. One that may have been stored although its publish
     * failed is not entered; the failure goes to the caller.
     *
     * @param publisher a publisher of the topic
     * @param message the message
     * @param <T> the type of the payload
     * @return the receipt
     */
    public <T> PublishReceipt publish(Publisher<T> publisher, Message<T> message) {
        PublishReceipt receipt = publisher.publish(message);
        published(receipt.messageId());
        return receipt;
    }

    /**
     * Publishes messages and enters them. Blocks until every one is confirmed or has failed. The waits for all messages fail while
     * one is not confirmed, and name it; a test to which that may happen publishes without the ledger, and enters what was
     * confirmed with {@link #published(String)}.
     *
     * @param publisher a publisher of the topic
     * @param messages the messages
     * @param <T> the type of the payload
     * @return a result for each message
     */
    public <T> List<PublishResult> publishAll(Publisher<T> publisher, List<Message<T>> messages) {
        List<PublishResult> results = publisher.publishAll(messages);
        results.forEach(result -> result.failure()
                .ifPresentOrElse(
                        failure -> change(() -> entry(result.messageId()).refused(failure)),
                        () -> published(result.messageId())));
        return results;
    }

    /**
     * Enters a message that the program under test has published and that was confirmed.
     *
     * @param id its id
     */
    public void published(String id) {
        change(() -> entry(id).published = true);
    }

    /**
     * Makes a handler that enters what it gets and what becomes of it. When the given handler returns, the delivery is
     * acknowledged, unless that handler has settled it before; when it throws, the attempt failed. It is not for handlers of
     * consumers with {@code manualAck()} that settle after they have returned.
     *
     * @param handler what is done with the deliveries
     * @param <T> the type of the payload
     * @return a handler for a consumer
     */
    public <T> MessageHandler<T> recording(MessageHandler<T> handler) {
        Objects.requireNonNull(handler, "handler");
        return delivery -> {
            received(delivery);
            try {
                handler.handle(delivery);
            } catch (Throwable e) {
                failed(delivery, e.toString());
                throw e;
            }
            CompletableFuture<Settlement> unused = ack(delivery);
        };
    }

    /**
     * Enters a delivery that has come. For receivers and handlers that {@link #recording} does not suit.
     *
     * @param delivery the delivery
     */
    public void received(Delivery<?> delivery) {
        change(() -> entry(delivery.id()).received());
    }

    /**
     * Acknowledges a delivery and enters the outcome. Does not wait for it.
     *
     * @param delivery the delivery
     * @return the outcome, as {@link Delivery#ack()} returns it
     */
    public CompletableFuture<Settlement> ack(Delivery<?> delivery) {
        int number = deliveries(delivery.id());
        CompletableFuture<Settlement> outcome = delivery.ack();
        if (delivery.isRefused()) {
            failed(delivery, "nacked, released or rejected");
            return outcome;
        }
        return outcome.whenComplete((settlement, failure) -> change(() -> {
            LedgerEntry entry = entry(delivery.id());
            if (settlement == Settlement.SETTLED) {
                entry.acked();
                return;
            }
            entry.failed(delivery.attempt(), "its ack: " + (failure == null ? settlement : failure));
            if (settlement == Settlement.UNKNOWN) {
                entry.unsure(number);
            }
        }));
    }

    private int deliveries(String id) {
        synchronized (entries) {
            return entry(id).deliveries;
        }
    }

    private void failed(Delivery<?> delivery, String why) {
        change(() -> {
            entry(delivery.id()).failed(delivery.attempt(), why);
            failing.add(delivery);
        });
    }

    /**
     * Returns the ids of what was published.
     *
     * @return a copy, in the order in which they were entered first
     */
    public List<String> published() {
        return ids(Which.PUBLISHED);
    }

    /**
     * Returns the ids of what was received.
     *
     * @return a copy, each id once
     */
    public List<String> received() {
        return ids(Which.RECEIVED);
    }

    /**
     * Returns the ids of what was acknowledged, with the broker's confirmation or as {@link #awaitAllAcked} has found out.
     *
     * @return a copy, each id once
     */
    public List<String> acked() {
        return ids(Which.ACKED);
    }

    /**
     * Waits until every message that was published is received at least once. Fails if nothing is published by then, or if
     * a message of {@link #publishAll} was not confirmed.
     *
     * @param within how long at most
     */
    public void awaitAllReceived(Duration within) {
        await("every published message received", within, System.nanoTime() + within.toNanos(), Which.RECEIVED);
    }

    /**
     * Waits until every message that was published is acknowledged at least once, confirmed by the broker. Fails if nothing is
     * published by then, or if a message of {@link #publishAll} was not confirmed.
     *
     * <p>The outcome of an ack is UNKNOWN if the connection was lost on its way. Such a message counts when the broker has
     * nothing left that the group has not settled; if it comes again before that, the new delivery decides. Some brokers show
     * less than that: RabbitMQ what is ready and not what is in flight. Without {@link io.onemq.Capability#BACKLOG} nothing
     * can be found out, and the message counts unless it has come again. At least once is what holds in either case: a
     * message that counts may still come again.
     *
     * @param within how long at most; the answer of a broker that is asked what is left may come later
     */
    public void awaitAllAcked(Duration within) {
        String what = "every published message acknowledged";
        long end = System.nanoTime() + within.toNanos();
        await(what, within, end, Which.ACKED_OR_UNSURE);
        while (!allAcked()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError(report(what, within) + book.describeBacklog());
            }
            pauseUntilChanged();
            await(what, within, end, Which.ACKED_OR_UNSURE);
        }
    }

    /** Tells whether every published message is acknowledged, and asks the broker where the answers to acks do not tell. */
    private boolean allAcked() {
        Map<LedgerEntry, Integer> unsure = new LinkedHashMap<>();
        synchronized (entries) {
            entries.values().stream()
                    .filter(entry -> entry.published && entry.unsure)
                    .forEach(entry -> unsure.put(entry, entry.deliveries));
        }
        boolean settled = unsure.isEmpty() || !book.showsBacklog() || book.isSettled();
        synchronized (entries) {
            if (settled) {
                unsure.forEach(LedgerEntry::confirm);
            }
            return holdsForAll(Which.ACKED);
        }
    }

    /** Whether something was published, all of it was confirmed, and it is as wanted; the lock is held. */
    private boolean holdsForAll(Which wanted) {
        Collection<LedgerEntry> all = entries.values();
        return all.stream().anyMatch(Which.PUBLISHED::has)
                && all.stream().noneMatch(LedgerEntry::isUnconfirmed)
                && all.stream().filter(Which.PUBLISHED::has).allMatch(wanted::has);
    }

    /**
     * Waits until the group has a number of dead letters, in its default dead-letter topic.
     *
     * @param count how many
     * @param within how long at most
     */
    public void awaitDeadLetters(long count, Duration within) {
        long end = System.nanoTime() + within.toNanos();
        while (book.deadLetters() < count) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError(report(count + " dead letters", within));
            }
            pauseUntilChanged();
        }
    }

    /**
     * Waits until a number of deliveries have failed and the broker has what becomes of them, such as the message for the next
     * attempt: their handler threw, or they were nacked, released or rejected. A {@link TestClock} is moved after that.
     *
     * @param count how many, of all messages together
     * @param within how long at most
     */
    public void awaitFailures(int count, Duration within) {
        if (!holdsUntil(System.nanoTime() + within.toNanos(), () -> settledFailures() >= count)) {
            throw new AssertionError(report(count + " failed deliveries", within));
        }
    }

    /** The library settles what failed after the handler has thrown, so it has to be asked again and again. */
    private int settledFailures() {
        List<Delivery<?>> refused = failing.stream().filter(Delivery::isRefused).collect(Collectors.toList());
        failing.removeAll(refused);
        refused.forEach(delivery -> {
            // No ack any more: the outcome of what was decided.
            CompletableFuture<?> unused = delivery.ack().thenRun(() -> change(() -> settledFailures++));
        });
        return settledFailures;
    }

    /**
     * Fails if something came again after it was acknowledged, or came without having been published here. It looks at what
     * has happened until now: wait first.
     */
    public void assertNothingTwice() {
        synchronized (entries) {
            if (entries.values().stream().noneMatch(entry -> entry.isDuplicate() || entry.isExtra())) {
                return;
            }
        }
        throw new AssertionError(report("each message once", Duration.ZERO));
    }

    private void await(String what, Duration within, long end, Which wanted) {
        if (!holdsUntil(end, () -> holdsForAll(wanted))) {
            throw new AssertionError(report(what, within));
        }
    }

    /** Waits until a condition on the entries holds or the time is over; tells which. */
    private boolean holdsUntil(long end, BooleanSupplier condition) {
        synchronized (entries) {
            while (!condition.getAsBoolean()) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                pause(Math.min(left, POLL_NANOS));
            }
            return true;
        }
    }

    private void pauseUntilChanged() {
        synchronized (entries) {
            pause(POLL_NANOS);
        }
    }

    /** Waits for a change, at most that long; the lock is held. */
    private void pause(long nanos) {
        try {
            TimeUnit.NANOSECONDS.timedWait(entries, Math.max(nanos, TimeUnit.MILLISECONDS.toNanos(1)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted while waiting", e);
        }
    }

    private String report(String what, Duration within) {
        String deadLetters = book.describeDeadLetters();
        Collection<LedgerEntry> copy = copy();
        return (within.isZero() ? "Not so: " : "Not within " + within.toMillis() + " ms: ") + what + ".\n"
                + LedgerReport.of(copy) + deadLetters;
    }

    private Collection<LedgerEntry> copy() {
        synchronized (entries) {
            return entries.values().stream().map(LedgerEntry::copy).toList();
        }
    }

    private List<String> ids(Which which) {
        synchronized (entries) {
            return entries.values().stream()
                    .filter(which::has)
                    .map(entry -> entry.id)
                    .toList();
        }
    }

    private void change(Runnable change) {
        synchronized (entries) {
            change.run();
            entries.notifyAll();
        }
    }

    private LedgerEntry entry(String id) {
        return entries.computeIfAbsent(id, LedgerEntry::new);
    }

    /** Tells what is known. */
    @Override
    public String toString() {
        return "Ledger of topic " + book.topic().name() + "\n" + LedgerReport.of(copy());
    }

    private enum Which {
        PUBLISHED,
        RECEIVED,
        ACKED,
        ACKED_OR_UNSURE;

        boolean has(LedgerEntry entry) {
            return switch (this) {
                case PUBLISHED -> entry.published;
                case RECEIVED -> entry.deliveries > 0;
                case ACKED -> entry.acks > 0;
                case ACKED_OR_UNSURE -> entry.acks > 0 || entry.unsure;
            };
        }
    }
}
