package io.onemq.kafka.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Test;

class SettledAheadTest {

    @Test
    void nothingIsAnEmptyText() {
        assertThat(new SettledAhead.Encoder(7).text()).isEmpty();
        assertThat(SettledAhead.decode(new OffsetAndMetadata(7)).isEmpty()).isTrue();
    }

    @Test
    void theTextIsAsDocumented() {
        SettledAhead.Encoder encoder = new SettledAhead.Encoder(1000);
        assertThat(encoder.add(1001, 1001)).isTrue();
        assertThat(encoder.add(1003, 1302)).isTrue();

        // 1, 0, 2, 299 = 0xab 0x02
        assertThat(encoder.text()).isEqualTo("onemq1:AQACqwI");
    }

    @Test
    void rangesComeBack() {
        SettledAhead.Encoder encoder = new SettledAhead.Encoder(1000);
        assertThat(encoder.add(1001, 1001)).isTrue();
        assertThat(encoder.add(1003, 1302)).isTrue();
        assertThat(encoder.add(5_000_000_000L, 5_000_000_001L)).isTrue();
        SettledAhead decoded = SettledAhead.decode(new OffsetAndMetadata(1000, encoder.text()));

        assertThat(decoded.contains(1000)).isFalse();
        assertThat(decoded.contains(1001)).isTrue();
        assertThat(decoded.contains(1002)).isFalse();
        assertThat(decoded.contains(1003)).isTrue();
        assertThat(decoded.contains(1302)).isTrue();
        assertThat(decoded.contains(1303)).isFalse();
        assertThat(decoded.contains(5_000_000_001L)).isTrue();
        assertThat(decoded.contains(5_000_000_002L)).isFalse();
        assertThat(decoded.count(1000)).isEqualTo(1 + 300 + 2);
        assertThat(decoded.count(1300)).isEqualTo(3 + 2);
    }

    @Test
    void anySetComesBack() {
        Random random = new Random(42);
        for (int round = 0; round < 200; round++) {
            TreeSet<Long> settled = new TreeSet<>();
            long position = random.nextInt(100_000);
            SettledAhead.Encoder encoder = new SettledAhead.Encoder(position);
            long at = position;
            for (int range = 0; range < random.nextInt(40); range++) {
                long first = at + 1 + random.nextInt(300);
                long last = first + random.nextInt(20);
                assertThat(encoder.add(first, last)).isTrue();
                for (long offset = first; offset <= last; offset++) {
                    settled.add(offset);
                }
                at = last + 1;
            }
            SettledAhead decoded = SettledAhead.decode(new OffsetAndMetadata(position, encoder.text()));
            for (long offset = position; offset <= at + 1; offset++) {
                assertThat(decoded.contains(offset)).isEqualTo(settled.contains(offset));
            }
            assertThat(decoded.count(position)).isEqualTo(settled.size());
        }
    }

    @Test
    void theTextStaysWithinWhatBrokersTake() {
        SettledAhead.Encoder encoder = new SettledAhead.Encoder(0);
        long offset = 1;
        int ranges = 0;
        while (encoder.add(offset, offset)) {
            offset += 1_000_000;
            ranges++;
        }
        assertThat(encoder.text().length()).isLessThanOrEqualTo(4_000);
        assertThat(ranges).isGreaterThan(500);
    }

    @Test
    void whatOthersWroteCountsAsNothing() {
        for (String foreign :
                new String[] {"", "consumer-1", "onemq1:***", "onemq1:gA", "onemq1:AQ", "onemq1:____________fwA"}) {
            SettledAhead decoded = SettledAhead.decode(new OffsetAndMetadata(5, foreign));
            assertThat(decoded.count(0)).as(foreign).isZero();
            assertThat(decoded.contains(6)).as(foreign).isFalse();
        }
    }
}
