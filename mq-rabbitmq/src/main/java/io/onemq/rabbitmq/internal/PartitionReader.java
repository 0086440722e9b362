package io.onemq.rabbitmq.internal;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Consumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import io.onemq.Settlement;
import io.onemq.spi.SettleRequest;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Consumes one partition on a channel of its own, whose end gives everything back at once and in order. The broker serves
 * one member at a time; who attaches later waits until the one before is gone. So a consumer is never cancelled, which would
 * let the next member have younger messages than those that are still held here.
 */
final class PartitionReader implements Consumer {
    private final OrderedSubscription subscription;
    private final NativeConnection connection;
    private final Dispatcher dispatcher;
    private final OrderPublisher publisher;
    private final String queue;
    private final String notesQueue;
    private final String tag;
    private final int partition;
    private final Channel channel;
    private final Unsettled unsettled = new Unsettled();
    private final Settler settler;
    private final Runnable pause = this::pause;

    // Used by the dispatching thread only.
    private final List<OrderedMessage> arrived = new ArrayList<>();

    // Guarded by the lock of the subscription.
    private final Deque<RabbitMessage> waiting = new ArrayDeque<>();
    private boolean givingUp;
    private boolean over;
    private boolean notesWanted;

    private volatile @Nullable PartitionNotes notes;
    private volatile @Nullable Channel notesChannel;
    private volatile boolean anyWaiting;
    private long notesCompleteNanos;

    private PartitionReader(
            OrderedSubscription subscription,
            NativeConnection connection,
            Dispatcher dispatcher,
            OrderPublisher publisher,
            String queue,
            String notesQueue,
            String tag,
            int partition,
            int prefetch)
            throws IOException {
        this.subscription = subscription;
        this.connection = connection;
        this.dispatcher = dispatcher;
        this.publisher = publisher;
        this.queue = queue;
        this.notesQueue = notesQueue;
        this.tag = tag;
        this.partition = partition;
        this.channel = connection.openChannel();
        this.settler = new Settler(connection, channel, unsettled, new OutcomeCheck(channel, prefetch, dispatcher));
    }

    /** Opens a channel and consumes. The partition is that of the positions of its messages, or none. */
    static PartitionReader open(
            OrderedSubscription subscription,
            NativeConnection connection,
            Dispatcher dispatcher,
            OrderPublisher publisher,
            String queue,
            String notesQueue,
            String tag,
            int partition,
            int prefetch)
            throws IOException {
        PartitionReader reader = new PartitionReader(
                subscription, connection, dispatcher, publisher, queue, notesQueue, tag, partition, prefetch);
        try {
            reader.channel.basicQos(prefetch);
            reader.channel.basicConsume(queue, false, tag, reader);
            reader.channel.addShutdownListener(reader::shutdown);
            return reader;
        } catch (IOException | AlreadyClosedException e) {
            Channels.abort(reader.channel);
            throw e;
        }
    }

    private void shutdown(ShutdownSignalException signal) {
        dispatcher.execute(
                () -> subscription.ended(this, RabbitErrors.lost(signal, "The consumer of " + queue + " ended")));
    }

    @Override
    public void handleDelivery(String consumerTag, Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
        arrived.add(new OrderedMessage(
                this, unsettled, envelope.getDeliveryTag(), envelope.isRedeliver(), partition, properties, body));
        if (arrived.size() == 1) {
            dispatcher.afterCurrentTask(pause);
        }
    }

    private void pause() {
        synchronized (subscription.lock) {
            unsettled.add(new ArrayList<>(arrived));
            waiting.addAll(arrived);
            anyWaiting = true;
            PartitionNotes known = notes;
            if (known != null && known.isComplete()) {
                known.claim(arrived);
            } else if (!notesWanted && !over) {
                // The first delivery says that no other member is served any more.
                notesWanted = true;
                subscription.later(this::openNotes);
            }
            arrived.clear();
            handOver();
        }
    }

    private void openNotes() throws IOException {
        Channel opened = connection.openChannel();
        notesChannel = opened;
        opened.addShutdownListener(this::shutdown);
        PartitionNotes fresh = new PartitionNotes(this, opened, publisher, notesQueue);
        notes = fresh;
        fresh.open();
        if (isOver()) {
            // It came too late to be closed with the channel of the messages.
            Channels.abort(opened);
        }
    }

    /** All notes of earlier owners are here. */
    void notesComplete() {
        PartitionNotes known = Objects.requireNonNull(notes);
        synchronized (subscription.lock) {
            notesCompleteNanos = System.nanoTime();
            List<OrderedMessage> here = new ArrayList<>();
            waiting.forEach(message -> here.add((OrderedMessage) message));
            known.claim(here);
            handOver();
        }
    }

    /** Looks after the notes now and then. */
    void tick(long forgetNanos) {
        PartitionNotes known = notes;
        if (known == null) {
            return;
        }
        if (!known.isComplete()) {
            known.mark();
        } else if (System.nanoTime() - notesCompleteNanos > forgetNanos) {
            // All that the owner before had was delivered at once, so nothing is to come for what nobody claimed.
            known.dropUnclaimed();
        }
    }

