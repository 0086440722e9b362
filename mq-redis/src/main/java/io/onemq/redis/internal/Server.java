package io.onemq.redis.internal;

import io.onemq.ConfigurationException;
import io.onemq.ConnectionException;
import io.onemq.ErrorCode;
import io.onemq.MqException;
import io.onemq.Outcome;
import io.onemq.spi.BrokerInfo;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * What the server says about itself when a connection is made.
 *
 * @param broker name and version
 * @param isCluster whether it is a node of a cluster
 * @param maxMessageSize the largest payload that both sides accept
 */
record Server(BrokerInfo broker, boolean isCluster, long maxMessageSize) {

    /** Asks a server and refuses one that cannot keep the contract. */
    static Server probe(RedisLink link, RedisSettings settings) {
        Map<String, String> hello = hello(link);
        // A server that still reads its data from disk says so to this command, but not to HELLO.
        link.call("PING");
        BrokerInfo broker = new BrokerInfo(product(hello), hello.getOrDefault("version", "unknown"));
        boolean isCluster = "cluster".equals(hello.get("mode"));
        if (!isCluster) {
            requireMaster(hello, broker, link.address());
        }
        requireVersion(broker);
        requireNoEviction(link, broker, settings);
        return new Server(broker, isCluster, Math.min(settings.maxMessageSize(), bulkLimit(link)));
    }

    private static Map<String, String> hello(RedisLink link) {
        try {
            return pairs(link.call("HELLO", "2"));
        } catch (JedisDataException e) {
            if (RedisErrors.meaning(e).code() == ErrorCode.UNSUPPORTED) {
                throw tooOld("The server at " + link.address(), e);
            }
            throw RedisErrors.translate(e, "Connecting to Redis at " + link.address(), Outcome.NOT_SENT);
        }
    }

    private static String product(Map<String, String> hello) {
        String name = hello.getOrDefault("server", "redis");
        return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }

    private static void requireMaster(Map<String, String> hello, BrokerInfo broker, HostAndPort address) {
        String mode = hello.getOrDefault("mode", "standalone");
        if (!mode.equals("standalone")) {
            throw new MqException(
                    ErrorCode.UNSUPPORTED,
                    broker + " at " + address + " runs as " + mode
                            + ", which is not supported; connect to a single server, the master of a replica set, or a"
                            + " node of a cluster");
        }
        String role = hello.getOrDefault("role", "master");
        if (!role.equals("master")) {
            throw new ConnectionException(
                    Outcome.NOT_SENT, broker + " at " + address + " is a " + role + ", which takes no writes", null);
        }
    }

    private static void requireVersion(BrokerInfo broker) {
        String version = broker.version();
        int dot = version.indexOf('.');
        String major = dot < 0 ? version : version.substring(0, dot);
        if (broker.name().equals("Redis") && major.matches("\\d{1,4}") && Integer.parseInt(major) < 7) {
            throw tooOld(broker.toString(), null);
        }
    }

    private static MqException tooOld(String what, @Nullable Throwable cause) {
        return new MqException(
                ErrorCode.UNSUPPORTED,
                Outcome.NOT_SENT,
                false,
                what + " is too old: Redis 7.0 or Valkey 7.2 is needed",
                cause);
    }

    /** A server that evicts any key under memory pressure drops topics with everything in them. */
    private static void requireNoEviction(RedisLink link, BrokerInfo broker, RedisSettings settings) {
        Map<String, String> memory = new HashMap<>();
        if (link.optional("INFO", "memory") instanceof byte[] info) {
            for (String line : Bytes.text(info).split("\r\n")) {
                int colon = line.indexOf(':');
                memory.put(colon < 0 ? line : line.substring(0, colon), line.substring(colon + 1));
            }
        }
        String policy = memory.getOrDefault("maxmemory_policy", "noeviction");
        boolean limited = !memory.getOrDefault("maxmemory", "0").equals("0");
        if (limited && policy.startsWith("allkeys-") && !settings.allowEviction()) {
            throw new ConfigurationException(broker + " at " + link.address()
                    + " evicts keys when its memory is full"
                    + " (maxmemory-policy " + policy + ") and would drop whole topics without a trace. Set the server's"
                    + " policy to noeviction, or " + RedisKeys.ALLOW_EVICTION
                    + "=true if losing messages is acceptable");
        }
    }

    private static long bulkLimit(RedisLink link) {
        String value =
                pairs(link.optional("CONFIG", "GET", "proto-max-bulk-len")).getOrDefault("proto-max-bulk-len", "");
        return value.matches("\\d{1,18}") ? Long.parseLong(value) : Long.MAX_VALUE;
    }

    private static Map<String, String> pairs(@Nullable Object reply) {
        Map<String, String> result = new HashMap<>();
        if (reply instanceof List<?> list) {
            for (int i = 0; i + 1 < list.size(); i += 2) {
                if (list.get(i) instanceof byte[] name && list.get(i + 1) instanceof byte[] value) {
                    result.put(Bytes.text(name), Bytes.text(value));
                }
            }
        }
        return result;
    }
}
