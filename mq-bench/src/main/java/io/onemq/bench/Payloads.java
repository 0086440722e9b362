package io.onemq.bench;

import java.nio.ByteBuffer;

/** Payloads of 1 KiB that carry their number. */
final class Payloads {
    static final int SIZE = 1024;

    private Payloads() {}

    static byte[] numbered(int number) {
        byte[] payload = new byte[SIZE];
        ByteBuffer.wrap(payload).putInt(number);
        return payload;
    }

    static int numberOf(byte[] payload) {
        return ByteBuffer.wrap(payload).getInt();
    }
}
