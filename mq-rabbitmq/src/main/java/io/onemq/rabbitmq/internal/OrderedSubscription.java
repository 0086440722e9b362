package io.onemq.rabbitmq.internal;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import io.onemq.ConnectionException;
import io.onemq.MqException;
import io.onemq.Outcome;
import io.onemq.Settlement;
import io.onemq.spi.DeliveryListener;
import io.onemq.spi.DriverSubscription;
import io.onemq.spi.IncomingMessage;
import io.onemq.spi.SettleRequest;
import io.onemq.spi.SubscriptionSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A member of a group that is ordered by key. It consumes the partitions that are its share, and hands one over in good
 * order when it is another member's. What may block happens on a thread of its own, one thing after the other.
 */
final class OrderedSubscription implements DriverSubscription {
    private static final int CLOSE_MILLIS = 2_000;
    private static final long ASK_MILLIS = 50;
    private static final long POLL_MILLIS = 20;
    private static final long HISTORY_MILLIS = 200;
    private static final long GIVE_UP_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long FORGET_NANOS = TimeUnit.SECONDS.toNanos(60);

    /** All partitions together; so much of each that one owner always gets at once what another one had. */
    private static final int PREFETCH = 512;

    private static final int LEAST_PREFETCH = 16;
    private static final int MOST_PREFETCH = 256;

    private final SubscriptionSpec spec;
    private final NativeConnection connection;
    private final Dispatcher dispatcher;
    private final DeliveryListener listener;
    private final Consumer<DriverSubscription> onClose;
    private final HistoryFirst history;
    private final List<String> queues;
    private final List<String> notes;
    private final ScheduledThreadPoolExecutor thread;
    private final OrderPublisher publisher;
    private final Channel channel;
    private final Membership membership;
    private final Map<Integer, PartitionReader> readers = new ConcurrentHashMap<>();

    /** All calls of the listener happen under it. */
    final Object lock = new Object();

    private volatile boolean stopped;
    private volatile boolean paused;
    private boolean ended; // guarded by lock

    private OrderedSubscription(
            SubscriptionSpec spec,
            boolean hasStreams,
            NativeConnection connection,
            NativeConnection own,
            Dispatcher dispatcher,
            DeliveryListener listener,
            Consumer<DriverSubscription> onClose)
            throws IOException {
        this.spec = spec;
        this.connection = connection;
        this.dispatcher = dispatcher;
        this.listener = listener;
        this.onClose = onClose;
        this.history = new HistoryFirst(connection, spec, hasStreams);
        this.queues = Queues.of(spec.topic(), spec.group());
        this.notes = Queues.notes(spec.topic(), spec.group());
        this.thread = new ScheduledThreadPoolExecutor(1, dispatcher.getThreadFactory());
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        this.publisher = new OrderPublisher(own, dispatcher, () -> lost(publisherLost()));
        this.channel = connection.openChannel();
        this.membership = new Membership(
                Queues.members(spec.topic(), spec.group()),
                spec.consumerName(),
                channel,
                publisher,
                () -> later(this::balance),
                () -> lost(RabbitErrors.cancelled("its queue of members")));
    }

    /** Joins the group. */
    static OrderedSubscription open(
            SubscriptionSpec spec,
            boolean hasStreams,
            NativeConnection connection,
            NativeConnection own,
            Dispatcher dispatcher,
            DeliveryListener listener,
            Consumer<DriverSubscription> onClose) {
        OrderedSubscription subscription = null;
        try {
            subscription = new OrderedSubscription(spec, hasStreams, connection, own, dispatcher, listener, onClose);
            subscription.join();
            return subscription;
        } catch (IOException | AlreadyClosedException e) {
            if (subscription != null) {
                subscription.close();
            }
            own.close();
            throw RabbitErrors.of(e, "Consuming " + name(spec));
        }
    }

    private static String name(SubscriptionSpec spec) {
        return "group " + spec.group().name() + " of topic " + spec.topic().name();
    }

