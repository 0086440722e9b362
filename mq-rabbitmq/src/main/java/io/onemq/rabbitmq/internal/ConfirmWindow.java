package io.onemq.rabbitmq.internal;

import io.onemq.spi.OutgoingMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one channel has published and the broker has not confirmed: a ring indexed by the sequence number, which the
 * broker counts from 1 on each channel. Thread-safe.
 */
final class ConfirmWindow {
    private static final int INITIAL_CAPACITY = 1024;

    private @Nullable OutgoingMessage[] slots = new OutgoingMessage[INITIAL_CAPACITY];
    private final Set<Long> returned = new HashSet<>();
    private long first = 1;
    private long next = 1;

    /** Gives the messages the next sequence numbers. Returns the first of them. */
    synchronized long add(List<OutgoingMessage> messages) {
        long start = next;
        while (next - first + messages.size() > slots.length) {
            grow();
        }
        for (OutgoingMessage message : messages) {
            slots[slot(next++)] = message;
        }
        return start;
    }

    private void grow() {
        @Nullable OutgoingMessage[] larger = new OutgoingMessage[slots.length * 2];
        for (long sequence = first; sequence < next; sequence++) {
            larger[(int) (sequence & (larger.length - 1))] = slots[slot(sequence)];
        }
        slots = larger;
    }

    private int slot(long sequence) {
        return (int) (sequence & (slots.length - 1));
    }

    /** Takes out a message that could not be written. Those after it, which are not written yet, move up. */
    synchronized void withdraw(long sequence) {
        for (long s = sequence; s < next - 1; s++) {
            slots[slot(s)] = slots[slot(s + 1)];
        }
        next--;
        slots[slot(next)] = null;
    }

    /** Takes out what a confirmation is about: sorted into messages that reached a queue and those that came back. */
    synchronized void take(long tag, boolean multiple, List<OutgoingMessage> routed, List<OutgoingMessage> unroutable) {
        for (long sequence = multiple ? first : tag; sequence <= tag; sequence++) {
            OutgoingMessage message = sequence < first || sequence >= next ? null : slots[slot(sequence)];
            if (message != null) {
                slots[slot(sequence)] = null;
                (isReturned(sequence) ? unroutable : routed).add(message);
            }
        }
        while (first < next && slots[slot(first)] == null) {
            first++;
        }
    }

    private boolean isReturned(long sequence) {
        return !returned.isEmpty() && returned.remove(sequence);
    }

    /**
     * Notes that a message came back. AMQP does not say which one: it is the oldest of that id and exchange, because the
     * broker returns a message before it confirms it, and handles them in order.
     */
    synchronized void returned(String exchange, String id) {
        for (long sequence = first; sequence < next; sequence++) {
            OutgoingMessage message = slots[slot(sequence)];
            if (message != null
                    && !returned.contains(sequence)
                    && message.id().equals(id)
                    && DelayRoute.mayLeadTo(exchange, message)) {
                returned.add(sequence);
                return;
            }
        }
    }

    /** Returns what is unconfirmed, in order, and forgets it. */
    synchronized List<OutgoingMessage> drain() {
        List<OutgoingMessage> rest = new ArrayList<>();
        for (long sequence = first; sequence < next; sequence++) {
            OutgoingMessage message = slots[slot(sequence)];
            if (message != null) {
                rest.add(Objects.requireNonNull(message));
            }
        }
        Arrays.fill(slots, null);
        first = next;
        return rest;
    }
}
