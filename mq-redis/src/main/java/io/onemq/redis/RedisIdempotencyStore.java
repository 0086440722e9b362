package io.onemq.redis;

import io.onemq.ConfigurationException;
import io.onemq.IdempotencyStore;
import io.onemq.MqClient;
import io.onemq.MqException;
import io.onemq.redis.internal.RedisClaims;
import java.time.Duration;
import redis.clients.jedis.UnifiedJedis;

/**
 * Remembers handled messages in Redis, for members in any number of processes and for consumers of any broker. Each key is a
 * string {@code onemq-handled:<topic>.<group>/<id>} that expires: {@code handled}, or {@code claim:} and its owner. Each call
 * is one script. Thread-safe.
 *
 * <p>It is as durable as the server: what a server loses in a crash is handled again if it comes again.
 */
public final class RedisIdempotencyStore implements IdempotencyStore {
    private final RedisClaims claims;

    private RedisIdempotencyStore(UnifiedJedis client) {
        this.claims = new RedisClaims(client);
    }

    /**
     * Uses the server of a client. Consumers of another broker need a client of their own for it, with a {@code redis:} URL.
     *
     * @param mq a client that is connected to Redis; the store works until it is closed
     * @return the store
     * @throws ConfigurationException if the client is connected to something else
     */
    public static RedisIdempotencyStore of(MqClient mq) {
        return new RedisIdempotencyStore(mq.unwrap(UnifiedJedis.class)
                .orElseThrow(() -> new ConfigurationException(
                        "A RedisIdempotencyStore needs a client with a redis: URL, but this one is connected to "
                                + mq.broker())));
    }

    /**
     * Claims a key.
     *
     * @throws MqException if the server cannot be reached or refuses
     */
    @Override
    public Claim begin(String key, String owner, Duration expiry) {
        return claims.begin(key, owner, expiry);
    }

    /**
     * Notes that a key is handled.
     *
     * @throws MqException if the server cannot be reached or refuses
     */
    @Override
    public boolean complete(String key, String owner, Duration window) {
        return claims.complete(key, owner, window);
    }

    /**
     * Gives up a claim.
     *
     * @throws MqException if the server cannot be reached or refuses
     */
    @Override
    public void abandon(String key, String owner) {
        claims.abandon(key, owner);
    }
}
