package io.onemq.internal.publish;

import io.onemq.ConnectionException;
import io.onemq.ErrorCode;
import io.onemq.MqEvent;
import io.onemq.MqException;
import io.onemq.Outcome;
import io.onemq.PublishException;
import io.onemq.internal.Backoff;
import io.onemq.internal.CallbackThread;
import io.onemq.internal.Events;
import io.onemq.internal.Handoff;
import io.onemq.internal.Threads;
import io.onemq.spi.DriverConnection;
import io.onemq.spi.DriverPublisher;
import io.onemq.spi.OutgoingMessage;
import io.onemq.spi.PublishListener;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The way of all publishers of a client to the broker: one writer thread that sends what has accumulated as a batch,
 * keeps the unconfirmed window in order, and sends the whole window again after a lost connection until each message's
 * deadline.
 */
public final class PublishPipeline implements AutoCloseable {
    private static final int MAX_BATCH = 512;
    private static final int MANY = 256;
    private static final long EXPIRY_CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final String name;
    private final DriverConnection connection;
    private final PublishSettings settings;
    private final CallbackThread callbacks;
    private final Events events;
    private final Room room;
    private final Backoff backoff;
    private final Handoff<PendingPublish> queue = new Handoff<>();
    private final Thread writer;

    // Owned by the writer thread.
    private final ArrayDeque<PendingPublish> unsent = new ArrayDeque<>();
    private final ArrayDeque<PendingPublish> unconfirmed = new ArrayDeque<>();
    private final List<PendingPublish> batch = new ArrayList<>(MAX_BATCH);
    private @Nullable Epoch epoch;
    private boolean disconnected;
    private long reopenAtNanos;

    private volatile boolean parked;
    private volatile boolean blocked;
    private volatile boolean closing;
    private volatile boolean closed;
    private volatile long closeDeadlineNanos;
    private volatile @Nullable MqException lastFailure;

    public PublishPipeline(
            String name,
            DriverConnection connection,
            PublishSettings settings,
            CallbackThread callbacks,
            Events events) {
        this.name = name;
        this.connection = connection;
        this.settings = settings;
        this.callbacks = callbacks;
        this.events = events;
        this.room = new Room(settings.maxUnconfirmed(), settings.maxUnconfirmedBytes());
        this.backoff = new Backoff(settings.reconnectMin(), settings.reconnectMax());
        this.writer = new Thread(this::run, "onemq-publish-" + name);
        writer.setDaemon(true);
        writer.start();
    }

    /** Creates the way of one publisher into this pipeline. */
    public PublishChannel channel(String topic) {
        return new PublishChannel(this, room, settings, callbacks, topic);
    }

    void submit(PendingPublish message) {
        queue.add(message);
        wake();
        // The writer may have ended before it saw the message; whoever notices last fails it.
        if (closed) {
            failQueued();
        }
    }

    /** Tells whether so many messages are unconfirmed that a moment's delay of one of them does not matter. */
    public boolean awaitsMany() {
        return room.messages() >= MANY;
    }

    boolean isBlocked() {
        return blocked;
    }

    boolean isClosed() {
        return closed;
    }

    /** Says what holds messages back at the moment, for error messages. */
    String hint() {
        if (blocked) {
            return "; the broker applies flow control";
        }
        MqException failure = lastFailure;
        return failure == null ? "" : "; not connected: " + failure.getMessage();
    }

    private void wake() {
        if (parked) {
            LockSupport.unpark(writer);
        }
    }

    private void run() {
        while (!isFinished()) {
            takeQueued();
            dropLostEpoch();
            trimAndExpire();
            if (unsent.isEmpty() || blocked || !isOpen()) {
                park();
            } else {
                sendBatch();
            }
        }
        finish();
    }

    private boolean isFinished() {
        return closing
                && queue.isEmpty()
                && ((unsent.isEmpty() && unconfirmed.isEmpty()) || System.nanoTime() - closeDeadlineNanos >= 0);
    }

    private void takeQueued() {
        PendingPublish message = queue.takeAll();
        while (message != null) {
            PendingPublish next = queue.next(message);
            unsent.addLast(message);
            message = next;
        }
    }