    /** Hands over what waits, as far as the share of the window allows. */
    void handOver() {
        synchronized (subscription.lock) {
            PartitionNotes known = notes;
            if (over || givingUp || subscription.isStopped() || known == null || !known.isComplete()) {
                return;
            }
            int count = unsettled.handOver(waiting, subscription.share());
            List<RabbitMessage> batch = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                batch.add(waiting.removeFirst());
            }
            anyWaiting = !waiting.isEmpty();
            if (count > 0) {
                subscription.listener().deliver(batch);
            }
        }
    }

    boolean belongsTo(OrderedSubscription candidate) {
        return subscription == candidate;
    }

    /** Takes settlements of its deliveries. */
    void settle(List<SettleRequest> acknowledgements) {
        List<OrderedMessage> mine = new ArrayList<>(acknowledgements.size());
        for (SettleRequest request : acknowledgements) {
            OrderedMessage message = (OrderedMessage) request.message();
            if (unsettled.contains(message)) {
                mine.add(message);
            }
        }
        settler.settle(acknowledgements);
        PartitionNotes known = notes;
        if (known != null && channel.isOpen()) {
            mine.forEach(known::settled);
        }
        if (anyWaiting) {
            dispatcher.execute(this::handOver);
        }
    }

    /** Keeps a note with a delivery. */
    void note(SettleRequest request) {
        OrderedMessage message = (OrderedMessage) request.message();
        PartitionNotes known = notes;
        if (known == null || !unsettled.contains(message)) {
            request.complete(Settlement.LEASE_LOST);
        } else if (channel.isOpen()) {
            known.put(message, Objects.requireNonNull(request.note()), outcome -> {
                if (outcome == Settlement.SETTLED && channel.isOpen()) {
                    request.complete(Settlement.SETTLED);
                } else {
                    noteFailed(request);
                }
            });
        } else {
            // Whoever settles may hold what the listener needs.
            dispatcher.execute(() -> noteFailed(request));
        }
    }

    /** The loss first: nothing else of the key of the message starts in between. A partition that is over was reported. */
    private void noteFailed(SettleRequest request) {
        if (!isOver()) {
            subscription.noteFailed(queue);
        }
        request.complete(Settlement.LEASE_LOST);
    }

    /** Hands out nothing more, because another member is to have the partition. */
    void giveUp() {
        synchronized (subscription.lock) {
            givingUp = true;
        }
    }

    boolean isGivingUp() {
        synchronized (subscription.lock) {
            return givingUp;
        }
    }

    boolean reads(String candidate) {
        return queue.equals(candidate);
    }

    /** Tells whether it has nothing at the moment. */
    boolean isIdle() {
        synchronized (subscription.lock) {
            return waiting.isEmpty() && unsettled.isEmpty();
        }
    }

    private boolean isOver() {
        synchronized (subscription.lock) {
            return over;
        }
    }

    /** Returns what the application still has; the rest was taken back. */
    List<RabbitMessage> stillHeld() {
        synchronized (subscription.lock) {
            List<RabbitMessage> held = new ArrayList<>();
            subscription
                    .listener()
                    .revoking(unsettled.handedOver())
                    .forEach(message -> held.add((RabbitMessage) message));
            return held;
        }
    }

    /** Says that nothing more comes from here; the channel stays until it is closed. */
    boolean end() {
        synchronized (subscription.lock) {
            boolean first = !over;
            over = true;
            waiting.clear();
            anyWaiting = false;
            return first;
        }
    }

    /** Gives everything back in good order that is not settled. */
    void closeInOrder(long millis) {
        settler.awaitOutcomes(millis);
        PartitionNotes known = notes;
        if (known != null) {
            known.end();
            if (known.isComplete()) {
                known.keepReturns(unsettled.all(), millis);
            }
        }
        settleForGood();
        abort();
    }

    /**
     * Makes sure that the queue has the settlements, as {@link Settler#settleForGood} does. A queue with a single active
     * consumer does not answer a fetch; a further consumer waits behind all others, and is answered.
     */
    private void settleForGood() {
        if (!settler.hasManySettled()) {
            return;
        }
        try {
            channel.basicConsume(queue, false, tag + ".last", this);
        } catch (IOException | AlreadyClosedException e) {
            // The channel is gone already, and with it what this call could have saved.
            return;
        }
    }

    /** The messages first: who gets them waits for the notes. */
    void abort() {
        Channels.abort(channel);
        Channel second = notesChannel;
        if (second != null) {
            Channels.abort(second);
        }
    }

    void cancelled(String which) {
        subscription.cancelled(this, which);
    }

    @Override
    public void handleCancel(String consumerTag) {
        cancelled(queue);
    }

    // The subscription listens to the channels, and knows what it has asked for.

    @Override
    public void handleConsumeOk(String consumerTag) {}

    @Override
    public void handleCancelOk(String consumerTag) {}

    @Override
    public void handleShutdownSignal(String consumerTag, @Nullable ShutdownSignalException signal) {}

    @Override
    public void handleRecoverOk(String consumerTag) {}
}
