package io.onemq.rabbitmq.internal;

import com.rabbitmq.client.AMQP;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
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
            AMQP.BasicProperties properties,
            byte[] body) {
        super(owner, tag, redelivered, properties, body);
        this.reader = reader;
    }

    /** What its notes are kept under: the id, or for foreign messages without one a hash of what they are. */
    String identity() {
        String id = id();
        if (id != null) {
            return id;
        }
        String key = key();
        byte[] prefix = (key == null ? "" : key + "\n").getBytes(StandardCharsets.UTF_8);
        byte[] all = new byte[prefix.length + payload().length];
        System.arraycopy(prefix, 0, all, 0, prefix.length);
        System.arraycopy(payload(), 0, all, prefix.length, payload().length);
        return UUID.nameUUIDFromBytes(all).toString();
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
