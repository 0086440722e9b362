package io.onemq.redis.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BytesTest {

    @ParameterizedTest
    @CsvSource({
        "payload, payload, true",
        "payload, payloa, false",
        "payload, payloads, false",
        "payload, Payload, false",
        "'', '', true",
        "größe, größe, true",
        "größe, grosse, false",
        "grosse, größe, false",
        "日本, 日本, true",
        "日本, 日, false"
    })
    void comparesUtf8WithText(String encoded, String text, boolean same) {
        assertThat(Bytes.same(Bytes.of(encoded), text)).isEqualTo(same);
    }
}
