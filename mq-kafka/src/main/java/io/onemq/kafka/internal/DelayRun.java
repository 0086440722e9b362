package io.onemq.kafka.internal;

import io.onemq.ConnectionException;
import io.onemq.ErrorCode;
import io.onemq.MqException;
import io.onemq.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;

/**
 * One life of the native clients that move delayed messages on. A record is committed when its next place has confirmed it:
 * a crash in between makes it come twice, never get lost. All of it runs on the moving thread.
 */
final class DelayRun implements ConsumerRebalanceListener, AutoCloseable {
    private static final long IDLE_MILLIS = 1_000;
    private static final long BUSY_MILLIS = 20;
    private static final long AGAIN_MILLIS = 1_000;

    /** Reading starts that much before a record leaves: longer than the broker keeps an idle request. */
    private static final long AHEAD_MILLIS = 700;

    private static final long CONFIRM_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LAST_CONFIRM_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long ROUND_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final Duration COMMIT = Duration.ofSeconds(3);
    private static final Duration CLOSE = Duration.ofSeconds(2);

    /** The native consumer looks only for the servers that it knew. After that long, new ones may have taken their place. */
    private static final Duration ALONE = Duration.ofMinutes(5);

    private final Consumer<byte[], byte[]> consumer;
    private final DelaySender sender;
    private final DelayLevels levels;
    private final DelayTargets targets;
    private final DelayCleaner cleaner;
    private final DelayOutcomes outcomes;
    private final Absence absence;
    private final Map<TopicPartition, DelayLevel> owned = new LinkedHashMap<>();
    private volatile boolean stopped;

    DelayRun(
            Consumer<byte[], byte[]> consumer,
            DelaySender sender,
            DelayLevels levels,
            DelayTargets targets,
            DelayCleaner cleaner,
            Notices notices) {
        this.consumer = consumer;
        this.sender = sender;
        this.levels = levels;
        this.targets = targets;
        this.cleaner = cleaner;
        this.outcomes = new DelayOutcomes(levels, notices);
        this.absence = new Absence(consumer::metrics, ALONE, System::nanoTime);
    }

    /**
     * Moves records until it is stopped.
     *
     * @throws ConnectionException if no server could be reached for long
     */
    void run() {
        consumer.subscribe(levels.topics(), this);
        while (!stopped) {
            lookForServers();
            poll();
            send();
            confirm(CONFIRM_NANOS);
            commit(owned.values());
            cleaner.run();
        }
    }

    private void lookForServers() {
        if (absence.isTooLong()) {
            throw new ConnectionException(
                    Outcome.NOT_SENT, "No Kafka server could be reached for " + ALONE.toMinutes() + " minutes", null);
        }
    }

    /** Ends {@link #run} soon. From any thread. */
    void stop() {
        stopped = true;
        consumer.wakeup();
    }

    private void poll() {
        long now = System.currentTimeMillis();
        long wait = sender.isIdle() ? IDLE_MILLIS : BUSY_MILLIS;
        List<TopicPartition> full = new ArrayList<>();
        for (DelayLevel level : owned.values()) {
            wait = Math.min(wait, level.leavesAt() - now);
            if (level.isFull(now, AHEAD_MILLIS)) {
                full.add(level.partition());
            }
        }
        consumer.pause(full);
        Set<TopicPartition> resumed = new HashSet<>(consumer.paused());
        full.forEach(resumed::remove);
        consumer.resume(resumed);
        try {
            accept(consumer.poll(Duration.ofMillis(Math.max(0, wait))));
        } catch (WakeupException e) {
            // Only stop() wakes.
            stopped = true;
        }
    }

    private void accept(ConsumerRecords<byte[], byte[]> records) {
        long now = System.currentTimeMillis();
        records.nextOffsets().forEach((partition, next) -> {
            DelayLevel level = owned.get(partition);
            if (level != null) {
                level.add(records.records(partition), next.offset(), now);
            }
        });
    }

    private void send() {
        long now = System.currentTimeMillis();
        List<DelayedRecord> due = new ArrayList<>();
        owned.values().forEach(level -> level.forEachDue(now, due::add));
        if (due.isEmpty()) {
            return;
        }
        boolean answered = look(due, now);
        long deadline = System.nanoTime() + ROUND_NANOS;
        for (DelayedRecord record : due) {
            // A producer that knows no server blocks at each record; the member must not miss its polls meanwhile.
            if (stopped || System.nanoTime() - deadline >= 0) {
                return;
            }
            if (answered || levels.isOwn(record.next(levels, now))) {
                send(record, now);
            } else {
                record.stay(now + AGAIN_MILLIS);
            }
        }
    }

    /** Looks for the topics that records go to. Returns false if the cluster does not answer. */
    private boolean look(List<DelayedRecord> due, long now) {
        Set<String> topics = new HashSet<>();
        for (DelayedRecord record : due) {
            String next = record.next(levels, now);
            if (!levels.isOwn(next)) {
                topics.add(next);
            }
        }
        try {
            targets.look(topics);
            return true;
        } catch (MqException e) {
            if (e.retryable() || e.code() == ErrorCode.TIMEOUT) {
                return false;
            }
            throw e;
        }
    }

    private void send(DelayedRecord record, long now) {
        String reason = levels.isOwn(record.next(levels, now)) ? null : targets.refusal(record.target());
        if (reason != null) {
            record.refuse(reason);
        }
        String next = record.next(levels, now);
        if (levels.isOwn(next)) {
            sender.send(record, Records.passedOn(record.record(), next));
        } else {
            Integer partition = record.record().key() == null ? Integer.valueOf(targets.turn(next)) : null;
            sender.send(record, Records.due(record.record(), next, partition));
        }
    }

    private void confirm(long nanos) {
        sender.await(nanos);
        outcomes.take(sender);
    }

    /** Commits what has left. What could not be committed is committed with what leaves next. */
    private void commit(Collection<DelayLevel> which) {
        Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
        for (DelayLevel level : which) {
            long offset = level.toCommit();
            if (offset >= 0) {
                positions.put(level.partition(), new OffsetAndMetadata(offset));
            }
        }
        if (positions.isEmpty()) {
            return;
        }
        try {
            Wakeups.ignored(() -> consumer.commitSync(positions, COMMIT));
        } catch (CommitFailedException | RebalanceInProgressException | RetriableException e) {
            // The levels go to another member, or the next round tries again.
            return;
        }
        positions.forEach((partition, position) -> {
            DelayLevel level = owned.get(partition);
            if (level != null) {
                level.committed(position.offset());
            }
            cleaner.committed(partition, position.offset());
        });
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        partitions.forEach(
                partition -> owned.put(partition, new DelayLevel(partition, levels.delayMillis(partition.topic()))));
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        confirm(LAST_CONFIRM_NANOS);
        commit(partitions.stream().filter(owned::containsKey).map(owned::get).toList());
        partitions.forEach(owned::remove);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        // Others move them already, so nothing is committed.
        partitions.forEach(owned::remove);
    }

    /** Leaves the group; committing what has left is part of that. */
    @Override
    public void close() {
        try {
            Wakeups.ignored(() -> consumer.close(CloseOptions.timeout(CLOSE)));
            cleaner.end();
        } finally {
            sender.close();
        }
    }
}
