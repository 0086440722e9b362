package io.onemq.redis.internal;

import io.onemq.spi.SubscriptionSpec;
import java.util.List;

/** The requests of one consumer of a group that is ordered by key. Immutable. */
final class OrderCommands {
    private static final byte[] XREAD = Bytes.of("XREAD");
    private static final byte[] COUNT = Bytes.of("COUNT");
    private static final byte[] BLOCK = Bytes.of("BLOCK");
    private static final byte[] STREAMS = Bytes.of("STREAMS");
    // XREAD COUNT 1 BLOCK ms STREAMS.
    private static final int WAIT_PARTS = 6;

    private final byte[] group;
    private final byte[] consumer;
    private final byte[] seats;
    private final byte[] firstStream;
    private final long leaseMillis;

    OrderCommands(SubscriptionSpec spec) {
        this.group = Bytes.of(spec.group().name());
        this.consumer = Bytes.of(spec.consumerName());
        this.seats = TopicKeys.seats(spec.topic().name(), spec.group().name());
        this.firstStream = Bytes.of(TopicKeys.stream(spec.topic().name(), 0));
        this.leaseMillis = Math.max(1, spec.lease().toMillis());
    }

    /** Waits until one of the streams, which can be named in one request, has an entry that the group has not read. */
    static void await(Links links, List<OwnedStream> streams, long millis) {
        RedisLink link = links.of(streams.get(0).stream().key());
        link.writeStart(WAIT_PARTS + 2 * streams.size());
        link.writePart(XREAD);
        link.writePart(COUNT);
        link.writePart(Bytes.of(1));
        link.writePart(BLOCK);
        link.writePart(Bytes.of(millis));
        link.writePart(STREAMS);
        streams.forEach(owned -> link.writePart(owned.stream().key()));
        streams.forEach(owned -> link.writePart(owned.lastId()));
        link.flush();
        Object unused = link.read();
    }

    /** Takes a seat among the members, or keeps it. */
    ScriptCall sit() {
        return new ScriptCall(Script.SIT, seats, firstStream)
                .arg(consumer)
                .arg(leaseMillis)
                .arg(group);
    }

    /** Gives the seat back. */
    void stand(Links links) {
        Object unused = links.of(seats).call(Bytes.of("HDEL"), seats, consumer);
    }

    /** Gives the seat of another consumer of the same group back. */
    static void stand(SubscriptionSpec member, String consumer, Links links) {
        byte[] seats = TopicKeys.seats(member.topic().name(), member.group().name());
        Object unused = links.of(seats).call(Bytes.of("HDEL"), seats, Bytes.of(consumer));
    }

    ScriptCall free(SubscribedStream stream) {
        return new ScriptCall(Script.FREE, stream.owner()).arg(consumer);
    }

    ScriptCall own(SubscribedStream stream) {
        return new ScriptCall(Script.OWN, stream.key(), stream.owner(), stream.members(), stream.notes())
                .arg(group)
                .arg(consumer)
                .arg(leaseMillis);
    }

    ScriptCall keep(OwnedStream owned) {
        return new ScriptCall(Script.KEEP, owned.stream().owner())
                .arg(consumer)
                .arg(owned.epoch())
                .arg(leaseMillis);
    }

    ScriptCall next(OwnedStream owned, int limit) {
        return call(Script.NEXT, owned).arg(limit).arg(owned.cursor()).arg(GroupCommands.RELEASED);
    }

    ScriptCall ack(OwnedStream owned) {
        return call(Script.ACK_OWNED, owned);
    }

    ScriptCall note(OwnedStream owned) {
        return call(Script.NOTE, owned);
    }

    private ScriptCall call(Script script, OwnedStream owned) {
        SubscribedStream stream = owned.stream();
        return new ScriptCall(script, stream.key(), stream.owner(), stream.notes())
                .arg(group)
                .arg(consumer)
                .arg(owned.epoch());
    }
}
