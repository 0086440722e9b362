package io.onemq;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.stream.Collectors;

/**
 * JSON with Jackson, which the application adds to its class path ({@code jackson-databind}). Thread-safe.
 *
 * @param <T> the type of the payload
 */
public final class JsonCodec<T> implements Codec<T> {
    private final JavaType type;
    private final ObjectReader reader;
    private final ObjectWriter writer;

    private JsonCodec(ObjectMapper mapper, JavaType type) {
        this.type = type;
        this.reader = mapper.readerFor(type);
        this.writer = mapper.writerFor(type);
    }

    /**
     * Creates a codec with a mapper that has every Jackson module found on the class path.
     *
     * @param type the type of the payload
     * @param <T> the type of the payload
     * @return the codec
     */
    public static <T> JsonCodec<T> of(Class<T> type) {
        return of(type, JsonMapper.builder().findAndAddModules().build());
    }

    /**
     * Creates a codec with the application's own mapper.
     *
     * @param type the type of the payload
     * @param mapper the mapper; not reconfigured afterwards
     * @param <T> the type of the payload
     * @return the codec
     */
    public static <T> JsonCodec<T> of(Class<T> type, ObjectMapper mapper) {
        return new JsonCodec<>(mapper, mapper.constructType(type));
    }

    /**
     * Creates a codec for a generic type such as {@code List<Order>}.
     *
     * @param type the type of the payload
     * @param mapper the mapper; not reconfigured afterwards
     * @param <T> the type of the payload
     * @return the codec
     */
    public static <T> JsonCodec<T> of(TypeReference<T> type, ObjectMapper mapper) {
        return new JsonCodec<>(mapper, mapper.constructType(type));
    }

    @Override
    public byte[] encode(T payload) {
        try {
            return writer.writeValueAsBytes(payload);
        } catch (JsonProcessingException e) {
            throw new CodecException("Cannot write " + type.toCanonical() + " as JSON", e);
        }
    }

    @Override
    public T decode(byte[] bytes) {
        T value;
        try {
            value = reader.readValue(bytes);
        } catch (IOException e) {
            throw new CodecException(
                    "The payload of " + bytes.length + " bytes is not JSON for " + type.toCanonical() + where(e), e);
        }
        if (value == null) {
            throw new CodecException("The payload is JSON null, which is not a " + type.toCanonical(), null);
        }
        return value;
    }

    /** Names the place that Jackson complains of, but not the value it found there: payloads stay out of messages. */
    private static String where(IOException e) {
        if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
            return mapping.getPath().stream()
                    .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName())
                    .collect(Collectors.joining("", ": ", ""))
                    .replaceFirst(": \\.", ": ");
        }
        if (e instanceof JsonProcessingException syntax && syntax.getLocation() != null) {
            return ": line " + syntax.getLocation().getLineNr() + ", column "
                    + syntax.getLocation().getColumnNr();
        }
        return "";
    }

    @Override
    public String contentType() {
        return "application/json";
    }
}
