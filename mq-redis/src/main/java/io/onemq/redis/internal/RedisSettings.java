package io.onemq.redis.internal;

import io.onemq.ConfigurationException;
import io.onemq.spi.BrokerUrl;
import io.onemq.spi.CommonKeys;
import io.onemq.spi.DriverConfig;
import java.io.File;
import java.time.Duration;
import java.util.List;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;

/** The configuration as this driver needs it. Immutable. */
final class RedisSettings {
    private static final int DEFAULT_PORT = 6379;

    private final List<HostAndPort> addresses;
    private final JedisClientConfig jedis;
    private final int replyTimeoutMillis;
    private final int connectTimeoutMillis;
    private final int requestTimeoutMillis;
    private final long claimIntervalMillis;
    private final long maxMessageSize;
    private final boolean allowEviction;

    RedisSettings(DriverConfig config) {
        addresses = addresses(config.url());
        replyTimeoutMillis = millis(config.get(RedisKeys.REPLY_TIMEOUT));
        connectTimeoutMillis = millis(config.get(CommonKeys.CONNECT_TIMEOUT));
        requestTimeoutMillis = millis(config.get(CommonKeys.REQUEST_TIMEOUT));
        claimIntervalMillis = millis(config.get(RedisKeys.CLAIM_INTERVAL));
        maxMessageSize = config.get(RedisKeys.MAX_MESSAGE_SIZE);
        allowEviction = config.get(RedisKeys.ALLOW_EVICTION);
        jedis = jedis(config);
    }

    private static List<HostAndPort> addresses(BrokerUrl url) {
        if (url.hosts().isEmpty()) {
            throw new ConfigurationException(
                    "A Redis URL names a server, such as redis://host:6379, but " + url + " names none");
        }
        return url.hosts().stream()
                .map(host -> new HostAndPort(host.name(), host.portOr(DEFAULT_PORT)))
                .toList();
    }

    private JedisClientConfig jedis(DriverConfig config) {
        BrokerUrl url = config.url();
        DefaultJedisClientConfig.Builder builder = DefaultJedisClientConfig.builder()
                .resp2()
                .connectionTimeoutMillis(connectTimeoutMillis)
                .socketTimeoutMillis(Math.min(connectTimeoutMillis, replyTimeoutMillis))
                .database(database(url))
                .clientName(config.clientName());
        url.user().ifPresent(builder::user);
        url.password().ifPresent(builder::password);
        if (url.scheme().equals("rediss")) {
            builder.sslOptions(tls(config));
        }
        return builder.build();
    }

    private static int database(BrokerUrl url) {
        if (url.path().isEmpty()) {
            return 0;
        }
        try {
            int database = Integer.parseInt(url.path());
            if (database >= 0) {
                return database;
            }
        } catch (NumberFormatException e) {
            throw new ConfigurationException(notADatabase(url), e);
        }
        throw new ConfigurationException(notADatabase(url));
    }

    private static String notADatabase(BrokerUrl url) {
        return "The path of a Redis URL is the number of a database, such as redis://host:6379/0, not '" + url.path()
                + "'";
    }

    private static SslOptions tls(DriverConfig config) {
        SslOptions.Builder options = SslOptions.builder().sslVerifyMode(SslVerifyMode.FULL);
        config.find(RedisKeys.TRUSTSTORE)
                .ifPresent(file -> options.truststore(
                        existing(file),
                        config.find(RedisKeys.TRUSTSTORE_PASSWORD)
                                .map(String::toCharArray)
                                .orElse(null)));
        config.find(RedisKeys.KEYSTORE)
                .ifPresent(file -> options.keystore(
                        existing(file),
                        config.find(RedisKeys.KEYSTORE_PASSWORD)
                                .map(String::toCharArray)
                                .orElse(null)));
        return options.build();
    }

    private static File existing(String path) {
        File file = new File(path);
        if (!file.isFile()) {
            throw new ConfigurationException("There is no file " + path + " to read certificates from");
        }
        return file;
    }

    private static int millis(Duration duration) {
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, duration.toMillis()));
    }

    /** The servers that the URL names, at least one; several are nodes of a cluster. */
    List<HostAndPort> addresses() {
        return addresses;
    }

    JedisClientConfig jedis() {
        return jedis;
    }

    /** How long a reply may take. */
    int replyTimeoutMillis() {
        return replyTimeoutMillis;
    }

    int connectTimeoutMillis() {
        return connectTimeoutMillis;
    }

    int requestTimeoutMillis() {
        return requestTimeoutMillis;
    }

    long claimIntervalMillis() {
        return claimIntervalMillis;
    }

    long maxMessageSize() {
        return maxMessageSize;
    }

    boolean allowEviction() {
        return allowEviction;
    }
}
