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
    // XREAD COUNT n BLOCK ms STREAMS.
    private static final int READ_PARTS = 6;

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
    void leave(RedisLink link, SubscribedStream stream) {
        link.call(HDEL, stream.readers(), consumer);
    }

    /** Asks for what follows the positions; waits for it. */
    void writeRead(RedisLink link, List<SubscribedStream> streams, byte[][] positions, int count, long blockMillis) {
        link.writeStart(READ_PARTS + 2 * streams.size());
        link.writePart(XREAD);
        link.writePart(COUNT);
        link.writePart(Bytes.of(count));
        link.writePart(BLOCK);
        link.writePart(Bytes.of(blockMillis));
        link.writePart(STREAMS);
        streams.forEach(stream -> link.writePart(stream.key()));
        for (byte[] position : positions) {
            link.writePart(position);
        }
        link.flush();
    }
}
