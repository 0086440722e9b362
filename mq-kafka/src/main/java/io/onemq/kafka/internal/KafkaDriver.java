package io.onemq.kafka.internal;

import io.onemq.ErrorCode;
import io.onemq.MqException;
import io.onemq.spi.CommonKeys;
import io.onemq.spi.ConfigKey;
import io.onemq.spi.DriverConfig;
import io.onemq.spi.DriverConnection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;

/** What the provider offers, so that everything else stays private to this package. */
public final class KafkaDriver {
    private KafkaDriver() {}

    /** Returns the driver's own keys. */
    public static List<ConfigKey<?>> configKeys() {
        return KafkaKeys.ALL;
    }

    /** Returns the native settings that pass through. */
    public static Set<String> nativeSettings() {
        return NativeSettings.known();
    }

    /** Returns the native settings that are refused, each with the reason. */
    public static Map<String, String> refusedNativeSettings() {
        return NativeSettings.refused();
    }

    /** Makes one attempt to connect. */
    public static DriverConnection connect(DriverConfig config) {
        ClientConfigs clients = new ClientConfigs(config);
        Reachability.check(config.url().hosts(), config.get(CommonKeys.CONNECT_TIMEOUT));
        Admin admin = NativeClients.create("the admin client", () -> Admin.create(clients.admin()));
        try {
            BrokerFeatures features = BrokerFeatures.probe(
                    new AdminCalls(admin, config.get(CommonKeys.CONNECT_TIMEOUT)), clients.servers());
            refuseMissingShareGroups(config.get(KafkaKeys.MODE), features);
            refuseMissingProtocol(config.get(KafkaKeys.GROUP_PROTOCOL), features);
            return new KafkaConnection(config, clients, admin, features);
        } catch (RuntimeException e) {
            NativeClients.closeQuickly(admin);
            throw e;
        }
    }

    private static void refuseMissingShareGroups(KafkaMode mode, BrokerFeatures features) {
        if (mode == KafkaMode.SHARE && !features.shareGroups()) {
            throw new MqException(
                    ErrorCode.UNSUPPORTED,
                    "kafka.mode=share needs share groups, which " + features.broker()
                            + " does not offer: they need Kafka 4.2 with the feature share.version at 1 or higher; "
                            + "kafka.mode=auto uses classic groups where they are missing");
        }
    }

    private static void refuseMissingProtocol(GroupProtocol protocol, BrokerFeatures features) {
        if (protocol == GroupProtocol.CONSUMER && !features.consumerProtocol()) {
            throw new MqException(
                    ErrorCode.UNSUPPORTED,
                    "kafka.group-protocol=consumer needs a broker that assigns partitions itself (KIP-848), which "
                            + features.broker() + " does not: it needs Kafka 4.0 with the feature group.version at 1 "
                            + "or higher; kafka.group-protocol=classic works with every broker");
        }
    }
}