    /** Puts the whole unconfirmed window of a lost connection in front of what was not sent, in order. */
    private void dropLostEpoch() {
        Epoch current = epoch;
        MqException cause = current == null ? null : current.lostCause;
        if (current == null || cause == null) {
            return;
        }
        epoch = null;
        current.close();
        blocked = false;
        noteDisconnected(cause);
        while (!unconfirmed.isEmpty()) {
            PendingPublish last = unconfirmed.removeLast();
            if (!last.isDone()) {
                unsent.addFirst(last);
            }
        }
    }

    private void trimAndExpire() {
        long now = System.nanoTime();
        expire(unconfirmed, now);
        expire(unsent, now);
        if (unconfirmed.size() > 2 * Math.max(MAX_BATCH, room.messages())) {
            unconfirmed.removeIf(PendingPublish::isDone);
        }
    }

    private void expire(ArrayDeque<PendingPublish> messages, long now) {
        PendingPublish head = messages.peekFirst();
        while (head != null && (head.isDone() || head.isExpired(now))) {
            messages.removeFirst();
            if (!head.isDone()) {
                fail(head, expired(head));
            }
            head = messages.peekFirst();
        }
    }

    private MqException expired(PendingPublish message) {
        boolean sent = message.wasSent();
        return new PublishException(
                blocked ? ErrorCode.BLOCKED : ErrorCode.TIMEOUT,
                sent ? Outcome.UNKNOWN : Outcome.NOT_SENT,
                true,
                "Message " + message.id() + " to topic " + message.topic().name() + " was not confirmed within "
                        + settings.deliveryTimeout() + (sent ? "; it may be stored" : " and was not sent") + hint(),
                lastFailure);
    }

    /** Opens a publisher if there is none and the backoff has passed. */
    private boolean isOpen() {
        if (epoch != null) {
            return true;
        }
        if (System.nanoTime() - reopenAtNanos < 0 && disconnected) {
            return false;
        }
        Epoch fresh = new Epoch();
        try {
            fresh.publisher = connection.openPublisher(fresh);
        } catch (MqException e) {
            openFailed(e);
            return false;
        } catch (RuntimeException e) {
            openFailed(new ConnectionException(Outcome.NOT_SENT, "The driver failed while it connected: " + e, e));
            return false;
        }
        epoch = fresh;
        noteConnected();
        return true;
    }

    private void openFailed(MqException failure) {
        noteDisconnected(failure);
        if (!failure.retryable()) {
            unsent.forEach(message -> fail(message, refused(message, failure)));
            unsent.clear();
        }
    }

    private static MqException refused(PendingPublish message, MqException failure) {
        return new PublishException(
                failure.code(),
                message.wasSent() ? Outcome.UNKNOWN : Outcome.NOT_SENT,
                false,
                "Message " + message.id() + " to topic " + message.topic().name() + " cannot be sent: "
                        + failure.getMessage(),
                failure);
    }

    private void noteDisconnected(MqException cause) {
        lastFailure = cause;
        reopenAtNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(backoff.nextDelayMillis());
        if (!disconnected) {
            disconnected = true;
            events.emit(
                    MqEvent.Type.DISCONNECTED, "Publishing (" + name + ") lost its connection; reconnecting", cause);
        }
    }

    private void noteConnected() {
        lastFailure = null;
        if (disconnected) {
            disconnected = false;
            events.emit(
                    MqEvent.Type.RECONNECTED,
                    "Publishing (" + name + ") is connected again; " + unsent.size() + " messages wait to be sent");
        }
        backoff.reset();
    }

    private void sendBatch() {
        Epoch current = epoch;
        while (batch.size() < MAX_BATCH && !unsent.isEmpty()) {
            PendingPublish message = unsent.removeFirst();
            if (message.markSent()) {
                batch.add(message);
                unconfirmed.addLast(message);
            }
        }
        if (current != null && !batch.isEmpty()) {
            current.send(batch);
        }
        batch.clear();
    }

    private void park() {
        parked = true;
        // Looked at again after the flag is up, so that a wake-up between the two is not missed.
        boolean nothingNew = queue.isEmpty() && (epoch == null || epoch.lostCause == null);
        if (nothingNew && (unsent.isEmpty() && unconfirmed.isEmpty() && !closing)) {
            LockSupport.park(this);
        } else if (nothingNew) {
            LockSupport.parkNanos(this, parkNanos());
        }
        parked = false;
    }

