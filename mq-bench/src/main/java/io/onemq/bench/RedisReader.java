package io.onemq.bench;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.Protocol.Keyword;
import redis.clients.jedis.Response;

/** Reads one stream as the expert does: the ack of a batch travels with the request for the next, replies stay bytes. */
final class RedisReader {
    static final int COUNT = 250;

    private final Jedis jedis;
    private final byte[] key;
    private final byte[] group;
    private final Tally tally;
    private final CommandArguments readCommand;

    RedisReader(Jedis jedis, byte[] key, byte[] group, Tally tally) {
        this.jedis = jedis;
        this.key = key;
        this.group = group;
        this.tally = tally;
        this.readCommand = new CommandArguments(Command.XREADGROUP)
                .add(Keyword.GROUP)
                .add(group)
                .add("native".getBytes(StandardCharsets.UTF_8))
                .add(Keyword.COUNT)
                .add(COUNT)
                .add(Keyword.STREAMS)
                .key(key)
                .add(">".getBytes(StandardCharsets.UTF_8));
    }

    void read() {
        List<byte[]> settled = List.of();
        Patience patience = new Patience(tally);
        try (Pipeline pipeline = jedis.pipelined()) {
            while (!tally.isComplete() || !settled.isEmpty()) {
                Response<Long> acked =
                        settled.isEmpty() ? null : pipeline.xack(key, group, settled.toArray(new byte[0][]));
                Response<Object> read = tally.isComplete() ? null : pipeline.sendCommand(readCommand);
                pipeline.sync();
                check(acked, settled.size());
                settled = handle(read == null ? null : read.get());
                patience.progress(settled.size());
            }
        }
    }

    private static void check(@Nullable Response<Long> acked, int expected) {
        if (acked != null && acked.get() != expected) {
            throw new InvalidRoundException("XACK settled " + acked.get() + " of " + expected + " messages");
        }
    }

    /** Walks through [[key, [[id, [field, value, ...]], ...]]] and returns the ids. */
    private List<byte[]> handle(@Nullable Object reply) {
        List<byte[]> ids = new ArrayList<>(COUNT);
        if (reply instanceof List<?> streams) {
            List<?> stream = (List<?>) streams.get(0);
            for (Object entry : (List<?>) stream.get(1)) {
                List<?> idAndFields = (List<?>) entry;
                List<?> fields = (List<?>) idAndFields.get(1);
                tally.consumed((byte[]) fields.get(1));
                ids.add((byte[]) idAndFields.get(0));
            }
        }
        return ids;
    }
}
