package io.onemq.rabbitmq.internal;

import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.ShutdownSignalException;
import io.onemq.ConnectionException;
import io.onemq.ErrorCode;
import io.onemq.MqException;
import io.onemq.Outcome;
import io.onemq.StartPosition;
import io.onemq.spi.GroupSpec;
import io.onemq.spi.TopicSpec;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Lets groups of topics with streams start in the past and moves them: who does it, and who completes what another one has
 * begun. What is to be copied of a stream is copied on a thread of its own, as long as it takes. Thread-safe.
 */
final class GroupMoves {
    private static final long LOCK_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final long COPY_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long AGAIN_MILLIS = 500;
    private static final long LEAST_MILLIS = 10;
    private static final long LATE_LEAST_MILLIS = 1_000;
    private static final long LATE_MOST_MILLIS = 8_000;
    private static final long TICK_MILLIS = 50;

    private final ConnectionSlot connections;
    private final ConnectionOpener opener;
    private final ThreadFactory threads;
    private final Reruns copying = new Reruns();
    private final Set<NativeConnection> used = ConcurrentHashMap.newKeySet();
    private final Map<String, Consumer<String>> notices = new ConcurrentHashMap<>();
    private volatile boolean closed;

    GroupMoves(ConnectionSlot connections, ConnectionOpener opener, ThreadFactory threads) {
        this.connections = connections;
        this.opener = opener;
        this.threads = threads;
    }

    /** Something done under the lock of a group. */
    private interface Work {
        void on(GroupMove move) throws IOException;
    }

    /** Something done while another one has the lock. */
    private interface Meanwhile {
        void run() throws IOException;
    }

    /** Creates a group at its start, unless it exists. */
    void create(TopicSpec topic, GroupSpec group) throws IOException {
        if (isMoving(topic, group) || !exists(topic, group)) {
            locked(topic, group, move -> {
                move.complete();
                if (!exists(topic, group)) {
                    move.create();
                }
            });
        }
        copyOn(topic, group);
        awaitCopies(topic, group);
    }

    /** Completes what somebody has begun, and goes on to copy. */
    void resume(TopicSpec topic, GroupSpec group) throws IOException {
        if (isMoving(topic, group)) {
            locked(topic, group, GroupMove::complete);
        }
        copyOn(topic, group);
    }

    /** Tells a consumer of the group what an operator should know. */
    void tell(TopicSpec topic, GroupSpec group, Consumer<String> notice) {
        notices.put(key(topic, group), notice);
    }

    /** Moves a group. */
    void seek(TopicSpec topic, GroupSpec group, StartPosition position) throws IOException {
        move(topic, group, move -> move.seek(position));
    }

    /** Drops what is still to be copied for a group. */
    void dropCopies(TopicSpec topic, GroupSpec group) throws IOException {
        if (isMoving(topic, group) || isCopying(topic, group)) {
            move(topic, group, GroupMove::dropCopies);
        }
    }

    private void move(TopicSpec topic, GroupSpec group, Work work) throws IOException {
        try {
            // Said again and again: another one who waits to copy may get the lock first, and takes the word away.
            locked(topic, group, () -> sayWanted(topic, group), move -> {
                move.complete();
                work.on(move);
            });
        } finally {
            copyOn(topic, group);
        }
        awaitCopies(topic, group);
    }

    /**
     * Asks whoever copies to let the lock go. By an exchange: whoever gets the lock takes the word away while others say it, and
     * RabbitMQ 3.10 ends the connection on which a quorum queue is declared that somebody deletes at the same time.
     */
    private void sayWanted(TopicSpec topic, GroupSpec group) throws IOException {
        Channels.run(connections.get(), channel -> {
            channel.exchangeDeclare(
                    Queues.wanted(topic, group), BuiltinExchangeType.FANOUT, true, false, true, Map.of());
            return group;
        });
    }

    /** Tells whether somebody waits for the lock of a group to move it. */
    static boolean isWanted(NativeConnection connection, TopicSpec topic, GroupSpec group) throws IOException {
        return Channels.exists(connection, channel -> channel.exchangeDeclarePassive(Queues.wanted(topic, group)));
    }

    /** Tells whether somebody moves a group, or has begun to. */
    boolean isMoving(TopicSpec topic, GroupSpec group) throws IOException {
        return isMoving(connections.get(), topic, group);
    }

    private static boolean isMoving(NativeConnection connection, TopicSpec topic, GroupSpec group) throws IOException {
        return Channels.queueExists(connection, Queues.move(topic, group));
    }

    /**
     * Looks for a move on behalf of a member that has attached to a queue. A move that began before did not see it, and must not
     * be seen by it.
     *
     * @throws MqException if the group is moved: the member joins anew, which completes the move
     */
    static void refuseMember(NativeConnection connection, TopicSpec topic, GroupSpec group) throws IOException {
        if (isMoving(connection, topic, group)) {
            throw new ConnectionException(
                    Outcome.NOT_SENT, "Group " + group.name() + " of topic " + topic.name() + " is moved", null);
        }
    }

    private boolean exists(TopicSpec topic, GroupSpec group) throws IOException {
        return Channels.queueExists(connections.get(), Queues.of(topic, group).get(0));
    }

    /** Tells whether something is still to be copied for a partition of a group. */
    static boolean isCopying(NativeConnection connection, String copies) throws IOException {
        return Channels.queueExists(connection, copies);
    }

