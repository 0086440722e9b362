package io.onemq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonCodecTest {
    private final JsonCodec<Order> codec = JsonCodec.of(Order.class);

    record Order(String id, List<Item> items) {}

    record Item(int qty) {}

    @Test
    void roundTrip() {
        Order order = new Order("ä", List.of(new Item(3)));

        assertThat(codec.decode(codec.encode(order))).isEqualTo(order);
        assertThat(codec.contentType()).isEqualTo("application/json");
    }

    @Test
    void genericTypes() {
        JsonCodec<List<Item>> items = JsonCodec.of(new TypeReference<>() {}, new ObjectMapper());

        assertThat(items.decode(items.encode(List.of(new Item(3))))).containsExactly(new Item(3));
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"id\":\"secret\",\"items\":[{\"qty\":1},{\"qty\":\"secret\"}]}', items[1].qty",
        "'{\"secret\":', 'line 1, column 11'",
        "secret, 'line 1, column 1'",
        "'[\"secret\"]', 'line 1, column 1'",
        "'', 'line 1, column 0'",
    })
    void failuresNameThePlaceButNoValue(String payload, String place) {
        assertThatThrownBy(() -> codec.decode(payload.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(CodecException.class)
                .hasMessage(
                        "The payload of %d bytes is not JSON for io.onemq.JsonCodecTest$Order: %s",
                        payload.length(), place);
    }

    @Test
    void nullIsNoPayload() {
        assertThatThrownBy(() -> codec.decode("null".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("JSON null");
    }
}
