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
        run(link, List.of(this));
        return reply;
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
     * Runs calls in one round trip.
     *
     * @throws JedisDataException the first error reply, after all replies have been read
     */
    static void run(RedisLink link, List<ScriptCall> calls) {
        write(link, calls);
        read(link, calls);
    }

    /** Sends calls; {@link #read} must follow. */
    static void write(RedisLink link, List<ScriptCall> calls) {
        for (ScriptCall call : calls) {
            link.write(call.encode(EVALSHA, call.script.sha()));
        }
        link.flush();
    }

    /** Reads the replies of calls that were sent. */
    static void read(RedisLink link, List<ScriptCall> calls) {
        JedisDataException failure = null;
        List<ScriptCall> unknown = new ArrayList<>();
        for (ScriptCall call : calls) {
            try {
                call.reply = link.read();
            } catch (JedisDataException e) {
                if (RedisErrors.is(e, "NOSCRIPT")) {
                    unknown.add(call);
                } else {
                    failure = failure == null ? e : failure;
                }
            }
        }
        for (ScriptCall call : unknown) {
            call.reply = link.call(call.encode(EVAL, call.script.source()));
        }
        if (failure != null) {
            throw failure;
        }
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
