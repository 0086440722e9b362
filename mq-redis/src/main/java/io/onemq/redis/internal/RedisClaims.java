package io.onemq.redis.internal;

import io.onemq.IdempotencyStore.Claim;
import io.onemq.Outcome;
import java.time.Duration;
import java.util.List;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;

/** Claims of messages and marks of those that were handled, each a string that expires. Thread-safe. */
public final class RedisClaims {
    private static final String PREFIX = "onemq-handled:";
    private static final String CLAIM = "claim:";

    private static final String BEGIN = """
            local held = redis.call('GET', KEYS[1])
            if held == 'handled' then return 'HANDLED' end
            if held and held ~= ARGV[1] then return 'BUSY' end
            redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
            return 'GRANTED'
            """;

    private static final String COMPLETE = """
            local held = redis.call('GET', KEYS[1])
            if held and held ~= ARGV[1] and held ~= 'handled' then return 0 end
            redis.call('SET', KEYS[1], 'handled', 'PX', ARGV[2])
            return 1
            """;

    private static final String ABANDON = """
            if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
            return 0
            """;

    private final UnifiedJedis client;

    public RedisClaims(UnifiedJedis client) {
        this.client = client;
    }

    public Claim begin(String key, String owner, Duration expiry) {
        return Claim.valueOf(run(BEGIN, key, owner, millis(expiry)).toString());
    }

    public boolean complete(String key, String owner, Duration window) {
        return run(COMPLETE, key, owner, millis(window)).equals(1L);
    }

    public void abandon(String key, String owner) {
        Object unused = run(ABANDON, key, owner, "");
    }

    private static String millis(Duration time) {
        return Long.toString(Math.max(1, time.toMillis()));
    }

    private Object run(String script, String key, String owner, String time) {
        try {
            return client.eval(script, List.of(PREFIX + key), List.of(CLAIM + owner, time));
        } catch (JedisException e) {
            throw RedisErrors.translate(e, "Looking up whether a message was handled", Outcome.UNKNOWN);
        }
    }
}
