package io.onemq.spi;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Percent-encoding of the parts of a URL. A plus sign stands for itself. */
final class PercentCodec {
    private static final String PLAIN = "-._~!$'()*+,;:/";

    private PercentCodec() {}

    /** Decodes; the message of the IllegalArgumentException does not repeat the text. */
    static String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] in = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream(in.length);
        for (int i = 0; i < in.length; i++) {
            if (in[i] == '%') {
                out.write(hex(in, i + 1) * 16 + hex(in, i + 2));
                i += 2;
            } else {
                out.write(in[i]);
            }
        }
        return utf8(out.toByteArray());
    }

    private static int hex(byte[] in, int at) {
        int digit = at < in.length ? Character.digit(in[at], 16) : -1;
        if (digit < 0) {
            throw new IllegalArgumentException("has a '%' without two hexadecimal digits after it (write %25 for '%')");
        }
        return digit;
    }

    private static String utf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("has percent-encoded bytes that are not UTF-8", e);
        }
    }

    static String encode(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (c < 0x80 && (Character.isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0)) {
                out.append(c);
            } else {
                out.append(String.format(Locale.ROOT, "%%%02X", (int) c));
            }
        }
        return out.toString();
    }
}
