package io.onemq.redis.internal;

import io.onemq.spi.SubscriptionSpec;
import io.onemq.spi.TopicSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The requests of one consumer of a group. Immutable. */
final class GroupCommands {
    /** The consumer that holds released entries. It is nobody: whoever looks for entries takes them from it. */
    static final byte[] RELEASED = Bytes.of("onemq-released");

    /** The idle time of released entries: a day, which is more than any lease, so that foreign programs take them too. */
    static final long RELEASED_IDLE_MILLIS = 86_400_000;

    private static final int LEAVE_LIMIT = 500;
    private static final int TRIM_LIMIT = 20_000;
    // XREADGROUP GROUP g c COUNT n STREAMS.
    private static final int READ_PARTS = 7;

    private static final byte[] XREADGROUP = Bytes.of("XREADGROUP");
    private static final byte[] GROUP = Bytes.of("GROUP");
    private static final byte[] COUNT = Bytes.of("COUNT");
    private static final byte[] BLOCK = Bytes.of("BLOCK");
    private static final byte[] STREAMS = Bytes.of("STREAMS");
    private static final byte[] NEW = Bytes.of(">");

    private final byte[] group;
    private final byte[] consumer;
    private final long leaseMillis;
    private final long reapAfterMillis;
    private final int uncounted;

    GroupCommands(SubscriptionSpec spec) {
        this(spec, 1);
    }

    private GroupCommands(SubscriptionSpec spec, int uncounted) {
        this.group = Bytes.of(spec.group().name());
        this.consumer = Bytes.of(spec.consumerName());
        this.leaseMillis = Math.max(1, spec.lease().toMillis());
        this.reapAfterMillis = 2 * leaseMillis + 10_000;
        this.uncounted = uncounted;
    }

    /**
     * Returns those of a consumer that was lost with its connection. What is handled apart counts that: the engine knows which
     * handlers ran then, and takes it off itself.
     */
    static GroupCommands ofLost(SubscriptionSpec spec) {
        return new GroupCommands(spec, spec.topic().role() == TopicSpec.Role.ISOLATED ? 0 : 1);
    }

    /** Writes the request for new entries; the server waits for them if the time is not 0. */
    void writeRead(RedisLink link, List<SubscribedStream> streams, int count, long blockMillis) {
        int block = blockMillis > 0 ? 2 : 0;
        link.writeStart(READ_PARTS + block + 2 * streams.size());
        link.writePart(XREADGROUP);
        link.writePart(GROUP);
        link.writePart(group);
        link.writePart(consumer);
        link.writePart(COUNT);
        link.writePart(Bytes.of(count));
        if (block > 0) {
            link.writePart(BLOCK);
            link.writePart(Bytes.of(blockMillis));
        }
        link.writePart(STREAMS);
        streams.forEach(stream -> link.writePart(stream.key()));
        streams.forEach(stream -> link.writePart(NEW));
    }

    ScriptCall join(SubscribedStream stream, byte[] token) {
        return call(Script.JOIN, stream.key(), stream.members()).arg(token);
    }

    /** A token that this consumer has not used before. */
    byte[] token(int number) {
        return Bytes.of(number + ":" + leaseMillis);
    }

    ScriptCall ack(SubscribedStream stream) {
        return call(Script.ACK, stream.key(), stream.members()).arg(stream.token());
    }

    ScriptCall ackEach(SubscribedStream stream) {
        return call(Script.ACK_EACH, stream.key());
    }

    ScriptCall renew(SubscribedStream stream) {
        return call(Script.RENEW, stream.key());
    }

    ScriptCall release(SubscribedStream stream) {
        return call(Script.RELEASE, stream.key()).arg(RELEASED).arg(RELEASED_IDLE_MILLIS);
    }

    List<ScriptCall> release(List<RedisMessage> messages) {
        Map<SubscribedStream, ScriptCall> calls = new LinkedHashMap<>();
        for (RedisMessage message : messages) {
            calls.computeIfAbsent(message.stream(), this::release)
                    .arg(message.entryId())
                    .arg(message.deliveryCount());
        }
        return new ArrayList<>(calls.values());
    }

    ScriptCall claim(SubscribedStream stream, int limit) {
        return call(Script.CLAIM, stream.key(), stream.members())
                .arg(RELEASED)
                .arg(leaseMillis)
                .arg(limit)
                .arg(stream.claimCursor());
    }

    ScriptCall leave(SubscribedStream stream) {
        return call(Script.LEAVE, stream.key(), stream.members(), stream.owner())
                .arg(RELEASED)
                .arg(RELEASED_IDLE_MILLIS)
                .arg(LEAVE_LIMIT)
                .arg(uncounted);
    }

    ScriptCall reap(SubscribedStream stream) {
        return call(Script.REAP, stream.key(), stream.members()).arg(reapAfterMillis);
    }

    /** The group that asks, and what it was told last, have to follow. */
    static ScriptCall trim(byte[] stream, byte[] readers, byte[] retention) {
        return new ScriptCall(Script.TRIM, stream, readers, retention).arg(TRIM_LIMIT);
    }

    private ScriptCall call(Script script, byte[]... keys) {
        return new ScriptCall(script, keys).arg(group).arg(consumer);
    }
}
