package io.onemq.rabbitmq.internal;

import com.rabbitmq.client.AMQP;
import org.jspecify.annotations.Nullable;

/** A delivery from a partition of a group that is ordered by key. */
final class OrderedMessage extends RabbitMessage {
    final PartitionReader reader;
    private volatile @Nullable String note;
    private volatile int returns;

    OrderedMessage(
            PartitionReader reader,
            Unsettled owner,
            long tag,
            boolean redelivered,
            int partition,
            AMQP.BasicProperties properties,
            byte[] body) {
        super(owner, tag, redelivered, partition, properties, body);
        this.reader = reader;
    }

    /** Sets what an earlier owner of the partition noted; before it is handed over. */
    void noted(@Nullable String text, int knownReturns) {
        note = text;
        returns = knownReturns;
    }

    @Override
    public @Nullable String note() {
        return note;
    }

    /** How often the message came back, in whatever way. */
    int allReturns() {
        return super.earlierDeliveries();
    }

    @Override
    public int earlierDeliveries() {
        int all = allReturns();
        return all < 0 ? all : Math.max(0, all - returns);
    }
}