    private void join() throws IOException {
        channel.exchangeDeclarePassive(spec.topic().name());
        for (int i = 0; i < queues.size(); i++) {
            channel.queueDeclarePassive(queues.get(i));
            channel.queueDeclarePassive(notes.get(i));
        }
        membership.join();
        channel.addShutdownListener(this::shutdown);
        // The others answer within that time, so that nothing is taken that is theirs.
        ScheduledFuture<?> unused = thread.schedule(() -> attempt(this::balance), ASK_MILLIS, TimeUnit.MILLISECONDS);
        if (history.isPossible()) {
            unused = thread.scheduleWithFixedDelay(
                    () -> attempt(this::leaveHistory), HISTORY_MILLIS, HISTORY_MILLIS, TimeUnit.MILLISECONDS);
        }
        unused = thread.scheduleWithFixedDelay(
                () -> attempt(this::tick),
                Membership.INTERVAL_MILLIS,
                Membership.INTERVAL_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    private void shutdown(ShutdownSignalException signal) {
        dispatcher.execute(() -> lost(RabbitErrors.lost(signal, "The member of " + name(spec) + " ended")));
    }

    /** Something that may block. */
    interface Task {
        void run() throws IOException;
    }

    /** Does something on the thread of this subscription. */
    void later(Task task) {
        try {
            thread.execute(() -> attempt(task));
        } catch (RejectedExecutionException e) {
            // It is closed, and there is nothing more to do.
            return;
        }
    }

    private void attempt(Task task) {
        if (isEnded()) {
            return;
        }
        try {
            task.run();
        } catch (IOException | RuntimeException e) {
            lost(RabbitErrors.of(e, "Consuming " + name(spec)));
        }
    }

    /** Gives up what is at the end of what was copied, to go on with what is published. */
    private void leaveHistory() throws IOException {
        for (Map.Entry<Integer, PartitionReader> entry : readers.entrySet()) {
            PartitionReader reader = entry.getValue();
            if (!reader.isGivingUp() && history.mayBeOver(entry.getKey(), reader)) {
                reader.giveUp();
                giveUp(entry.getKey(), reader, System.nanoTime() + GIVE_UP_NANOS);
            }
        }
    }

    private void tick() throws IOException {
        membership.tick();
        readers.values().forEach(reader -> reader.tick(FORGET_NANOS));
        balance();
    }

    /** Takes the partitions that are its own and gives up the others. */
    private void balance() throws IOException {
        if (stopped) {
            return;
        }
        boolean pausing = paused;
        Set<Integer> mine = pausing ? Set.of() : Shares.of(spec.consumerName(), membership.members(), queues.size());
        readers.forEach((partition, reader) -> {
            if (!mine.contains(partition) && !reader.isGivingUp()) {
                reader.giveUp();
                giveUp(partition, reader, System.nanoTime() + (pausing ? Long.MAX_VALUE / 2 : GIVE_UP_NANOS));
            }
        });
        boolean attached = false;
        for (int partition : mine) {
            if (!readers.containsKey(partition)) {
                attach(partition);
                attached = true;
            }
        }
        if (attached && history.isPossible()) {
            // Nothing is handed over before: this thread opens the notes.
            GroupMoves.refuseMember(connection, spec.topic(), spec.group());
        }
        // The share of each may have grown.
        readers.values().forEach(PartitionReader::handOver);
    }

    private void attach(int partition) throws IOException {
        PartitionReader reader = PartitionReader.open(
                this,
                connection,
                dispatcher,
                publisher,
                history.next(partition),
                notes.get(partition),
                spec.consumerName() + ".p" + partition,
                history.positions(partition),
                prefetch());
        readers.put(partition, reader);
        if (isEnded()) {
            // It came too late to be closed with the others.
            reader.abort();
        }
    }

    /**
     * The same for all members, whatever their window: a queue keeps the order of what comes back only if the next owner gets
     * all of it at once.
     */
    private int prefetch() {
        return Math.max(LEAST_PREFETCH, Math.min(MOST_PREFETCH, PREFETCH / queues.size()));
    }

    private void giveUp(int partition, PartitionReader reader, long deadlineNanos) {
        List<RabbitMessage> held = reader.stillHeld();
        if (!held.isEmpty() && System.nanoTime() - deadlineNanos < 0) {
            ScheduledFuture<?> unused = thread.schedule(
                    () -> attempt(() -> giveUp(partition, reader, deadlineNanos)), POLL_MILLIS, TimeUnit.MILLISECONDS);
            return;
        }
        reader.end();
        synchronized (lock) {
            if (!held.isEmpty() && !ended) {
                listener.leasesLost(held);
            }
        }
        reader.closeInOrder(CLOSE_MILLIS);
        readers.remove(partition, reader);
        // It may be its own again meanwhile.
        later(this::balance);
    }

    /** How much of a partition may be handed over and unsettled. */
    int share() {
        return Math.max(1, spec.window() / Math.max(1, readers.size()));
    }

    DeliveryListener listener() {
        return listener;
    }

    boolean isStopped() {
        return stopped;
    }

    private boolean isEnded() {
        synchronized (lock) {
            return ended;
        }
    }

    /** A channel of a partition has ended. */
    void ended(PartitionReader reader, MqException cause) {
        if (reader.end()) {
            lost(cause);
        }
    }

    void cancelled(PartitionReader reader, String queue) {
        ended(reader, RabbitErrors.cancelled("queue " + queue));
    }

    /** The delivery is lost with its note, and comes again. */
    void noteFailed(String queue) {
        lost(new ConnectionException(Outcome.UNKNOWN, "RabbitMQ did not take a note of a message of " + queue, null));
    }

    private MqException publisherLost() {
        return new ConnectionException(
                Outcome.UNKNOWN, "The connection for the notes of " + name(spec) + " was lost", null);
    }

    private void lost(MqException cause) {
        synchronized (lock) {
            if (end()) {
                listener.lost(cause);
            }
        }
    }

    private boolean end() {
        synchronized (lock) {
            boolean first = !ended;
            ended = true;
            return first;
        }
    }

    @Override
    public void settle(List<? extends SettleRequest> batch) {
        Map<PartitionReader, List<SettleRequest>> acknowledgements = new HashMap<>();
        for (SettleRequest request : batch) {
            if (!(request.message() instanceof OrderedMessage message) || !isMine(message)) {
                request.complete(Settlement.LEASE_LOST);
            } else if (request.action() == SettleRequest.Action.NOTE) {
                message.reader.note(request);
            } else if (request.action() == SettleRequest.Action.RELEASE) {
                // It goes back with its channel, in its place.
                request.complete(Settlement.SETTLED);
            } else {
                acknowledgements
                        .computeIfAbsent(message.reader, unused -> new ArrayList<>())
                        .add(request);
            }
        }
        acknowledgements.forEach(PartitionReader::settle);
    }

    private boolean isMine(OrderedMessage message) {
        return message.reader.belongsTo(this);
    }

    /** A lease lasts as long as the channel. */
    @Override
    public void renew(Collection<? extends IncomingMessage> messages) {}

    @Override
    public int deliveryLimit() {
        return Queues.deliveryLimit(spec.group());
    }

    /**
     * Gives up the queues when the handlers that run have settled: a server would end a consumer that holds messages for
     * as long as a pause may be. Since this member goes on saying that it is here, nobody else takes them.
     */
    @Override
    public boolean pause() {
        paused = true;
        later(this::balance);
        return false;
    }

    @Override
    public void resume() {
        paused = false;
        later(this::balance);
    }

    @Override
    public void stop() {
        synchronized (lock) {
            if (stopped) {
                return;
            }
            stopped = true;
        }
        membership.leave();
    }

    @Override
    public void close() {
        boolean first = end();
        stop();
        Bounded.run(CLOSE_MILLIS, () -> {
            for (PartitionReader reader : List.copyOf(readers.values())) {
                reader.end();
                if (first) {
                    reader.closeInOrder(CLOSE_MILLIS);
                } else {
                    reader.abort();
                }
            }
            Channels.abort(channel);
        });
        thread.shutdownNow();
        publisher.close();
        onClose.accept(this);
    }
}
