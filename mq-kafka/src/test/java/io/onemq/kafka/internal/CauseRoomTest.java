package io.onemq.kafka.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CauseRoomTest {
    @Test
    void derivedNamesTellTheirSource() {
        assertThat(CauseRoom.source("orders.billing.dlq")).isEqualTo("orders");
        assertThat(CauseRoom.source("eu.orders.billing.retry")).isEqualTo("eu.orders");
        assertThat(CauseRoom.source("orders.billing.dlq.inspect.dlq")).isEqualTo("orders.billing.dlq");
        assertThat(CauseRoom.source("dead-letters")).isNull();
        assertThat(CauseRoom.source("dead.letters")).isNull();
    }

    @Test
    void metadataLevelsTellTheRelease() {
        assertThat(BrokerFeatures.release(21)).isEqualTo("3.9");
        assertThat(BrokerFeatures.release(24)).isEqualTo("4.0");
        assertThat(BrokerFeatures.release(33)).isEqualTo("4.4");
        assertThat(BrokerFeatures.release(99)).isEqualTo("metadata level 99");
    }

    @Test
    void theWindowIsDividedAmongConsumers() {
        assertThat(ShareSizes.of(1, 2, 16)).isEqualTo(new ShareSizes(1, 1, 0, 1));
        assertThat(ShareSizes.of(3, 2, 16)).isEqualTo(new ShareSizes(2, 1, 14, 1));
        assertThat(ShareSizes.of(128, 2, 16)).isEqualTo(new ShareSizes(2, 64, 14, 16));
        assertThat(ShareSizes.of(128, 4, 2)).isEqualTo(new ShareSizes(4, 32, 0, 16));
    }
}
