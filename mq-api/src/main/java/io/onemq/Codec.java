package io.onemq;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Turns payloads into bytes and back. The bytes are the body of the native message, without an envelope.
 *
 * <p>Implementations are thread-safe and do not block.
 *
 * @param <T> the type of the payload
 */
public interface Codec<T> {

    /**
     * Encodes a payload.
     *
     * @param payload the payload
     * @return the bytes, not shared with anything that changes later
     * @throws CodecException if the payload cannot be encoded
     */
    byte[] encode(T payload);

    /**
     * Decodes a payload.
     *
     * @param bytes the bytes, possibly empty; not to be modified
     * @return the payload
     * @throws CodecException if the bytes are not such a payload; the delivery then goes to the dead-letter topic
     */
    T decode(byte[] bytes);

    /**
     * Returns the media type that published messages carry unless they set their own.
     *
     * @return the content type, or null for none
     */
    default @Nullable String contentType() {
        return null;
    }

    /**
     * Returns the codec that hands bytes through without a copy.
     *
     * @return the bytes codec
     */
    static Codec<byte[]> bytes() {
        return BytesCodec.INSTANCE;
    }

    /**
     * Returns the codec for UTF-8 text. It refuses malformed bytes instead of replacing them.
     *
     * @return the text codec
     */
    static Codec<String> string() {
        return StringCodec.INSTANCE;
    }

    /** Hands bytes through. */
    enum BytesCodec implements Codec<byte[]> {
        /** The only instance. */
        INSTANCE;

        @Override
        public byte[] encode(byte[] payload) {
            return payload;
        }

        @Override
        public byte[] decode(byte[] bytes) {
            return bytes;
        }
    }

    /** UTF-8 text. */
    enum StringCodec implements Codec<String> {
        /** The only instance. */
        INSTANCE;

        @Override
        public byte[] encode(String payload) {
            return payload.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public String decode(byte[] bytes) {
            try {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes))
                        .toString();
            } catch (CharacterCodingException e) {
                throw new CodecException("The payload of " + bytes.length + " bytes is not UTF-8 text", e);
            }
        }

        @Override
        public String contentType() {
            return "text/plain; charset=utf-8";
        }
    }
}
