package io.onemq.rabbitmq.internal;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import io.onemq.Settlement;
import io.onemq.spi.SettleRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Writes the settlements of one channel. Acknowledgements of everything up to some tag become one frame; the others get
 * a frame each, all in one write. Thread-safe.
 */
final class Settler {
    /** So many settlements of a channel the broker passes on to a queue at once; it keeps the rest in the channel. */
    private static final int PASSED_ON_AT_ONCE = 32;

    private final NativeConnection connection;
    private final Channel channel;
    private final Unsettled unsettled;
    private final OutcomeCheck check;
    private final Object order = new Object();
    private long frames; // guarded by order

    Settler(NativeConnection connection, Channel channel, Unsettled unsettled, OutcomeCheck check) {
        this.connection = connection;
        this.channel = channel;
        this.unsettled = unsettled;
        this.check = check;
    }

    void settle(List<? extends SettleRequest> batch) {
        List<SettleRequest> sent = new ArrayList<>(batch.size());
        List<SettleRequest> stale = new ArrayList<>(0);
        Settlement failure;
        boolean ask;
        // What is taken out of the list must be on the wire before anybody else acknowledges past it: a message handed
        // back would otherwise be acknowledged along with its neighbours.
        synchronized (order) {
            unsettled.take(batch, sent, stale);
            failure = sent.isEmpty() ? null : write(sent);
            ask = failure == null && leaveToCheck(sent);
        }
        complete(stale, Settlement.LEASE_LOST);
        complete(sent, failure == null ? Settlement.SETTLED : failure);
        if (ask) {
            check.ask();
        }
    }

    /** Moves those whose outcome is wanted from the list to the check. Returns whether it is to be asked. */
    private boolean leaveToCheck(List<SettleRequest> sent) {
        List<SettleRequest> wanted = new ArrayList<>(0);
        sent.removeIf(request -> request.outcomeWanted() && wanted.add(request));
        return !wanted.isEmpty() && check.add(wanted);
    }

    /** Waits for the outcomes of what was settled so far, also of what is being settled right now. */
    void awaitOutcomes(long millis) {
        Future<Void> pending;
        // With the lock, so that nothing is taken out of the list whose outcome is not asked for yet.
        synchronized (order) {
            pending = check.pending();
        }
        OutcomeCheck.await(pending, millis);
    }

    private static void complete(List<SettleRequest> requests, Settlement outcome) {
        for (SettleRequest request : requests) {
            request.complete(outcome);
        }
    }

    private @Nullable Settlement write(List<SettleRequest> requests) {
        if (!channel.isOpen()) {
            return Settlement.LEASE_LOST;
        }
        try {
            connection.cork();
            try {
                writeCorked(requests);
            } finally {
                connection.uncork();
            }
            return null;
        } catch (IOException | AlreadyClosedException e) {
            // Whatever reached the broker counts; the reader of the connection reports the loss.
            if (channel.isOpen()) {
                connection.cut();
            }
            return Settlement.UNKNOWN;
        }
    }

    private void writeCorked(List<SettleRequest> requests) throws IOException {
        long done = unsettled.settledUpTo();
        long upTo = 0;
        for (SettleRequest request : requests) {
            long tag = ((RabbitMessage) request.message()).tag;
            frames++;
            if (request.action() == SettleRequest.Action.RELEASE) {
                channel.basicNack(tag, false, true);
            } else if (tag <= done) {
                upTo = Math.max(upTo, tag);
            } else {
                channel.basicAck(tag, false);
            }
        }
        if (upTo > 0) {
            channel.basicAck(upTo, true);
        }
    }

    /** Hands deliveries back that were never handed over. */
    void giveBack(List<RabbitMessage> messages) {
        synchronized (order) {
            unsettled.remove(messages);
            try {
                connection.cork();
                try {
                    for (RabbitMessage message : messages) {
                        channel.basicNack(message.tag, false, true);
                    }
                } finally {
                    connection.uncork();
                }
            } catch (IOException | AlreadyClosedException e) {
                // A channel that is closed, or about to be, gives everything back by itself.
                if (channel.isOpen()) {
                    connection.cut();
                }
            }
        }
    }

    /**
     * Makes sure that the queues have the settlements before the channel is closed, which would drop those that the
     * broker has accepted and not passed on yet. Fetching a message goes the same way and is answered by the queue. A
     * message that is fetched so returns to its queue when the channel is closed.
     */
    void settleForGood(List<String> queues) {
        if (!hasManySettled()) {
            return;
        }
        try {
            for (String queue : queues) {
                channel.basicGet(queue, false);
            }
        } catch (IOException | AlreadyClosedException e) {
            // The channel is gone already, and with it what this call could have saved.
            return;
        }
    }

    /** Tells whether so much was settled that the broker may not have passed on all of it. */
    boolean hasManySettled() {
        synchronized (order) {
            return frames >= PASSED_ON_AT_ONCE;
        }
    }
}
