package io.onemq.rabbitmq.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class CorkedOutputStreamTest {
    private final ByteArrayOutputStream network = new ByteArrayOutputStream();
    private final CorkedOutputStream stream = new CorkedOutputStream(network);

    @Test
    void holdsFlushesBackUntilTheBatchEnds() throws IOException {
        stream.cork();
        stream.write(new byte[100]);
        stream.flush();
        assertThat(network.size()).isZero();
        stream.uncork();
        assertThat(network.size()).isEqualTo(100);
        stream.write(1);
        stream.flush();
        assertThat(network.size()).isEqualTo(101);
    }

    @Test
    void drainsEvenIfAnotherBatchHasBegun() throws IOException {
        stream.cork();
        stream.write(new byte[10]);
        stream.cork();
        stream.uncork();
        assertThat(network.size()).isEqualTo(10);
    }

    @Test
    void keepsTheOrderOfSmallAndLargeWrites() throws IOException {
        byte[] large = new byte[200_000];
        for (int i = 0; i < large.length; i++) {
            large[i] = (byte) i;
        }
        stream.cork();
        stream.write(large, 0, 3);
        stream.write(large, 3, 150_000);
        stream.write(large, 150_003, 49_997);
        stream.uncork();
        assertThat(network.toByteArray()).isEqualTo(large);
    }
}