    private long parkNanos() {
        if (epoch == null && disconnected && !unsent.isEmpty()) {
            return Math.max(1, Math.min(EXPIRY_CHECK_NANOS, reopenAtNanos - System.nanoTime()));
        }
        return closing ? TimeUnit.MILLISECONDS.toNanos(2) : EXPIRY_CHECK_NANOS;
    }

    private void fail(PendingPublish message, MqException failure) {
        if (message.fail(failure)) {
            callbacks.execute(message);
        }
    }

    /** Sends what waits, for at most the given time; what is unconfirmed then fails. Idempotent. */
    public void close(Duration atMost) {
        if (!closing) {
            closeDeadlineNanos = System.nanoTime() + atMost.toNanos();
            closing = true;
        }
        LockSupport.unpark(writer);
        Threads.joinUninterruptibly(writer, atMost.toMillis() + 10_000);
    }

    @Override
    public void close() {
        close(Duration.ZERO);
    }

    private void finish() {
        Epoch current = epoch;
        if (current != null) {
            current.close();
        }
        closed = true;
        takeQueued();
        unconfirmed.forEach(this::failClosed);
        unsent.forEach(this::failClosed);
        failQueued();
    }

    private void failQueued() {
        PendingPublish message = queue.takeAll();
        while (message != null) {
            PendingPublish next = queue.next(message);
            failClosed(message);
            message = next;
        }
    }

    private void failClosed(PendingPublish message) {
        fail(
                message,
                new PublishException(
                        ErrorCode.CLOSED,
                        message.wasSent() ? Outcome.UNKNOWN : Outcome.NOT_SENT,
                        false,
                        "The client was closed before message " + message.id() + " to topic "
                                + message.topic().name() + " was confirmed" + hint(),
                        null));
    }

    /** One driver publisher, from its opening to its loss. */
    private final class Epoch implements PublishListener {
        private volatile @Nullable DriverPublisher publisher;
        private volatile @Nullable MqException lostCause;

        void send(List<PendingPublish> messages) {
            DriverPublisher target = publisher;
            try {
                if (target != null) {
                    target.publish(messages);
                }
            } catch (RuntimeException e) {
                lost(new ConnectionException(Outcome.UNKNOWN, "The driver failed while it sent: " + e, e));
            }
        }

        void close() {
            DriverPublisher target = publisher;
            if (target != null) {
                target.close();
            }
        }

        // A confirmation is true whenever it comes, also from a publisher that was lost meanwhile.
        @Override
        public void confirmed(OutgoingMessage message, @Nullable String position) {
            confirm((PendingPublish) message, position, false);
        }

        @Override
        public void duplicate(OutgoingMessage message, @Nullable String position) {
            confirm((PendingPublish) message, position, true);
        }

        private void confirm(PendingPublish pending, @Nullable String position, boolean duplicate) {
            if (pending.confirm(position, duplicate)) {
                callbacks.execute(pending);
                wakeIfClosing();
            }
        }

        @Override
        public void failed(OutgoingMessage message, PublishException failure) {
            fail((PendingPublish) message, failure);
            wakeIfClosing();
        }

        @Override
        public void lost(MqException cause) {
            lostCause = cause;
            LockSupport.unpark(writer);
        }

        @Override
        public void blocked(String reason) {
            if (epoch == this || epoch == null) {
                blocked = true;
                events.emit(MqEvent.Type.BLOCKED, "The broker blocks publishing (" + name + "): " + reason);
            }
        }

        @Override
        public void unblocked() {
            blocked = false;
            events.emit(MqEvent.Type.UNBLOCKED, "The broker takes messages again (" + name + ")");
            LockSupport.unpark(writer);
        }

        @Override
        public void notice(String message) {
            events.emit(MqEvent.Type.NOTICE, message);
        }

        @Override
        public void reconnecting(MqException cause) {
            lastFailure = cause;
            events.emit(
                    MqEvent.Type.DISCONNECTED, "Publishing (" + name + ") lost its connection; reconnecting", cause);
        }

        @Override
        public void reconnected() {
            lastFailure = null;
            events.emit(MqEvent.Type.RECONNECTED, "Publishing (" + name + ") is connected again");
        }

        private void wakeIfClosing() {
            if (closing) {
                wake();
            }
        }
    }
}
