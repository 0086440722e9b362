package io.onemq.testkit.contract;

import io.onemq.Codec;
import io.onemq.CodecException;
import java.nio.charset.StandardCharsets;

/** Text, except for one that cannot be encoded and one that cannot be decoded. */
final class PickyCodec implements Codec<String> {
    static final String REFUSED = "cannot be encoded";
    static final String UNREADABLE = "cannot be decoded";

    @Override
    public byte[] encode(String payload) {
        if (payload.equals(REFUSED)) {
            throw new CodecException("This text is refused", null);
        }
        return payload.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String decode(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.equals(UNREADABLE)) {
            throw new CodecException("This text is unreadable", new IllegalStateException("unreadable"));
        }
        return text;
    }
}
