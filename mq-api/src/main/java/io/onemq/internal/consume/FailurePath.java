package io.onemq.internal.consume;

import io.onemq.DeadLetter;
import io.onemq.ErrorCode;
import io.onemq.MqEvent;
import io.onemq.MqException;
import io.onemq.RetryPolicy;
import io.onemq.Settlement;
import io.onemq.internal.FailureText;
import io.onemq.internal.publish.PublishChannel;
import io.onemq.spi.SettleRequest;
import io.onemq.spi.TopicSpec;
import io.onemq.spi.WireNames;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The way of a delivery that failed: a copy goes to the group's retry topic or to its dead-letter topic, and only when
 * that publish is confirmed is the original acknowledged. As long as it is not, the original stays and the copy is tried
 * again.
 */
final class FailurePath {
    private static final long FIRST_DELAY_MILLIS = 200;
    private static final long MAX_DELAY_MILLIS = 30_000;
    private static final int MAX_TEXT = 1024;

    private final GroupReader reader;
    private final PublishChannel transfers;
    private final TopicSpec retryTopic;
    private final TopicSpec deadLetterTopic;
    private final AtomicInteger underWay = new AtomicInteger();
    private final Set<Pause> pauses = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    FailurePath(GroupReader reader, PublishChannel transfers, TopicSpec retryTopic, TopicSpec deadLetterTopic) {
        this.reader = reader;
        this.transfers = transfers;
        this.retryTopic = retryTopic;
        this.deadLetterTopic = deadLetterTopic;
    }

    int underWay() {
        return underWay.get();
    }

    void nacked(InFlight delivery, Verdict.Nack nack) {
        Verdict.Reject end = exhausted(delivery, nack);
        if (end != null) {
            deadLetter(delivery, end);
            return;
        }
        long delay = delayMillis(delivery, nack);
        Transfer copy = copy(delivery, retryTopic)
                .with(WireNames.ATTEMPT, delivery.attempt() + 1L)
                .with(WireNames.FIRST_FAILURE, firstFailure(delivery));
        keep(WireNames.EXPIRES_AT, delivery, copy);
        keepCrashes(delivery, copy);
        if (delay > 0) {
            long now = reader.nowMillis();
            copy.due(now + delay, now);
        }
        keepSource(delivery, copy);
        start(delivery, copy, FailurePath::saysNothing);
    }

    /** Why a delivery has no further attempt, or null if it has one. */
    Verdict.@Nullable Reject exhausted(InFlight delivery, Verdict.Nack nack) {
        int failed = delivery.attempt();
        Throwable cause = nack.cause();
        if (failed < policy(nack).maxAttempts()) {
            return null;
        }
        String message = cause == null ? "attempt " + failed + " was nacked" : FailureText.of(cause);
        return new Verdict.Reject(DeadLetter.Reason.EXHAUSTED, message, cause);
    }

    /** How long the next attempt waits. */
    long delayMillis(InFlight delivery, Verdict.Nack nack) {
        Duration wanted = nack.delay();
        return (wanted != null ? wanted : delayAfter(policy(nack), delivery.attempt())).toMillis();
    }

    private RetryPolicy policy(Verdict.Nack nack) {
        return reader.settings().retry().forFailure(nack.cause());
    }

    /** Sends a dead letter back, as if it had never failed. */
    void redrive(InFlight delivery, Verdict.Redrive redrive) {
        Transfer copy = copy(delivery, redrive.target()).withoutCause();
        keepSource(delivery, copy);
        start(delivery, copy, redrive.moved());
    }

    @SuppressWarnings("CatchingUnchecked") // the function is the application's, and the message must go on
    private Duration delayAfter(RetryPolicy policy, int failed) {
        try {
            return policy.delayAfter(failed);
        } catch (Throwable e) {
            reader.events().uncaught("The retry policy of " + reader.group().name() + " was called for a delay and", e);
            return RetryPolicy.defaults().delayAfter(failed);
        }
    }

    /** Moves a delivery to another private topic of the group, as it is. */
    void move(InFlight delivery, Verdict.Move move) {
        Transfer copy = copy(delivery, move.target()).with(WireNames.ATTEMPT, delivery.attempt());
        keepSource(delivery, copy);
        keep(WireNames.EXPIRES_AT, delivery, copy);
        keep(WireNames.FIRST_FAILURE, delivery, copy);
        keepCrashes(delivery, copy);
        long due = Incarnation.notBefore(delivery);
        long now = reader.nowMillis();
        if (due > now) {
            copy.due(due, now);
        }
        start(delivery, copy, FailurePath::saysNothing);
    }

    void deadLetter(InFlight delivery, Verdict.Reject reject) {
        if (reader.settings().deadLetters().isDiscard()) {
            reader.events().emit(MqEvent.Type.DISCARDED, describe(delivery, reject), reject.cause());
            delivery.decideAction(SettleRequest.Action.ACK);
            delivery.incarnation().settle(delivery);
            reader.left(delivery);
            return;
        }
        Transfer copy = copy(delivery, deadLetterTopic)
                .with(WireNames.DLQ_REASON, reject.reason().name())
                .with(WireNames.DLQ_MESSAGE, truncate(reject.message()))
                .with(WireNames.DLQ_TOPIC, reader.topic().name())
                .with(WireNames.DLQ_GROUP, reader.group().name())
                .with(WireNames.DLQ_ATTEMPTS, attemptsMade(delivery, reject))
                .with(WireNames.DLQ_FIRST_FAILURE, firstFailure(delivery))
                .with(WireNames.DLQ_LAST_FAILURE, reader.nowMillis());
        Throwable cause = reject.cause();
        if (cause != null) {
            copy.with(WireNames.DLQ_EXCEPTION, cause.getClass().getName());
        }
        String position = sourcePosition(delivery);
        if (position != null) {
            copy.with(WireNames.DLQ_POSITION, position);
        }
        String text = describe(delivery, reject);
        start(delivery, copy, () -> reader.events().emit(MqEvent.Type.DEAD_LETTERED, text));
    }

