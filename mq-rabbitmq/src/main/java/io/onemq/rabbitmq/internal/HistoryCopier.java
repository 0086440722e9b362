package io.onemq.rabbitmq.internal;

import com.rabbitmq.client.Channel;
import io.onemq.spi.GroupSpec;
import io.onemq.spi.TopicSpec;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Copies from the streams of a topic what a group is to get of them. How far it is, is kept in a queue, so that the next one
 * can go on; after a crash the last copies come twice. Holds the lock of the group. Used by one thread.
 */
final class HistoryCopier {
    private static final int BATCH = 2000;

    private final NativeConnection connection;
    private final TopicSpec topic;
    private final GroupSpec group;
    private final BooleanSupplier stop;
    private final Predicate<String> notices;

    /**
     * Prepares to copy.
     *
     * @param stop tells when it is to end with the current batch
     * @param notices is told what is lost; if there is nobody to tell, that is left to the next copier
     */
    HistoryCopier(
            NativeConnection connection,
            TopicSpec topic,
            GroupSpec group,
            BooleanSupplier stop,
            Predicate<String> notices) {
        this.connection = connection;
        this.topic = topic;
        this.group = group;
        this.stop = stop;
        this.notices = notices;
    }

    /** Copies all that is to be copied. Returns false if it is called off before. */
    boolean run() throws IOException {
        List<String> copies = Queues.copies(topic, group);
        for (int partition = 0; partition < copies.size(); partition++) {
            String state = copies.get(partition);
            if (Channels.queueExists(connection, state)) {
                CopyState todo = CopyState.parse(KeptText.read(connection, state));
                if (isCalledOff() || !copy(partition, todo)) {
                    return false;
                }
                finish(state, todo);
            }
        }
        return true;
    }

    private boolean isCalledOff() throws IOException {
        return stop.getAsBoolean() || GroupMoves.isWanted(connection, topic, group);
    }

    private void finish(String state, CopyState done) throws IOException {
        if (done.lost() > 0 && !notices.test(lost(done.lost()))) {
            boolean unused = KeptText.write(connection, state, done.toString());
            return;
        }
        Channels.run(connection, channel -> channel.queueDelete(state));
    }

    private String lost(long count) {
        return "Group " + group.name() + " of topic " + topic.name() + " gets up to " + count
                + " messages less than it was to get: the retention of the topic removed them before they were copied for"
                + " the group";
    }

    /** Returns false if it was called off, or its queue is gone. */
    private boolean copy(int partition, CopyState todo) throws IOException {
        if (todo.offsets().isEmpty()) {
            return true;
        }
        String stream = Queues.streams(topic).get(partition);
        todo.skipRemoved(StartOffsets.first(connection, stream));
        if (todo.offsets().isEmpty()) {
            return true;
        }
        return Channels.run(connection, channel -> {
            try (StreamReader reader =
                    StreamReader.at(connection, stream, todo.offsets().first())) {
                return copy(reader, channel, partition, todo);
            }
        });
    }

    private boolean copy(StreamReader reader, Channel channel, int partition, CopyState todo) throws IOException {
        String target = GroupQueues.forHistory(topic, group, partition);
        String state = Queues.copies(topic, group).get(partition);
        AtomicBoolean gone = new AtomicBoolean();
        channel.addReturnListener(unroutable -> gone.set(true));
        channel.confirmSelect();
        while (!todo.offsets().isEmpty()) {
            int count = 0;
            while (count < BATCH && !todo.offsets().isEmpty()) {
                StreamEntry entry = reader.next();
                skipped(partition, todo, entry.offset());
                if (todo.reaches(entry.offset()) && !entry.isFence()) {
                    channel.basicPublish("", target, true, entry.toCopy(), entry.payload());
                    count++;
                }
            }
            Patience.confirmed(channel);
            if (gone.get() || !KeptText.write(connection, state, todo.toString()) || isCalledOff()) {
                return false;
            }
        }
        return true;
    }

    /** Offsets may be missing because of what the broker itself keeps in a stream, or because they were removed. */
    private void skipped(int partition, CopyState todo, long offset) throws IOException {
        if (todo.offsets().countBefore(offset) > 0) {
            long first = StartOffsets.first(connection, Queues.streams(topic).get(partition));
            todo.skipRemoved(Math.min(first, offset));
        }
    }
}
