package io.onemq.mqtt.internal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing piece of a packet. Not thread-safe. */
final class PacketWriter {
    private byte[] bytes = new byte[256];
    private int size;

    PacketWriter u8(int value) {
        room(1);
        bytes[size++] = (byte) value;
        return this;
    }

    PacketWriter u16(int value) {
        return u8(value >> 8).u8(value);
    }

    PacketWriter u32(long value) {
        return u16((int) (value >> 16)).u16((int) value);
    }

    /** A variable byte integer. */
    PacketWriter length(int value) {
        int rest = value;
        while (rest >= 0x80) {
            u8((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        return u8(rest);
    }

    PacketWriter text(String value) {
        return binary(value.getBytes(StandardCharsets.UTF_8));
    }

    PacketWriter binary(byte[] value) {
        if (value.length > 0xffff) {
            throw new IllegalArgumentException("a field of " + value.length + " bytes; MQTT allows 65535");
        }
        return u16(value.length).raw(value, value.length);
    }

    PacketWriter raw(byte[] value, int length) {
        room(length);
        System.arraycopy(value, 0, bytes, size, length);
        size += length;
        return this;
    }

    /** Properties, with their length in front. */
    PacketWriter properties(PacketWriter properties) {
        return length(properties.size).raw(properties.bytes, properties.size);
    }

    PacketWriter userProperty(String name, String value) {
        return u8(Properties.USER_PROPERTY).text(name).text(value);
    }

    byte[] bytes() {
        return bytes;
    }

    int size() {
        return size;
    }

    private void room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}
