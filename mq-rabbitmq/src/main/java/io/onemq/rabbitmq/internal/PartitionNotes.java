package io.onemq.rabbitmq.internal;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import com.rabbitmq.client.impl.LongStringHelper;
import io.onemq.Settlement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The notes that the owner of a partition keeps with messages that stay where they are. They live in a queue of their own.
 * The owner holds them unsettled, so that the next owner gets them when its channel ends. A newer note of a message
 * replaces the older one, and the settlement of the message drops it. Thread-safe.
 *
 * <p>A new owner must have read all of them before it hands out anything. It puts a mark behind them, and has them all
 * when that arrives: the queue has a single active consumer, so everything of the owner before is back by then.
 */
final class PartitionNotes implements com.rabbitmq.client.Consumer {
    private static final String OF = "onemq-note-of";
    private static final String OWNER = "onemq-note-owner";
    private static final String RETURNS = "onemq-note-returns";

    private final PartitionReader reader;
    private final Channel channel;
    private final OrderPublisher publisher;
    private final String queue;
    private final String owner = UUID.randomUUID().toString();

    // Guarded by this.
    private final Map<String, Entry> entries = new HashMap<>();
    private int unclaimed;
    private boolean complete;
    private boolean over;

    /** The notes of one message. */
    private static final class Entry {
        private @Nullable String text;
        private int returns;
        /** The delivery tag of the note that counts, 0 if it has not arrived. */
        private long tag;
        /** How many were published and have not arrived. */
        private int underWay;

        private boolean claimed;
        private boolean dropped;
    }

    PartitionNotes(PartitionReader reader, Channel channel, OrderPublisher publisher, String queue) {
        this.reader = reader;
        this.channel = channel;
        this.publisher = publisher;
        this.queue = queue;
    }

    /** Starts to read the notes. */
    void open() throws IOException {
        channel.basicConsume(queue, false, this);
        mark();
    }

    /** Puts a mark behind all that is there, unless one has arrived. Marks may be lost to an owner that just ends. */
    void mark() {
        if (!isComplete()) {
            publisher.store(queue, Map.of(OWNER, owner), "", outcome -> {});
        }
    }

    /** Tells whether all that earlier owners noted is here. */
    synchronized boolean isComplete() {
        return complete;
    }

    @Override
    public void handleDelivery(String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
        Map<String, Object> headers = properties.getHeaders() == null ? Map.of() : properties.getHeaders();
        boolean own = owner.equals(String.valueOf(headers.get(OWNER)));
        Object of = headers.get(OF);
        boolean last = false;
        synchronized (this) {
            if (of != null) {
                note(own, String.valueOf(of), headers, envelope.getDeliveryTag(), body);
            } else if (own) {
                last = !complete;
                complete = true;
                acknowledge(envelope.getDeliveryTag());
            } else if (!over) {
                // Of an owner that is gone. Or of the next one, if this one is about to go: it puts another one there.
                acknowledge(envelope.getDeliveryTag());
            }
        }
        if (last) {
            reader.notesComplete();
        }
    }

    private void note(boolean own, String identity, Map<String, Object> headers, long tag, byte[] body) {
        if (complete && !own) {
            // It was on its way when its owner ended, and nobody was told that it is there.
            acknowledge(tag);
            return;
        }
        Entry entry = entries.computeIfAbsent(identity, unused -> new Entry());
        if (!own) {
            unclaimed += entry.tag == 0 ? 1 : 0;
            entry.text = body.length == 0 ? null : new String(body, StandardCharsets.UTF_8);
            entry.returns = (int) Math.max(0, HeaderValues.number(headers.get(RETURNS)));
        } else {
            entry.underWay--;
        }
        if (entry.tag != 0) {
            acknowledge(entry.tag);
        }
        entry.tag = tag;
        if (entry.dropped) {
            drop(identity, entry);
        }
    }

