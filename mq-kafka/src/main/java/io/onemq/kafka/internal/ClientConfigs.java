package io.onemq.kafka.internal;

import io.onemq.ConfigurationException;
import io.onemq.spi.BrokerUrl;
import io.onemq.spi.CommonKeys;
import io.onemq.spi.DriverConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.MetadataRecoveryStrategy;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.SaslConfigs;

/**
 * Makes the configurations of the native clients. What the contract rests on is set explicitly and cannot be overridden;
 * the rest are defaults under the native settings of the user.
 */
final class ClientConfigs {
    /** The session timeout of classic groups. */
    static final int SESSION_MILLIS = 10_000;

    /** The shortest session timeout that brokers allow by default, for groups in which somebody waits for the dead. */
    static final int SHORT_SESSION_MILLIS = 6_000;

    static final int DEFAULT_PORT = 9092;

    private static final int REQUEST_TIMEOUT_MILLIS = 15_000;
    private static final int MAX_BLOCK_MILLIS = 5_000;
    private static final int MIN_BATCH = 64 << 10;
    private static final int MAX_BATCH = 256 << 10;
    private static final int PARTITIONS = 1_024;
    private static final long MIN_BUFFER = 64L << 20;
    private static final long MAX_BUFFER = 256L << 20;
    private static final int MAX_REQUEST = 64 << 20;
    private static final int MOVED_AT_ONCE = 500;
    private static final long ADMIN_RETRY_MILLIS = 20;

    private final DriverConfig config;
    private final String servers;
    private final AtomicInteger clients = new AtomicInteger();

    ClientConfigs(DriverConfig config) {
        this.config = config;
        BrokerUrl url = config.url();
        if (url.hosts().isEmpty() || !url.path().isEmpty()) {
            throw new ConfigurationException(
                    "A Kafka URL consists of servers only, kafka://host1:9092,host2:9092, unlike " + url);
        }
        refuseMixedProtocols();
        this.servers = url.hosts().stream().map(ClientConfigs::address).collect(Collectors.joining(","));
    }

    private void refuseMixedProtocols() {
        NativeSettings.refused(config.nativeSettings(), protocol()).forEach((name, reason) -> {
            throw new ConfigurationException("kafka." + name + " cannot be set: " + reason);
        });
    }

    /** How members of groups with positions share the partitions. */
    private GroupProtocol protocol() {
        return config.get(KafkaKeys.GROUP_PROTOCOL);
    }

    private static String address(BrokerUrl.Host host) {
        return host.port().isPresent() ? host.toString() : host + ":" + DEFAULT_PORT;
    }

    /** The servers of the URL, for messages. */
    String servers() {
        return servers;
    }

