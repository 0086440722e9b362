package io.onemq.kafka.internal;

import io.onemq.MqException;
import io.onemq.spi.BrokerInfo;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.DescribeFeaturesOptions;
import org.apache.kafka.clients.admin.FeatureMetadata;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.admin.SupportedVersionRange;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/**
 * What the cluster offers.
 *
 * @param broker name and version
 * @param shareGroups whether it has share groups that are ready for production, from Kafka 4.2 on
 * @param consumerProtocol whether it assigns partitions itself (KIP-848), from Kafka 4.0 on
 */
record BrokerFeatures(BrokerInfo broker, boolean shareGroups, boolean consumerProtocol) {
    private static final String NAME = "Apache Kafka";
    private static final String METADATA = "metadata.version";
    private static final String SHARE = "share.version";
    private static final String GROUP = "group.version";
    private static final int FIRST_LEVEL_OF_4_2 = 28;

    /** The highest metadata level of each release; a broker reports the highest that it supports. */
    private static final List<Map.Entry<Integer, String>> RELEASES = List.of(
            Map.entry(7, "3.3"),
            Map.entry(8, "3.4"),
            Map.entry(11, "3.5"),
            Map.entry(14, "3.6"),
            Map.entry(19, "3.7"),
            Map.entry(20, "3.8"),
            Map.entry(21, "3.9"),
            Map.entry(25, "4.0"),
            Map.entry(27, "4.1"),
            Map.entry(29, "4.2"),
            Map.entry(30, "4.3"),
            Map.entry(33, "4.4"));

    /** Exchanges first messages with the cluster. */
    static BrokerFeatures probe(AdminCalls calls, String servers) {
        ping(calls, servers);
        try {
            return of(calls.answerOf(calls.admin()
                    .describeFeatures(calls.bounded(new DescribeFeaturesOptions()))
                    .featureMetadata()));
        } catch (ExecutionException | TimeoutException e) {
            if (KafkaErrors.unwrap(e) instanceof UnsupportedVersionException) {
                return new BrokerFeatures(new BrokerInfo(NAME, "unknown"), false, false);
            }
            throw KafkaErrors.connection("tell its features at " + servers, e);
        }
    }

    /** Asks for a sign of life. */
    static void ping(AdminCalls calls, String servers) {
        try {
            calls.answerOf(calls.admin()
                    .describeCluster(calls.bounded(new DescribeClusterOptions()))
                    .nodes());
        } catch (MqException e) {
            throw e;
        } catch (ExecutionException | TimeoutException e) {
            throw KafkaErrors.connection("be reached at " + servers, e);
        }
    }

    static BrokerFeatures of(FeatureMetadata features) {
        SupportedVersionRange metadata = features.supportedFeatures().get(METADATA);
        boolean mature = metadata != null && metadata.maxVersion() >= FIRST_LEVEL_OF_4_2;
        return new BrokerFeatures(
                new BrokerInfo(NAME, metadata == null ? "unknown" : release(metadata.maxVersion())),
                mature && isOn(features, SHARE),
                isOn(features, GROUP));
    }

    private static boolean isOn(FeatureMetadata features, String name) {
        FinalizedVersionRange level = features.finalizedFeatures().get(name);
        return level != null && level.maxVersionLevel() >= 1;
    }

    /** Names the release of a metadata level; one that is newer than this list is told as it is. */
    static String release(int level) {
        for (Map.Entry<Integer, String> release : RELEASES) {
            if (level <= release.getKey()) {
                return release.getValue();
            }
        }
        return "metadata level " + level;
    }
}
