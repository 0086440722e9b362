package io.onemq.redis.internal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisDataException;

/** A call of a script: by its hash, and with its source where the server does not know it. */
final class ScriptCall {
    private static final byte[] EVALSHA = Bytes.of("EVALSHA");
    private static final byte[] EVAL = Bytes.of("EVAL");

    private final Script script;
    private final int keys;
    private final List<byte[]> args;
    private @Nullable Object reply;

    ScriptCall(Script script, byte[]... keys) {
        this.script = script;
        this.keys = keys.length;
        this.args = new ArrayList<>(List.of(keys));
    }

    ScriptCall arg(byte[] arg) {
        args.add(arg);
        return this;
    }

    ScriptCall arg(String arg) {
        return arg(Bytes.of(arg));
    }

    ScriptCall arg(long arg) {
        return arg(Bytes.of(arg));
    }

    /** Runs this call alone and returns its reply. */
    @Nullable Object on(RedisLink link) {
        write(link);
        link.flush();
        try {
            reply = link.read();
        } catch (JedisDataException e) {
            if (!RedisErrors.is(e, "NOSCRIPT")) {
                throw e;
            }
            runInFull(link);
        }
        return reply;
    }

    /** Runs this call alone, where its keys are, and returns its reply. */
    @Nullable Object on(Links links) {
        return on(links.of(key()));
    }

    long numberOn(Links links) {
        on(links);
        return number();
    }

    /** All keys of a script are in one slot. */
    private byte[] key() {
        return args.get(0);
    }

    long numberOn(RedisLink link) {
        on(link);
        return number();
    }

    /** Returns the reply, which is there after {@link #run}. */
    @Nullable Object reply() {
        return reply;
    }

    long number() {
        return reply instanceof Long number ? number : 0;
    }

    List<?> list() {
        return reply instanceof List<?> list ? list : List.of();
    }

    /**
     * Runs calls in one round trip, each where its keys are.
     *
     * @throws JedisDataException the first error reply, after all replies have been read
     */
    static void run(Links links, List<ScriptCall> calls) {
        calls.forEach(call -> call.write(links.of(call.key())));
        links.flush();
        JedisDataException failure = null;
        List<ScriptCall> unknown = new ArrayList<>();
        for (ScriptCall call : calls) {
            try {
                call.reply = links.of(call.key()).read();
            } catch (JedisDataException e) {
                if (RedisErrors.is(e, "NOSCRIPT")) {
                    unknown.add(call);
                } else {
                    failure = failure == null ? e : failure;
                }
            }
        }
        unknown.forEach(call -> call.runInFull(links.of(call.key())));
        if (failure != null) {
            throw failure;
        }
    }

    private void write(RedisLink link) {
        link.write(encode(EVALSHA, script.sha()));
    }

    private void runInFull(RedisLink link) {
        reply = link.call(encode(EVAL, script.source()));
    }

    private byte[][] encode(byte[] command, byte[] which) {
        byte[][] parts = new byte[args.size() + 3][];
        parts[0] = command;
        parts[1] = which;
        parts[2] = Bytes.of(keys);
        for (int i = 0; i < args.size(); i++) {
            parts[i + 3] = args.get(i);
        }
        return parts;
    }
}