    /** Tells messages that have arrived, in order, what is noted of them. */
    synchronized void claim(List<OrderedMessage> arrived) {
        if (entries.isEmpty()) {
            return;
        }
        for (OrderedMessage message : arrived) {
            if (unclaimed == 0) {
                return;
            }
            if (!message.isRedelivered()) {
                // What was with the owner before comes first, so the messages of the other notes are gone.
                dropUnclaimed();
                return;
            }
            Entry entry = entries.get(message.identity());
            if (entry != null && !entry.claimed && entry.underWay == 0) {
                entry.claimed = true;
                unclaimed--;
                message.noted(entry.text, entry.returns);
            }
        }
    }

    /** Drops the notes of messages that have not come. */
    synchronized void dropUnclaimed() {
        if (unclaimed == 0) {
            return;
        }
        for (Map.Entry<String, Entry> each : List.copyOf(entries.entrySet())) {
            Entry entry = each.getValue();
            if (!entry.claimed && entry.tag != 0) {
                drop(each.getKey(), entry);
            }
        }
        unclaimed = 0;
    }

    /** Keeps a note with a message and says when it is there for good. */
    synchronized void put(OrderedMessage message, String text, Consumer<Settlement> then) {
        Entry entry = entries.computeIfAbsent(message.identity(), unused -> new Entry());
        entry.claimed = true;
        entry.dropped = false;
        entry.text = text;
        store(message, entry, then);
    }

    /**
     * Notes of messages that go back in good order that nobody died with them, and waits until that is there. A message
     * that comes back for the first time is above suspicion anyway.
     */
    void keepReturns(List<OrderedMessage> back, long millis) {
        List<CompletableFuture<Settlement>> kept = new ArrayList<>();
        synchronized (this) {
            for (OrderedMessage message : back) {
                if (message.earlierDeliveries() > 0) {
                    CompletableFuture<Settlement> stored = new CompletableFuture<>();
                    kept.add(stored);
                    Entry entry = entries.computeIfAbsent(message.identity(), unused -> new Entry());
                    entry.returns = message.allReturns() + 1;
                    store(message, entry, stored::complete);
                }
            }
        }
        try {
            CompletableFuture.allOf(kept.toArray(new CompletableFuture<?>[0])).get(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // Then it looks as if somebody had died with them, and they are handled with more care.
            return;
        }
    }

    private void store(OrderedMessage message, Entry entry, Consumer<Settlement> then) {
        entry.underWay++;
        Map<String, Object> headers = new HashMap<>();
        headers.put(OWNER, owner);
        headers.put(OF, LongStringHelper.asLongString(message.identity()));
        if (entry.returns > 0) {
            headers.put(RETURNS, LongStringHelper.asLongString(Integer.toString(entry.returns)));
        }
        String text = entry.text;
        publisher.store(queue, headers, text == null ? "" : text, then);
    }

    /** A message is settled, and needs no note any more. */
    synchronized void settled(OrderedMessage message) {
        if (entries.isEmpty()) {
            return;
        }
        String identity = message.identity();
        Entry entry = entries.get(identity);
        if (entry != null) {
            drop(identity, entry);
        }
    }

    private void drop(String identity, Entry entry) {
        entry.dropped = true;
        if (entry.tag != 0) {
            acknowledge(entry.tag);
            entry.tag = 0;
        }
        if (entry.underWay == 0) {
            entries.remove(identity);
        }
    }

    private void acknowledge(long tag) {
        try {
            channel.basicAck(tag, false);
        } catch (IOException | AlreadyClosedException e) {
            // The channel is gone, and the next owner drops what is left.
            over = true;
        }
    }

    /** The owner is about to end, and takes nothing out of the queue any more. */
    synchronized void end() {
        over = true;
    }

    @Override
    public void handleCancel(String tag) {
        reader.cancelled(queue);
    }

    @Override
    public void handleConsumeOk(String tag) {}

    @Override
    public void handleCancelOk(String tag) {}

    @Override
    public void handleShutdownSignal(String tag, @Nullable ShutdownSignalException signal) {}

    @Override
    public void handleRecoverOk(String tag) {}
}
