package io.onemq.rabbitmq.internal;

import io.onemq.spi.SettleRequest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one channel has delivered and nobody has settled yet, in the order of the delivery tags: a linked list through
 * the messages themselves, however long one of them is held. Thread-safe.
 */
final class Unsettled {
    private @Nullable RabbitMessage head;
    private @Nullable RabbitMessage tail;
    private long lastTag;
    private int handed;

    /** Adds deliveries, which come in the order of their tags. */
    synchronized void add(Collection<RabbitMessage> arrived) {
        for (RabbitMessage message : arrived) {
            message.listed = true;
            message.previous = tail;
            if (tail == null) {
                head = message;
            } else {
                tail.next = message;
            }
            tail = message;
            lastTag = message.tag;
        }
    }

    /** Marks as many of the given deliveries as handed over as the window allows, and returns how many. */
    synchronized int handOver(Iterable<RabbitMessage> waiting, int window) {
        int count = 0;
        for (RabbitMessage message : waiting) {
            if (handed >= window) {
                break;
            }
            message.handed = true;
            handed++;
            count++;
        }
        return count;
    }

    /** Takes deliveries out that are about to be settled; sorts out those of other channels and those taken before. */
    synchronized void take(
            List<? extends SettleRequest> batch, List<SettleRequest> taken, List<SettleRequest> refused) {
        for (SettleRequest request : batch) {
            if (request.message() instanceof RabbitMessage message && message.owner == this && message.listed) {
                remove(message);
                taken.add(request);
            } else {
                refused.add(request);
            }
        }
    }

    /** Tells whether a delivery is of this channel and not settled. */
    synchronized boolean contains(RabbitMessage message) {
        return message.owner == this && message.listed;
    }

    /** Returns those that were handed over. */
    synchronized List<RabbitMessage> handedOver() {
        List<RabbitMessage> all = new ArrayList<>();
        for (RabbitMessage message = head; message != null; message = message.next) {
            if (message.handed) {
                all.add(message);
            }
        }
        return all;
    }

    /** Returns all, each of which must be of a group that is ordered by key. */
    synchronized List<OrderedMessage> all() {
        List<OrderedMessage> all = new ArrayList<>();
        for (RabbitMessage message = head; message != null; message = message.next) {
            all.add((OrderedMessage) message);
        }
        return all;
    }

    /** Takes deliveries out that were never handed over. */
    synchronized void remove(List<RabbitMessage> messages) {
        messages.forEach(this::remove);
    }

    private void remove(RabbitMessage message) {
        message.listed = false;
        handed -= message.handed ? 1 : 0;
        RabbitMessage before = message.previous;
        RabbitMessage after = message.next;
        if (before == null) {
            head = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            tail = before;
        } else {
            after.previous = before;
        }
        message.previous = null;
        message.next = null;
    }

    synchronized boolean isEmpty() {
        return head == null;
    }

    /** Returns the highest tag up to which nothing is left. */
    synchronized long settledUpTo() {
        return head == null ? lastTag : head.tag - 1;
    }
}
