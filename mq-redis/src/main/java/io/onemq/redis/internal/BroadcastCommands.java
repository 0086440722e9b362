package io.onemq.redis.internal;

import io.onemq.spi.SubscriptionSpec;
import java.util.List;

/** The requests of one broadcast consumer. Immutable. */
final class BroadcastCommands {
    private static final byte[] XREAD = Bytes.of("XREAD");
    private static final byte[] COUNT = Bytes.of("COUNT");
    private static final byte[] BLOCK = Bytes.of("BLOCK");
    private static final byte[] STREAMS = Bytes.of("STREAMS");
    private static final byte[] HDEL = Bytes.of("HDEL");
    // XREAD COUNT n STREAMS.
    private static final int READ_PARTS = 4;

    private final byte[] consumer;
    private final long leaseMillis;

    BroadcastCommands(SubscriptionSpec spec) {
        this.consumer = Bytes.of(spec.consumerName());
        this.leaseMillis = Math.max(1, spec.lease().toMillis());
    }

    long leaseMillis() {
        return leaseMillis;
    }

    /** Registers, without a position, or keeps the registration. */
    ScriptCall watch(SubscribedStream stream, byte[] position) {
        return new ScriptCall(Script.WATCH, stream.key(), stream.readers())
                .arg(consumer)
                .arg(leaseMillis)
                .arg(position);
    }

    /** Ends the registration. */
    void leave(Links links, SubscribedStream stream) {
        links.of(stream.key()).call(HDEL, stream.readers(), consumer);
    }

    /** Writes the request for what follows the positions; the server waits for it if the time is not 0. */
    void writeRead(
            RedisLink link, List<SubscribedStream> streams, List<byte[]> positions, int count, long blockMillis) {
        int block = blockMillis > 0 ? 2 : 0;
        link.writeStart(READ_PARTS + block + 2 * streams.size());
        link.writePart(XREAD);
        link.writePart(COUNT);
        link.writePart(Bytes.of(count));
        if (block > 0) {
            link.writePart(BLOCK);
            link.writePart(Bytes.of(blockMillis));
        }
        link.writePart(STREAMS);
        streams.forEach(stream -> link.writePart(stream.key()));
        positions.forEach(link::writePart);
    }
}
