package io.onemq.kafka.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShareSizesTest {
    private static final int PARTITIONS = 8;

    @Test
    void regularConsumersDivideTheWindow() {
        assertThat(ShareSizes.of(128, 2, 32)).isEqualTo(new ShareSizes(2, 64, 30, 16));
        assertThat(ShareSizes.of(1, 2, 32)).isEqualTo(new ShareSizes(1, 1, 0, 1));
    }

    @Test
    void extraConsumersTakeALargerPartOfTheRoomWithEachStep() {
        ShareSizes sizes = ShareSizes.of(128, 2, 32);

        assertThat(sizes.extraQuota(100, 7, PARTITIONS)).isEqualTo(25);
        assertThat(sizes.extraQuota(100, 15, PARTITIONS)).isEqualTo(50);
        assertThat(sizes.extraQuota(100, 23, PARTITIONS)).isEqualTo(100);
        assertThat(sizes.extraQuota(100, 30, PARTITIONS)).isEqualTo(100);
    }

    @Test
    void extraConsumersTakeNoLessThanAnEighthOfTheWindow() {
        assertThat(ShareSizes.of(128, 2, 32).extraQuota(1, 7, PARTITIONS)).isEqualTo(16);
        assertThat(ShareSizes.of(2, 2, 100).extraQuota(1, 1, 1)).isEqualTo(1);
    }
}
