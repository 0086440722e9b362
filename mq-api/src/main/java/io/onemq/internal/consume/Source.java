package io.onemq.internal.consume;

import io.onemq.ErrorCode;
import io.onemq.MqEvent;
import io.onemq.MqException;
import io.onemq.Ordering;
import io.onemq.internal.Backoff;
import io.onemq.internal.MessageIds;
import io.onemq.spi.GroupSpec;
import io.onemq.spi.IncomingMessage;
import io.onemq.spi.SubscriptionSpec;
import io.onemq.spi.TopicSpec;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One topic that a reader consumes, through one incarnation after the other. */
final class Source {
    private final GroupReader reader;
    private final TopicSpec topic;
    private final GroupSpec group;
    private final int window;
    private final boolean isolated;
    private final Backoff backoff;
    private final Object lock = new Object();

    private @Nullable Incarnation current;
    private boolean closed;
    private boolean stopped;

    /** Creates a source; what an isolated one delivers is handled apart. */
    Source(GroupReader reader, TopicSpec topic, GroupSpec group, int window, boolean isolated) {
        this.reader = reader;
        this.topic = topic;
        this.group = group;
        this.window = window;
        this.isolated = isolated;
        this.backoff =
                new Backoff(reader.settings().reconnectMin(), reader.settings().reconnectMax());
    }

    /** What a message carries of its past: copies in their headers, messages that keep their place in a note. */
    Past past(IncomingMessage message) {
        return isOrdered() ? Past.ofNote(message.note()) : Past.ofHeaders(message);
    }

    /** Tells whether its messages keep their place in the order of their keys; the group's private topics have none. */
    boolean isOrdered() {
        return group.ordering() == Ordering.KEY;
    }

    boolean isIsolated() {
        return isolated;
    }

    int window() {
        return window;
    }

    /** Opens the first incarnation on the calling thread, retrying until a deadline. */
    void open(long deadlineNanos) {
        while (true) {
            try {
                openOnce();
                return;
            } catch (MqException e) {
                long delay = TimeUnit.MILLISECONDS.toNanos(backoff.nextDelayMillis());
                if (!e.retryable() || isUnwanted() || System.nanoTime() + delay - deadlineNanos >= 0) {
                    throw e;
                }
                reader.pause(delay);
            }
        }
    }

    private void openOnce() {
        Incarnation fresh = new Incarnation(reader, this);
        SubscriptionSpec spec = new SubscriptionSpec(
                topic,
                group,
                "c-" + MessageIds.next(),
                window,
                reader.settings().lease());
        fresh.opened(
                reader.isBroadcast()
                        ? reader.connection().openBroadcast(spec, fresh)
                        : reader.connection().openSubscription(spec, fresh));
        boolean unwanted;
        synchronized (lock) {
            unwanted = isUnwanted();
            if (!unwanted) {
                current = fresh;
            }
        }
        if (unwanted) {
            fresh.close();
        } else if (fresh.isDead() && dropCurrent(fresh)) {
            // The loss came before the incarnation was known here, so that lost() did not reopen.
            reopen();
        } else {
            backoff.reset();
            fresh.followPause();
        }
    }

    /** Lets the incarnation that is open pause or go on, as the reader does. Blocks. */
    void followPause() {
        Incarnation incarnation = current();
        if (incarnation != null) {
            incarnation.followPause();
        }
    }

    private boolean isUnwanted() {
        synchronized (lock) {
            return closed || stopped;
        }
    }

    void lost(Incarnation lost, MqException cause) {
        if (dropCurrent(lost)) {
            away(cause);
            reopen();
        }
        reader.inBackground(lost::close);
    }

    void away(MqException cause) {
        reader.events().emit(MqEvent.Type.DISCONNECTED, name() + " lost its connection; reconnecting", cause);
    }

    void back() {
        reader.events().emit(MqEvent.Type.RECONNECTED, name() + " is connected again");
    }

    /** Whoever gets true has to open the next incarnation; nobody else may. */
    private boolean dropCurrent(Incarnation lost) {
        synchronized (lock) {
            if (current != lost) {
                return false;
            }
            current = null;
            return true;
        }
    }

    private void reopen() {
        reader.later(backoff.nextDelayMillis(), this::tryReopen);
    }

    private void tryReopen() {
        if (isUnwanted()) {
            return;
        }
        try {
            openOnce();
            back();
            if (reader.isBroadcast()) {
                reader.events()
                        .emit(
                                MqEvent.Type.GAP,
                                name() + " is attached anew; it has not seen what was published from the loss of its"
                                        + " connection until now");
            }
        } catch (MqException e) {
            if (e.code() == ErrorCode.NOT_FOUND) {
                restore(e);
            } else if (!e.retryable()) {
                cannotGoOn(e);
            }
            reopen();
        } catch (RuntimeException e) {
            // Whatever it is, a consumer never gives up by itself: an operator may put it right meanwhile.
            cannotGoOn(e);
            reopen();
        }
    }

    private void cannotGoOn(RuntimeException failure) {
        reader.events().emit(MqEvent.Type.NOTICE, name() + " cannot go on: " + failure.getMessage(), failure);
    }

    private void restore(MqException missing) {
        try {
            reader.ensureTopology();
            reader.events()
                    .emit(
                            MqEvent.Type.NOTICE,
                            name() + " found its topic or group gone and declared it again; messages that waited in "
                                    + "it are gone unless the broker kept them",
                            missing);
        } catch (RuntimeException e) {
            cannotGoOn(e);
        }
    }

    private String name() {
        return "Consumer of topic " + topic.name() + ", group " + group.name();
    }

    void flush() {
        Incarnation incarnation = current();
        if (incarnation != null) {
            incarnation.flush();
        }
    }

    void renew(long nowNanos) {
        Incarnation incarnation = current();
        if (incarnation != null) {
            incarnation.renew(nowNanos);
        }
    }

    /** Takes no new deliveries; what is there can be settled. */
    void stop() {
        synchronized (lock) {
            stopped = true;
        }
        Incarnation incarnation = current();
        if (incarnation != null) {
            incarnation.stop();
        }
    }

    void close() {
        synchronized (lock) {
            closed = true;
        }
        Incarnation incarnation = current();
        if (incarnation != null) {
            incarnation.close();
        }
    }

    boolean isConnected() {
        synchronized (lock) {
            return current != null && !current.isAway() && !closed;
        }
    }

    private @Nullable Incarnation current() {
        synchronized (lock) {
            return current;
        }
    }
}
