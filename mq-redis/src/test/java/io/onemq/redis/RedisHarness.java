package io.onemq.redis;

import io.onemq.testkit.contract.PayloadLimit;
import io.onemq.testkit.contract.RuntimeHarness;
import java.util.Map;
import java.util.Optional;

/** Redis, started by the testkit. */
final class RedisHarness extends RuntimeHarness {
    RedisHarness() {
        super("redis");
    }

    @Override
    public PayloadLimit payloadLimit() {
        return new PayloadLimit(256 * 1024, 256 * 1024 + 1, Map.of("redis.max-message-size", "256KiB"));
    }

    @Override
    public Optional<String> wrongCredentialsUrl() {
        return Optional.of(url().replace("redis://", "redis://nobody:not-the-secret@"));
    }
}