    private boolean isCopying(TopicSpec topic, GroupSpec group) throws IOException {
        for (String copies : Queues.copies(topic, group)) {
            if (isCopying(connections.get(), copies)) {
                return true;
            }
        }
        return false;
    }

    private void locked(TopicSpec topic, GroupSpec group, Work work) throws IOException {
        locked(topic, group, () -> {}, work);
    }

    /** Works under the lock of a group; as long as another one has it, something is done before each attempt. */
    private void locked(TopicSpec topic, GroupSpec group, Meanwhile meanwhile, Work work) throws IOException {
        long deadline = System.nanoTime() + LOCK_NANOS;
        MoveLock.Wait wait = () -> {
            meanwhile.run();
            return !closed && System.nanoTime() - deadline <= 0;
        };
        try (MoveLock lock = MoveLock.await(opener, Queues.lock(topic, group), wait)) {
            if (lock == null) {
                throw new MqException(
                        ErrorCode.TIMEOUT,
                        Outcome.NOT_SENT,
                        true,
                        "Group " + group.name() + " of topic " + topic.name() + " is being moved by another client",
                        null);
            }
            used.add(lock.connection());
            try {
                work.on(new GroupMove(lock.connection(), topic, group));
            } finally {
                used.remove(lock.connection());
            }
        }
    }

    private void copyOn(TopicSpec topic, GroupSpec group) throws IOException {
        if (!closed && (isCopying(topic, group) || isLate(topic, group))) {
            Reruns.Run run = copying.ask(key(topic, group));
            if (run != null) {
                threads.newThread(() -> copyAll(topic, group, run)).start();
            }
        }
    }

    private boolean isLate(TopicSpec topic, GroupSpec group) throws IOException {
        return Channels.queueExists(connections.get(), Queues.late(topic, group));
    }

    /** Waits until all is copied, if that is soon. So whoever has little history finds all of it in the backlog. */
    private void awaitCopies(TopicSpec topic, GroupSpec group) {
        long deadline = System.nanoTime() + COPY_NANOS;
        while (copying.isUrgent(key(topic, group)) && System.nanoTime() - deadline < 0) {
            Patience.pause(LEAST_MILLIS);
        }
    }

    private static String key(TopicSpec topic, GroupSpec group) {
        return Queues.lock(topic, group);
    }

    /** Copies, or waits until others have. What fails is tried again as long as the client lives. */
    private void copyAll(TopicSpec topic, GroupSpec group, Reruns.Run run) {
        try {
            do {
                while (!closed && !copied(topic, group)) {
                    Patience.pause(AGAIN_MILLIS);
                }
                copyLate(topic, group, run);
            } while (!copying.ends(key(topic, group)) && !closed);
        } catch (MqException e) {
            // Interrupted: whoever declares the group or consumes next goes on.
            return;
        } finally {
            copying.abandon(key(topic, group), run);
        }
    }

    /** Returns false if it is to be tried again. */
    private boolean copied(TopicSpec topic, GroupSpec group) {
        AtomicBoolean done = new AtomicBoolean();
        try {
            locked(topic, group, move -> {
                move.complete();
                done.set(move.copy(() -> closed, text -> noticed(topic, group, text)));
            });
        } catch (IOException | ShutdownSignalException | MqException e) {
            if (!closed) {
                noticed(
                        topic,
                        group,
                        "Copying for group " + group.name() + " of topic " + topic.name()
                                + " stands still and is tried again: " + e.getMessage());
            }
        }
        return done.get();
    }

    /** Copies what comes late, from time to time, until nothing can come or the run is asked for again. */
    private void copyLate(TopicSpec topic, GroupSpec group, Reruns.Run run) {
        copying.atLeisure(key(topic, group));
        long millis = LATE_LEAST_MILLIS;
        while (rests(run, millis) && mayBeLate(topic, group)) {
            millis = Math.min(LATE_MOST_MILLIS, millis * 2);
        }
    }

    /** Returns false if there is something else to do. */
    private boolean rests(Reruns.Run run, long millis) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (!closed && !run.isAsked() && System.nanoTime() - deadline < 0) {
            Patience.pause(TICK_MILLIS);
        }
        return !closed && !run.isAsked();
    }

    /** Looks once. Returns whether something may come yet; who cannot find out looks again. */
    private boolean mayBeLate(TopicSpec topic, GroupSpec group) {
        try {
            if (!isLate(topic, group)) {
                return false;
            }
            locked(topic, group, move -> {
                if (isMoving(topic, group)) {
                    move.complete();
                }
                move.copyLate();
            });
        } catch (IOException | ShutdownSignalException | MqException e) {
            String what = "group " + group.name() + " of topic " + topic.name();
            MqException failure =
                    e instanceof MqException known ? known : RabbitErrors.of(e, "Looking for late messages of " + what);
            if (!closed && !failure.retryable()) {
                noticed(topic, group, "Late messages of " + what + " are looked for again: " + failure.getMessage());
            }
        }
        return true;
    }

    private boolean noticed(TopicSpec topic, GroupSpec group, String text) {
        Consumer<String> known = notices.get(key(topic, group));
        if (known != null) {
            known.accept(text);
        }
        return known != null;
    }

    /** Lets those who copy end with what they have begun, so that nothing is copied again. */
    void close() {
        closed = true;
        long deadline = System.nanoTime() + CLOSE_NANOS;
        while (!copying.isEmpty() && System.nanoTime() - deadline < 0) {
            Patience.pause(LEAST_MILLIS);
        }
        used.forEach(NativeConnection::cut);
    }
}
