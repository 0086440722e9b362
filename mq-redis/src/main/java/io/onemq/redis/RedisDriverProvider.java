package io.onemq.redis;

import io.onemq.redis.internal.RedisConnection;
import io.onemq.redis.internal.RedisKeys;
import io.onemq.spi.ConfigKey;
import io.onemq.spi.DriverConfig;
import io.onemq.spi.DriverConnection;
import io.onemq.spi.MqDriverProvider;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The Redis Streams driver, for URLs such as {@code redis://user:password@host:6379/0} and, with TLS and verified host
 * names, {@code rediss://host}.
 *
 * <p>Applications do not use it: it is found by the scheme of the URL. Stateless, thread-safe.
 */
public final class RedisDriverProvider implements MqDriverProvider {

    /** Creates the provider; does nothing else. */
    public RedisDriverProvider() {}

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public Set<String> schemes() {
        return Set.of("redis", "rediss");
    }

    @Override
    public List<ConfigKey<?>> configKeys() {
        return RedisKeys.all();
    }

    /** Returns nothing: what can be set of the native client has a key of the driver. */
    @Override
    public Set<String> nativeSettings() {
        return Set.of();
    }

    @Override
    public Map<String, String> refusedNativeSettings() {
        return Map.of();
    }

    @Override
    public DriverConnection connect(DriverConfig config) {
        return RedisConnection.connect(config);
    }
}
