package io.onemq.internal.publish;

import io.onemq.ErrorCode;
import io.onemq.MqException;
import io.onemq.Outcome;
import io.onemq.PublishException;
import io.onemq.PublishReceipt;
import io.onemq.internal.CallbackThread;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The way of one publisher into the pipeline: it admits messages, waits where the call blocks, and knows what is still
 * under way when it is closed. Thread-safe.
 */
public final class PublishChannel {
    private final PublishPipeline pipeline;
    private final Room room;
    private final PublishSettings settings;
    private final CallbackThread callbacks;
    private final String topic;
    private final AtomicInteger underWay = new AtomicInteger();
    private final Object drained = new Object();
    private volatile boolean closed;

    PublishChannel(
            PublishPipeline pipeline, Room room, PublishSettings settings, CallbackThread callbacks, String topic) {
        this.pipeline = pipeline;
        this.room = room;
        this.settings = settings;
        this.callbacks = callbacks;
        this.topic = topic;
    }

    /** Publishes without waiting for the confirmation; waits for room at most. Failures come through the future. */
    public void submit(PendingPublish message) {
        try {
            admit(message);
            pipeline.submit(message);
        } catch (MqException e) {
            message.future().completeExceptionally(e);
        }
    }

    /** Publishes and waits for the confirmation. */
    public PublishReceipt submitAndWait(PendingPublish message) {
        callbacks.refuseBlocking("publish");
        submit(message);
        return await(message, System.nanoTime() + settings.publishTimeout().toNanos());
    }

    /** Waits for one confirmation until a deadline. */
    public PublishReceipt await(PendingPublish message, long deadlineNanos) {
        try {
            return message.future().get(Math.max(0, deadlineNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw MqExceptions.rethrowable(e.getCause());
        } catch (TimeoutException e) {
            throw givenUp(message, ErrorCode.TIMEOUT, "was not confirmed within " + settings.publishTimeout(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw givenUp(message, ErrorCode.INTERRUPTED, "was not confirmed before the interrupt", e);
        }
    }

    /** The end of the time that a blocking call may take. */
    public long blockingDeadline() {
        callbacks.refuseBlocking("publish");
        return System.nanoTime() + settings.publishTimeout().toNanos();
    }

    private MqException givenUp(PendingPublish message, ErrorCode code, String what, Exception cause) {
        boolean certain = message.cancel();
        return new PublishException(
                code,
                certain ? Outcome.NOT_SENT : Outcome.UNKNOWN,
                true,
                "Message " + message.id() + " to topic " + topic + " " + what
                        + (certain ? " and was taken back" : "; it may still be stored") + pipeline.hint(),
                cause);
    }

    private void admit(PendingPublish message) {
        if (closed) {
            throw new MqException(ErrorCode.CLOSED, "The publisher of topic " + topic + " is closed");
        }
        int size = message.size();
        if (!room.tryTake(size) && !waitForRoom(size)) {
            throw noRoom(null);
        }
        underWay.incrementAndGet();
        message.admitted(this, System.nanoTime() + settings.deliveryTimeout().toNanos());
    }

    private boolean waitForRoom(int size) {
        if (!settings.waitWhenFull() || callbacks.isCurrent()) {
            return false;
        }
        try {
            return room.take(size, settings.maxWait().toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw noRoom(e);
        }
    }

    private MqException noRoom(@Nullable InterruptedException interrupt) {
        ErrorCode code = interrupt != null
                ? ErrorCode.INTERRUPTED
                : pipeline.isBlocked() ? ErrorCode.BLOCKED : ErrorCode.BUFFER_FULL;
        return new PublishException(
                code,
                Outcome.NOT_SENT,
                true,
                "No room for another message to topic " + topic + ": " + room.messages()
                        + " are unconfirmed (publish.max-unconfirmed, publish.max-unconfirmed-bytes)" + pipeline.hint(),
                interrupt);
    }

    /** The fate of a message is known: there is room for another. */
    void left(PendingPublish message) {
        room.release(message.size());
    }

    /** The future of a message is complete. */
    void reported() {
        if (underWay.decrementAndGet() == 0 && closed) {
            synchronized (drained) {
                drained.notifyAll();
            }
        }
    }

    /** Refuses further messages and waits until everything under way is confirmed or failed, at most the given time. */
    public void close(Duration atMost) {
        callbacks.refuseBlocking("Publisher.close");
        closed = true;
        long deadline = System.nanoTime() + atMost.toNanos();
        boolean interrupted = false;
        synchronized (drained) {
            while (underWay.get() > 0 && !pipeline.isClosed()) {
                long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (millis <= 0) {
                    break;
                }
                try {
                    drained.wait(Math.min(millis, 100));
                } catch (InterruptedException e) {
                    interrupted = true;
                    break;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
