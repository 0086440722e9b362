package io.onemq.redis;

import io.onemq.MqClient;
import io.onemq.testkit.contract.PayloadLimit;
import io.onemq.testkit.contract.RuntimeHarness;
import java.util.Map;
import java.util.Optional;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol;

/** Redis, started by the testkit. */
final class RedisHarness extends RuntimeHarness {
    RedisHarness() {
        super("redis");
    }

    /** With a lease short enough that the cases need not wait long for what a dead consumer held. */
    @Override
    public Map<String, String> options() {
        return Map.of("consume.lease", "5s");
    }

    @Override
    public PayloadLimit payloadLimit() {
        return new PayloadLimit(256 * 1024, 256 * 1024 + 1, Map.of("redis.max-message-size", "256KiB"));
    }

    @Override
    public Optional<String> wrongCredentialsUrl() {
        return Optional.of(url().replace("redis://", "redis://nobody:not-the-secret@"));
    }

    /** Cuts the client's connections; it releases what it held when it is connected again. */
    @Override
    public boolean takeLeases(MqClient client, String clientName) {
        try (Jedis jedis = new Jedis(url())) {
            jedis.clientList()
                    .lines()
                    .filter(line -> line.contains(" name=" + clientName + " "))
                    .map(line -> line.substring("id=".length(), line.indexOf(' ')))
                    .forEach(id -> jedis.sendCommand(Protocol.Command.CLIENT, "KILL", "ID", id));
        }
        return true;
    }
}
