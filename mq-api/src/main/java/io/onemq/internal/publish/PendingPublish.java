package io.onemq.internal.publish;

import io.onemq.MqException;
import io.onemq.PublishReceipt;
import io.onemq.internal.CallbackThread;
import io.onemq.spi.OutgoingMessage;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * A message between the call that publishes it and its confirmation. It is what the driver sees, the entry in the
 * writer's queue and the callback that completes the future, so a publish costs few objects.
 */
public abstract class PendingPublish extends CallbackThread.Callback implements OutgoingMessage {
    private static final AtomicIntegerFieldUpdater<PendingPublish> STATE =
            AtomicIntegerFieldUpdater.newUpdater(PendingPublish.class, "state");
    private static final int QUEUED = 0;
    private static final int SENT = 1;
    private static final int DONE = 2;

    private final CompletableFuture<PublishReceipt> future = new CompletableFuture<>();
    private volatile int state = QUEUED;
    private long deadlineNanos;
    private @Nullable String position;
    private boolean duplicate;
    private @Nullable MqException failure;
    private @Nullable PublishChannel channel;

    /** Completes with the receipt or the failure. */
    public final CompletableFuture<PublishReceipt> future() {
        return future;
    }

    /** The bytes counted against the bound on unconfirmed messages. */
    final int size() {
        return payload().length + 64;
    }

    final void admitted(PublishChannel channel, long deadlineNanos) {
        this.channel = channel;
        this.deadlineNanos = deadlineNanos;
    }

    final boolean isDone() {
        return state == DONE;
    }

    final boolean wasSent() {
        return state == SENT;
    }

    /** Returns false if the message is done already and must not be sent. */
    final boolean markSent() {
        return STATE.compareAndSet(this, QUEUED, SENT) || state == SENT;
    }

    final boolean isExpired(long nowNanos) {
        return nowNanos - deadlineNanos >= 0;
    }

    /** Gives up a message that was not sent yet. Returns false if it was, or is done. */
    final boolean cancel() {
        if (!STATE.compareAndSet(this, QUEUED, DONE)) {
            return false;
        }
        leave();
        reported();
        return true;
    }

    final boolean confirm(@Nullable String storedAt, boolean storedBefore) {
        if (STATE.getAndSet(this, DONE) == DONE) {
            return false;
        }
        position = storedAt;
        duplicate = storedBefore;
        leave();
        return true;
    }

    final boolean fail(MqException reason) {
        if (STATE.getAndSet(this, DONE) == DONE) {
            return false;
        }
        failure = reason;
        leave();
        return true;
    }

    private void leave() {
        PublishChannel owner = channel;
        if (owner != null) {
            owner.left(this);
        }
    }

    // Only now: whoever closes the publisher finds every future done.
    private void reported() {
        PublishChannel owner = channel;
        if (owner != null) {
            owner.reported();
        }
    }

    /** Completes the future; runs on the callback thread, or where nobody but the publisher waits on it. */
    @Override
    public final void run() {
        MqException reason = failure;
        if (reason != null) {
            future.completeExceptionally(reason);
        } else {
            future.complete(new PublishReceipt(id(), Optional.ofNullable(position), duplicate));
        }
        reported();
    }
}
