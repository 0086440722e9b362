package io.onemq.kafka.internal;

import io.onemq.ErrorCode;
import io.onemq.MqException;
import io.onemq.Outcome;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.AbstractOptions;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaFuture;

/** One administrative operation: several requests under one deadline. */
final class AdminCalls {
    private static final int SHORTEST_MILLIS = 1;

    private final Admin admin;
    private final long deadlineNanos;

    AdminCalls(Admin admin, Duration atMost) {
        this.admin = admin;
        this.deadlineNanos = System.nanoTime() + atMost.toNanos();
    }

    Admin admin() {
        return admin;
    }

    /** Gives a request the time that is left. */
    <O extends AbstractOptions<O>> O bounded(O options) {
        return options.timeoutMs(leftMillis());
    }

    private int leftMillis() {
        long left = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
        return (int) Math.max(SHORTEST_MILLIS, Math.min(Integer.MAX_VALUE, left));
    }

    boolean isOver() {
        return System.nanoTime() - deadlineNanos >= 0;
    }

    /** Waits for an answer. {@code what} completes "Kafka could not". */
    <T> T await(String what, KafkaFuture<T> answer) {
        try {
            return answerOf(answer);
        } catch (ExecutionException | TimeoutException e) {
            throw KafkaErrors.request(what, e);
        }
    }

    /** Waits for an answer and leaves its failure to the caller. */
    <T> T answerOf(KafkaFuture<T> answer) throws ExecutionException, TimeoutException {
        try {
            return answer.get(leftMillis() + 100L, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Waits a little before something is looked at again. */
    void pause(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static MqException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new MqException(
                ErrorCode.INTERRUPTED, Outcome.UNKNOWN, true, "Interrupted while waiting for an answer of Kafka", e);
    }
}
