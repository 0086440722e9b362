package io.onemq.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class OrderGeneratorTest {
    @Test
    void wroteTheBundledOrders() throws Exception {
        OrderLines bundled = OrderLines.read(null);

        assertThat(bundled.lines())
                .hasSize(OrderGenerator.ORDERS)
                .extracting(line -> new String(line, StandardCharsets.UTF_8))
                .isEqualTo(OrderGenerator.lines());
    }
}
