package io.onemq.mqtt.internal;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What MQTT lets a text contain. Brokers end the connection of who sends anything else. */
final class WireText {
    private static final int MOST_BYTES = 0xffff;

    private WireText() {}

    /** Returns the text of bytes that a string of MQTT can hold as they are, else null. */
    static @Nullable String clean(byte[] bytes) {
        if (bytes.length > MOST_BYTES) {
            return null;
        }
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return isClean(text) ? text.toString() : null;
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** Neither control characters nor code points that are no characters. */
    static boolean isClean(CharSequence text) {
        return text.codePoints()
                .noneMatch(c -> Character.isISOControl(c)
                        || (c & 0xfffe) == 0xfffe
                        || (c >= 0xfdd0 && c <= 0xfdef)
                        || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE));
    }

    /** Tells whether a text can be the name of a topic. */
    static boolean isTopic(String text) {
        return isClean(text) && text.indexOf('+') < 0 && text.indexOf('#') < 0;
    }
}
