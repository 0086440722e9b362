package io.onemq.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onemq.ErrorCode;
import io.onemq.IdempotencyStore;
import io.onemq.MqClient;
import io.onemq.MqException;
import io.onemq.testkit.contract.IdempotencyStoreContract;
import io.onemq.testkit.runtime.Brokers;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.RedisClient;

class RedisIdempotencyStoreIT extends IdempotencyStoreContract {
    private static final Duration WINDOW = Duration.ofMinutes(5);

    private final MqClient mq = MqClient.builder(Brokers.shared("redis").url()).connect();
    private final IdempotencyStore store = RedisIdempotencyStore.of(mq);

    @Override
    protected IdempotencyStore store() {
        return store;
    }

    @AfterEach
    void disconnect() {
        mq.close();
    }

    @Test
    void nothingStaysForEver() {
        RedisClient redis = mq.unwrap(RedisClient.class).orElseThrow();
        String key = "topic.group/" + UUID.randomUUID();
        assertThat(store.begin(key, "one", WINDOW)).isEqualTo(IdempotencyStore.Claim.GRANTED);
        assertThat(redis.get("onemq-handled:" + key)).isEqualTo("claim:one");
        assertThat(redis.pttl("onemq-handled:" + key)).isBetween(1L, WINDOW.toMillis());
        assertThat(store.complete(key, "one", WINDOW)).isTrue();
        assertThat(redis.get("onemq-handled:" + key)).isEqualTo("handled");
        assertThat(redis.pttl("onemq-handled:" + key)).isBetween(1L, WINDOW.toMillis());
    }

    @Test
    void aRefusalOfTheServerIsTold() {
        RedisClient redis = mq.unwrap(RedisClient.class).orElseThrow();
        String key = "topic.group/" + UUID.randomUUID();
        assertThat(redis.lpush("onemq-handled:" + key, "not a string")).isEqualTo(1);

        assertThatThrownBy(() -> store.begin(key, "one", WINDOW))
                .isInstanceOfSatisfying(
                        MqException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
        assertThat(redis.del("onemq-handled:" + key)).isEqualTo(1);
    }
}
