package io.onemq.redis;

import io.onemq.MqClient;
import io.onemq.testkit.contract.PayloadLimit;
import io.onemq.testkit.contract.RuntimeHarness;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redis.clients.jedis.HostAndPort;
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
            if (jedis.info("cluster").contains("cluster_enabled:1")) {
                masters(jedis).forEach(node -> {
                    try (Jedis other = new Jedis(node)) {
                        kill(other, clientName);
                    }
                });
            } else {
                kill(jedis, clientName);
            }
        }
        return true;
    }

    private static void kill(Jedis jedis, String clientName) {
        jedis.clientList()
                .lines()
                .filter(line -> line.contains(" name=" + clientName + " "))
                .map(line -> line.substring("id=".length(), line.indexOf(' ')))
                .forEach(id -> jedis.sendCommand(Protocol.Command.CLIENT, "KILL", "ID", id));
    }

    /** The lines are: id, host:port@port of the bus, flags, and more. */
    private static List<HostAndPort> masters(Jedis jedis) {
        return jedis.clusterNodes()
                .lines()
                .map(line -> line.split(" "))
                .filter(words -> words[2].contains("master"))
                .map(words -> HostAndPort.from(words[1].replaceFirst("@.*", "")))
                .toList();
    }
}
