package io.onemq.kafka.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.internal.DefaultRecordBatch;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordSizesTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 63, 64, 8_191, 8_192, 1_048_575, 1_048_576})
    void theSizeIsThatOfTheBroker(int length) {
        for (byte[] key : new byte[][] {null, "a key".getBytes(StandardCharsets.UTF_8)}) {
            Header[] headers = {new RecordHeader("größe", new byte[length / 2]), new RecordHeader("empty", new byte[0])
            };
            SimpleRecord known = new SimpleRecord(7, key, new byte[length], headers);
            ProducerRecord<byte[], byte[]> record =
                    new ProducerRecord<>("topic", null, 7L, key, new byte[length], List.of(headers));
            assertThat(RecordSizes.of(record)).isEqualTo(DefaultRecordBatch.sizeInBytes(List.of(known)));
        }
    }
}
