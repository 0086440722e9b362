package io.onemq.redis.internal;

import java.io.ByteArrayOutputStream;

/** A member of a sorted set of delayed entries, being written: a row of parts, each as its length, a colon, its bytes. */
final class Member {
    private final ByteArrayOutputStream out;

    Member(int expectedSize) {
        out = new ByteArrayOutputStream(expectedSize);
    }

    void add(byte[] part) {
        out.writeBytes(Bytes.of(part.length));
        out.write(':');
        out.writeBytes(part);
    }

    int size() {
        return out.size();
    }

    byte[] toBytes() {
        return out.toByteArray();
    }
}
