package io.onemq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadersTest {

    @Test
    void keepsTextAndBytes() {
        Headers headers = Headers.builder()
                .put("text", "grün")
                .put("bytes", new byte[] {0, -1})
                .build();
        assertThat(headers.get("text")).contains("grün");
        assertThat(headers.getBytes("bytes"))
                .hasValueSatisfying(value -> assertThat(value).containsExactly(0, -1));
        assertThat(headers.get("missing")).isEmpty();
        assertThat(headers.names()).containsExactly("text", "bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "onemq-id", "content-type", "payload", "CC"})
    void refusesNamesThatCannotBeUsed(String name) {
        assertThatThrownBy(() -> Headers.of(Map.of(name, "value")))
                .isInstanceOfSatisfying(
                        MqException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_NAME));
    }

    @Test
    void neverShowsValuesAsText() {
        assertThat(Headers.of(Map.of("token", "hidden"))).hasToString("Headers[token]");
    }

    @Test
    void comparesByNamesAndBytes() {
        assertThat(Headers.of(Map.of("a", "1"))).isEqualTo(Headers.of(Map.of("a", "1")));
        assertThat(Headers.of(Map.of("a", "1"))).isNotEqualTo(Headers.of(Map.of("a", "2")));
    }
}
