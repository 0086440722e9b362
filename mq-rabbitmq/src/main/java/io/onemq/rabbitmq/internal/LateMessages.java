package io.onemq.rabbitmq.internal;

import com.rabbitmq.client.Channel;
import io.onemq.spi.GroupSpec;
import io.onemq.spi.TopicSpec;
import java.io.IOException;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Gives a group what reaches a stream only after it was found out what the group gets of it: messages that were routed before
 * the {@link Boundary} and were held up on their way. They are looked for as long as their publishers wait for confirmations. Holds
 * the lock of the group. Used by one thread.
 */
final class LateMessages {
    /** As long as a publish may take by default; one that takes longer is not known to have succeeded. */
    private static final long WATCH_MILLIS = 120_000;

    /** What the mirror had before the last but one look is not looked at again; so long at least it may be ahead. */
    private static final long PACE_MILLIS = 500;

    /** What was routed to a mirror has come to it by then, so that no publisher waits for one that is removed. */
    private static final long DRAIN_MILLIS = 1_000;

    private final NativeConnection connection;
    private final TopicSpec topic;
    private final GroupSpec group;
    private final String place;

    LateMessages(NativeConnection connection, TopicSpec topic, GroupSpec group) {
        this.connection = connection;
        this.topic = topic;
        this.group = group;
        this.place = Queues.late(topic, group);
    }

    /** Looks for them from now on in some partitions. What is looked for in others goes on. */
    void watch(Map<Integer, LateState.Compared> partitions) throws IOException {
        LateState known = read();
        Map<Integer, LateState.Compared> all = new TreeMap<>(known == null ? Map.of() : known.partitions());
        all.putAll(partitions);
        Channels.run(connection, channel -> {
            KeptText.declare(channel, place);
            return place;
        });
        long now = System.currentTimeMillis();
        write(new LateState(now + WATCH_MILLIS, now, all));
    }

    /** Looks for nothing more in some partitions, before what is needed for it is removed. */
    void forget(Iterable<Integer> partitions) throws IOException {
        LateState known = read();
        if (known == null) {
            return;
        }
        Map<Integer, LateState.Compared> rest = new TreeMap<>(known.partitions());
        partitions.forEach(rest::remove);
        if (rest.isEmpty()) {
            Channels.run(connection, channel -> channel.queueDelete(place));
        } else {
            write(new LateState(known.until(), known.last(), rest));
        }
    }

    /** Looks for what has come since the last time, and for the last time if it is late enough. */
    void look() throws IOException {
        LateState known = read();
        if (known == null) {
            end(Set.of());
            return;
        }
        long now = System.currentTimeMillis();
        boolean isOver = now >= known.until();
        if (!isOver && Math.abs(now - known.last()) < PACE_MILLIS) {
            return;
        }
        Map<Integer, LateState.Compared> compared = new TreeMap<>();
        for (Map.Entry<Integer, LateState.Compared> partition :
                known.partitions().entrySet()) {
            int number = partition.getKey();
            if (isPossible(number)) {
                long end = isOver ? offsetAt(number, known.until()) : Long.MAX_VALUE;
                compared.put(number, look(number, partition.getValue(), end));
            }
        }
        if (isOver || compared.isEmpty()) {
            end(known.partitions().keySet());
        } else {
            write(new LateState(known.until(), now, compared));
        }
    }

    /** Whoever deleted the stream or the mirror wants nothing more of it. */
    private boolean isPossible(int partition) throws IOException {
        return Channels.queueExists(connection, Queues.streams(topic).get(partition))
                && Channels.queueExists(connection, Queues.mirrors(topic, group).get(partition));
    }

    private void end(Iterable<Integer> partitions) throws IOException {
        Channels.run(connection, channel -> {
            for (int partition : partitions) {
                Boundary.unbind(channel, topic, group, partition);
            }
            return topic;
        });
        Patience.pause(DRAIN_MILLIS);
        Channels.run(connection, channel -> {
            // First: without their mirrors the streams cannot be compared any more.
            channel.queueDelete(place);
            for (int partition : partitions) {
                Boundary.remove(channel, topic, group, partition);
            }
            return topic;
        });
    }

    /** What the broker stored later is not looked for, however long nobody came to do this. */
    private long offsetAt(int partition, long millis) throws IOException {
        String stream = Queues.streams(topic).get(partition);
        try (StreamReader reader = StreamReader.at(connection, stream, Date.from(Instant.ofEpochMilli(millis)))) {
            String unused = reader.fence();
            return reader.next().offset();
        }
    }

    private LateState.Compared look(int partition, LateState.Compared compared, long end) throws IOException {
        String stream = Queues.streams(topic).get(partition);
        return Channels.run(connection, channel -> {
            try (StreamReader reader = StreamReader.at(connection, stream, compared.stream() + 1)) {
                String behind = reader.fence();
                Patience.pause(Mirrored.LATER_MILLIS);
                Mirrored mirrored =
                        Mirrored.read(connection, Queues.mirrors(topic, group).get(partition), compared.mirror());
                channel.confirmSelect();
                AtomicBoolean gone = new AtomicBoolean();
                channel.addReturnListener(unroutable -> gone.set(true));
                StreamEntry entry = reader.next();
                for (; !entry.isFence(behind) && !gone.get(); entry = reader.next()) {
                    boolean isNew = entry.offset() > compared.stream() && entry.offset() < end;
                    if (isNew && !entry.isFence() && !mirrored.takeOne(entry)) {
                        copy(channel, partition, entry);
                    }
                }
                Patience.confirmed(channel);
                return new LateState.Compared(entry.offset(), compared.mirrorEnd(), mirrored.end());
            }
        });
    }

    /** To the queue of what is published, also in a group ordered by key, which is done with its history or will be. */
    private void copy(Channel channel, int partition, StreamEntry entry) throws IOException {
        channel.basicPublish("", Queues.of(topic, group).get(partition), true, entry.toCopy(), entry.payload());
    }

    private @Nullable LateState read() throws IOException {
        String text = Channels.queueExists(connection, place) ? KeptText.read(connection, place) : null;
        return text == null ? null : LateState.parse(text);
    }

    private void write(LateState state) throws IOException {
        // If there is no place for it any more, the group was deleted.
        boolean unused = KeptText.write(connection, place, state.toString());
    }
}
