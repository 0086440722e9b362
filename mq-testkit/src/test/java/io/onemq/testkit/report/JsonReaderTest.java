package io.onemq.testkit.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {

    @Test
    void readsWhatWasWritten() {
        Object value = Map.of(
                "text", "a \"b\" \\ <c> \n \u2028", "list", List.of(1L, true, List.of(), Map.of(), "x"), "", -7L);

        assertThat(JsonReader.read(Json.of(value))).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{\"a\"}", "[1 2]", "\"a", "[1] x", "nothing"})
    void refusesAnythingElse(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonReader.read(text))
                .withMessageContaining("at character");
    }
}