    /** A broadcast tries nothing again and keeps nothing: whatever its handler does not settle as done is reported. */
    void giveUp(InFlight delivery, Verdict verdict) {
        if (verdict instanceof Verdict.Reject reject) {
            deadLetter(delivery, reject);
        } else if (verdict instanceof Verdict.Nack nack) {
            Throwable cause = nack.cause();
            String text = cause == null ? "it was nacked" : FailureText.of(cause);
            deadLetter(delivery, new Verdict.Reject(DeadLetter.Reason.EXHAUSTED, text, cause));
        } else {
            deadLetter(delivery, new Verdict.Reject(DeadLetter.Reason.REJECTED, "it was handed back", null, 0));
        }
    }

    private static int attemptsMade(InFlight delivery, Verdict.Reject reject) {
        return delivery.attempt() - 1 + reject.attempts();
    }

    private Transfer copy(InFlight delivery, TopicSpec target) {
        return new Transfer(delivery.message(), delivery.id(), target);
    }

    /** A retried message still says where in the topic it came from. */
    private static void keepSource(InFlight delivery, Transfer copy) {
        String position = sourcePosition(delivery);
        if (position != null) {
            copy.with(WireNames.DLQ_POSITION, position);
        }
    }

    private static void keepCrashes(InFlight delivery, Transfer copy) {
        if (delivery.crashes() > 0) {
            copy.with(WireNames.CRASHES, delivery.crashes());
        }
    }

    private static void keep(String header, InFlight delivery, Transfer copy) {
        String carried = Wire.text(delivery.message(), header);
        if (carried != null) {
            copy.with(header, carried);
        }
    }

    private static @Nullable String sourcePosition(InFlight delivery) {
        String carried = Wire.text(delivery.message(), WireNames.DLQ_POSITION);
        return carried != null ? carried : delivery.message().position();
    }

    private long firstFailure(InFlight delivery) {
        long first = delivery.past().firstFailureMillis();
        return first == 0 ? reader.nowMillis() : first;
    }

    private String describe(InFlight delivery, Verdict.Reject reject) {
        return "Message " + delivery.id() + " of topic " + reader.topic().name() + ", group "
                + reader.group().name() + " (" + reject.reason() + " after " + attemptsMade(delivery, reject)
                + " attempts): "
                + truncate(reject.message());
    }

    private static void saysNothing() {}

    private void start(InFlight delivery, Transfer copy, Runnable onMoved) {
        // Counted until the original is settled, pauses between tries included: closing waits for it.
        underWay.incrementAndGet();
        send(delivery, copy, FIRST_DELAY_MILLIS, onMoved);
    }

    private void send(InFlight delivery, Transfer copy, long delayIfFailed, Runnable onMoved) {
        if (delivery.incarnation().isDead()) {
            giveBack(delivery);
            return;
        }
        transfers.submit(copy);
        CompletableFuture<?> unused = copy.future().whenComplete((receipt, failure) -> {
            if (failure == null) {
                onMoved.run();
                settle(delivery, SettleRequest.Action.ACK);
            } else {
                failed(delivery, copy, delayIfFailed, onMoved, failure);
            }
        });
    }

    private void failed(InFlight delivery, Transfer copy, long delay, Runnable onMoved, Throwable failure) {
        boolean ended = failure instanceof MqException known && known.code() == ErrorCode.CLOSED;
        if (ended || reader.isClosing() || delivery.incarnation().isDead()) {
            giveBack(delivery);
            return;
        }
        reader.events()
                .emit(
                        MqEvent.Type.TRANSFER_FAILED,
                        "Message " + copy.id() + " could not be moved to "
                                + copy.topic().name()
                                + "; it stays in group " + reader.group().name() + " and is tried again in " + delay
                                + " ms",
                        failure);
        long next = Math.min(MAX_DELAY_MILLIS, delay * 2);
        Pause pause = new Pause(() -> send(delivery, copy.again(), next, onMoved));
        pauses.add(pause);
        reader.later(delay, pause::end);
        if (closed) {
            pause.end();
        }
    }

    /** Gives back what waits for another try, once the sources are closed: the timer may end before its time comes. */
    void close() {
        closed = true;
        pauses.forEach(Pause::end);
    }

    /** The time between two tries. Whoever ends it first starts the next one. */
    private final class Pause {
        private final Runnable next;

        Pause(Runnable next) {
            this.next = next;
        }

        void end() {
            if (pauses.remove(this)) {
                next.run();
            }
        }
    }

    /** No copy was stored, and none will be: the original goes back to the group, and its next holder decides anew. */
    private void giveBack(InFlight delivery) {
        delivery.notCarriedOut();
        settle(delivery, SettleRequest.Action.RELEASE);
    }

    private void settle(InFlight delivery, SettleRequest.Action action) {
        delivery.decideAction(action);
        // While both the copy and the original are there, a crash makes two messages of one.
        CompletableFuture<Settlement> unused = delivery.hurry();
        delivery.incarnation().settle(delivery);
        reader.left(delivery);
        underWay.decrementAndGet();
    }

    private static String truncate(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
    }
}
