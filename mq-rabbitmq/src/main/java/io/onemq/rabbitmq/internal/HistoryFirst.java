package io.onemq.rabbitmq.internal;

import com.rabbitmq.client.AMQP;
import io.onemq.spi.SubscriptionSpec;
import java.io.IOException;
import java.util.List;

/** Which queue of a partition comes next in a group that is ordered by key: first what was copied from the stream. */
final class HistoryFirst {
    private final NativeConnection connection;
    private final boolean hasStreams;
    private final List<String> queues;
    private final List<String> history;
    private final List<String> copies;

    HistoryFirst(NativeConnection connection, SubscriptionSpec spec, boolean hasStreams) {
        this.connection = connection;
        this.hasStreams = hasStreams;
        this.queues = Queues.of(spec.topic(), spec.group());
        this.history = Queues.history(spec.topic(), spec.group());
        this.copies = Queues.copies(spec.topic(), spec.group());
    }

    /**
     * Returns the queue of a partition from which its next message comes. Not the queue of what is published as long as
     * something is to be copied, is ready in the other one, or is held by a member that got it from there.
     */
    String next(int partition) throws IOException {
        return hasStreams && isPending(partition) ? history.get(partition) : queues.get(partition);
    }

    private boolean isPending(int partition) throws IOException {
        // In this order: what has been copied is in the queue before this says that nothing is to be copied.
        if (GroupMoves.isCopying(connection, copies.get(partition))) {
            return true;
        }
        if (!Channels.queueExists(connection, history.get(partition))) {
            return false;
        }
        AMQP.Queue.DeclareOk found =
                Channels.run(connection, channel -> channel.queueDeclarePassive(history.get(partition)));
        return found.getMessageCount() > 0 || found.getConsumerCount() > 0;
    }

    /** Tells whether a reader of a partition that has nothing at the moment may be at the end of what was copied. */
    boolean mayBeOver(int partition, PartitionReader reader) throws IOException {
        return reader.reads(history.get(partition))
                && reader.isIdle()
                && !GroupMoves.isCopying(connection, copies.get(partition));
    }

    /** Returns the partition for the positions of messages. */
    int positions(int partition) {
        return hasStreams ? partition : RabbitMessage.NO_PARTITION;
    }

    boolean isPossible() {
        return hasStreams;
    }
}
