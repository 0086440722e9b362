package io.onemq.redis.internal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

/** Conversions between text and what Redis sends and receives. */
final class Bytes {
    static final byte[] EMPTY = {};

    private Bytes() {}

    static byte[] of(String text) {
        return text.getBytes(UTF_8);
    }

    static byte[] of(long number) {
        return Long.toString(number).getBytes(ISO_8859_1);
    }

    static String text(byte[] utf8) {
        return new String(utf8, UTF_8);
    }

    /** For what is known to be ASCII, such as entry ids. */
    static String ascii(byte[] bytes) {
        return new String(bytes, ISO_8859_1);
    }

    /** Compares without encoding the text; a text beyond ASCII is encoded. */
    static boolean same(byte[] utf8, String text) {
        int length = text.length();
        if (utf8.length < length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                return text.equals(text(utf8));
            }
            if (utf8[i] != c) {
                return false;
            }
        }
        return utf8.length == length;
    }
}
