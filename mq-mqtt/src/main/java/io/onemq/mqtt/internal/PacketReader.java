package io.onemq.mqtt.internal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads the body of a packet. Throws an {@link IndexOutOfBoundsException} where it is shorter than it says. */
final class PacketReader {
    private final byte[] bytes;
    private int at;

    PacketReader(byte[] bytes) {
        this.bytes = bytes;
    }

    boolean isAtEnd() {
        return at >= bytes.length;
    }

    int u8() {
        return bytes[at++] & 0xff;
    }

    int u16() {
        return (u8() << 8) | u8();
    }

    long u32() {
        return ((long) u16() << 16) | u16();
    }

    int length() {
        int value = 0;
        int shift = 0;
        int next;
        do {
            next = u8();
            value |= (next & 0x7f) << shift;
            shift += 7;
        } while (next >= 0x80);
        return value;
    }

    String text() {
        int length = u16();
        at += length;
        return new String(bytes, at - length, length, StandardCharsets.UTF_8);
    }

    byte[] binary() {
        int length = u16();
        at += length;
        return Arrays.copyOfRange(bytes, at - length, at);
    }

    byte[] rest() {
        return Arrays.copyOfRange(bytes, at, bytes.length);
    }

    Properties properties() {
        int length = length();
        Properties properties = new Properties();
        int end = at + length;
        while (at < end) {
            properties.read(this);
        }
        return properties;
    }
}