    Map<String, Object> admin() {
        // A new topic has no leader for some tens of milliseconds, in which the client would wait for 100.
        Map<String, Object> settings = settings(
                AdminClientConfig.configNames(),
                Map.of(CommonClientConfigs.RETRY_BACKOFF_MS_CONFIG, ADMIN_RETRY_MILLIS));
        settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientId("admin"));
        return settings;
    }

    Map<String, Object> producer() {
        int delivery = (int) Math.min(Integer.MAX_VALUE, deliveryMillis());
        int linger = Math.min(5, delivery / 2);
        // The broker's limit decides on the size of a message, and the engine's window on the memory. Through an outage
        // the producer keeps what it knows of the servers. Without it, sending would block and end the publisher.
        Map<String, Object> settings = settings(
                ProducerConfig.configNames(),
                Map.of(
                        CommonClientConfigs.METADATA_RECOVERY_STRATEGY_CONFIG,
                        MetadataRecoveryStrategy.NONE.name,
                        ProducerConfig.LINGER_MS_CONFIG,
                        linger,
                        ProducerConfig.BATCH_SIZE_CONFIG,
                        batchBytes(),
                        ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                        MAX_REQUEST,
                        ProducerConfig.BUFFER_MEMORY_CONFIG,
                        bufferBytes(),
                        CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG,
                        Math.max(1, Math.min(REQUEST_TIMEOUT_MILLIS, delivery - linger))));
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, delivery);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, Math.min(MAX_BLOCK_MILLIS, delivery));
        settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientId("publisher"));
        return settings;
    }

    /** Each partition with unsent messages takes a whole batch of the buffer; through an outage there may be many. */
    private int batchBytes() {
        return (int) Math.max(MIN_BATCH, Math.min(MAX_BATCH, bufferBytes() / PARTITIONS));
    }

    private long bufferBytes() {
        long forBatches =
                Math.max(MIN_BUFFER, Math.min(MAX_BUFFER, Runtime.getRuntime().maxMemory() / 4));
        return Math.max(forBatches, 2 * config.get(CommonKeys.MAX_UNCONFIRMED_BYTES));
    }

    /** Settings for the producer of a mover: one request at a time, for the reason that {@link Lane} tells. */
    Map<String, Object> moverProducer() {
        Map<String, Object> settings = producer();
        settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        return settings;
    }

    /** Settings for a member of a group with positions of the application. */
    Map<String, Object> applicationConsumer(String groupId, int maxPollRecords) {
        if (protocol() == GroupProtocol.CLASSIC) {
            return classicConsumer(groupId, maxPollRecords, SESSION_MILLIS);
        }
        Map<String, Object> settings = positionConsumer(groupId, maxPollRecords);
        settings.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "consumer");
        return settings;
    }

    /**
     * Settings for a member of a classic group that speaks the classic protocol.
     *
     * @param sessionMillis after what time without a sign of life a member counts as dead, unless it is configured
     */
    Map<String, Object> classicConsumer(String groupId, int maxPollRecords, int sessionMillis) {
        Map<String, Object> settings = positionConsumer(groupId, maxPollRecords);
        settings.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
        settings.remove(ConsumerConfig.GROUP_REMOTE_ASSIGNOR_CONFIG);
        settings.putIfAbsent(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 500);
        settings.putIfAbsent(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, sessionMillis);
        // Only partitions that really move are revoked, so the rest of the deliveries keep their lease.
        settings.putIfAbsent(
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        return settings;
    }

    private Map<String, Object> positionConsumer(String groupId, int maxPollRecords) {
        Map<String, Object> settings = consumer(groupId, maxPollRecords);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return settings;
    }

    /** A member of a group of isolated messages: what it handles does not move to another one while it lives. */
    Map<String, Object> isolatedConsumer(String groupId, int maxPollRecords) {
        Map<String, Object> settings = classicConsumer(groupId, maxPollRecords, SHORT_SESSION_MILLIS);
        settings.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, StayingAssignor.class.getName());
        return settings;
    }

    /** One of those who move delayed messages. All of them must agree, so what they need to agree on is fixed. */
    Map<String, Object> mover(String groupId) {
        Map<String, Object> settings = classicConsumer(groupId, MOVED_AT_ONCE, SHORT_SESSION_MILLIS);
        settings.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, StayingAssignor.class.getName());
        // A client that forgets the servers when none answers joins its group anew when they are back. That may take
        // the
        // session timeout of who left or died just before they did, and no member reads meanwhile.
        settings.putIfAbsent(CommonClientConfigs.METADATA_RECOVERY_STRATEGY_CONFIG, MetadataRecoveryStrategy.NONE.name);
        settings.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, 60_000);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1);
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 500);
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 256 << 10);
        return settings;
    }

    /** A consumer without a group, which reads what it is told to and commits nothing. */
    Map<String, Object> broadcastConsumer(int maxPollRecords) {
        Map<String, Object> settings = classicConsumer("", maxPollRecords, SESSION_MILLIS);
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        settings.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        return settings;
    }

    Map<String, Object> shareConsumer(String groupId, int maxPollRecords) {
        Map<String, Object> settings = consumer(groupId, maxPollRecords);
        // A share consumer refuses these; the first is for classic groups, the others are the broker's there.
        settings.remove(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG);
        settings.remove(ConsumerConfig.GROUP_REMOTE_ASSIGNOR_CONFIG);
        settings.remove(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG);
        settings.remove(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG);
        settings.put(ConsumerConfig.SHARE_ACKNOWLEDGEMENT_MODE_CONFIG, "explicit");
        settings.put(ConsumerConfig.SHARE_ACQUIRE_MODE_CONFIG, "record_limit");
        return settings;
    }

    private Map<String, Object> consumer(String groupId, int maxPollRecords) {
        Map<String, Object> settings =
                settings(ConsumerConfig.configNames(), Map.of(CommonClientConfigs.METADATA_MAX_AGE_CONFIG, 15_000));
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, groupId);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, maxPollRecords);
        settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientId("consumer"));
        return settings;
    }

    private Map<String, Object> settings(Set<String> known, Map<String, Object> defaults) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MILLIS);
        settings.putAll(defaults);
        settings.putAll(credentials());
        config.nativeSettings().forEach((key, value) -> {
            if (known.contains(key)) {
                settings.put(key, value);
            }
        });
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, servers);
        return settings;
    }

    /** A user and a password in the URL mean SASL with PLAIN unless native settings choose another mechanism. */
    private Map<String, Object> credentials() {
        String user = config.url().user().orElse(null);
        if (user == null) {
            return Map.of();
        }
        String mechanism = config.nativeSettings().getOrDefault(SaslConfigs.SASL_MECHANISM, "PLAIN");
        String module = mechanism.startsWith("SCRAM-")
                ? "org.apache.kafka.common.security.scram.ScramLoginModule"
                : "org.apache.kafka.common.security.plain.PlainLoginModule";
        String password = config.url().password().orElse("");
        return Map.of(
                CommonClientConfigs.SECURITY_PROTOCOL_CONFIG,
                "SASL_PLAINTEXT",
                SaslConfigs.SASL_MECHANISM,
                mechanism,
                SaslConfigs.SASL_JAAS_CONFIG,
                module + " required username=" + quoted(user) + " password=" + quoted(password) + ";");
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private long deliveryMillis() {
        return config.get(CommonKeys.DELIVERY_TIMEOUT).toMillis();
    }

    private String clientId(String purpose) {
        return config.clientName() + "-" + purpose + "-" + clients.incrementAndGet();
    }
}
