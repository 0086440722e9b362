package io.onemq;

import io.onemq.spi.WireNames;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The application's headers of a message: names to UTF-8 text, with a view on the raw bytes. Immutable, thread-safe.
 *
 * <p>They are the broker's native headers, so programs in other languages read and write them. Where a foreign program
 * wrote a name several times, the last value wins. Headers of the library itself are not among them.
 */
public final class Headers {
    private static final Headers EMPTY = new Headers(Map.of());
    private static final int MAX_NAME_LENGTH = 200;

    private final Map<String, byte[]> values;

    private Headers(Map<String, byte[]> values) {
        this.values = values;
    }

    /**
     * Returns headers without entries.
     *
     * @return no headers
     */
    public static Headers empty() {
        return EMPTY;
    }

    /**
     * Creates headers from text values.
     *
     * @param values names to values
     * @return the headers
     * @throws MqException with code INVALID_NAME if a name is empty, too long or reserved
     */
    public static Headers of(Map<String, String> values) {
        Builder builder = builder();
        values.forEach(builder::put);
        return builder.build();
    }

    /**
     * Creates a builder.
     *
     * @return an empty builder
     */
    public static Builder builder() {
        return new Builder(new LinkedHashMap<>());
    }

    /**
     * Wraps values that arrived from a broker, without checks or copies.
     *
     * @param values names to values, not to be modified afterwards
     * @return the headers
     */
    static Headers received(Map<String, byte[]> values) {
        return values.isEmpty() ? EMPTY : new Headers(values);
    }

    /**
     * Returns a value as text.
     *
     * @param name the header's name
     * @return the value decoded as UTF-8, or empty if there is no such header
     */
    public Optional<String> get(String name) {
        byte[] value = values.get(name);
        return value == null ? Optional.empty() : Optional.of(new String(value, StandardCharsets.UTF_8));
    }

    /**
     * Returns a value as bytes.
     *
     * @param name the header's name
     * @return a copy of the value, or empty if there is no such header
     */
    public Optional<byte[]> getBytes(String name) {
        return Optional.ofNullable(values.get(name)).map(byte[]::clone);
    }

    /**
     * Returns the names in wire order.
     *
     * @return an unmodifiable set
     */
    public Set<String> names() {
        return Collections.unmodifiableSet(values.keySet());
    }

    /**
     * Tells whether there are no headers.
     *
     * @return true if there are none
     */
    public boolean isEmpty() {
        return values.isEmpty();
    }

    /**
     * Returns the number of headers.
     *
     * @return how many names there are
     */
    public int size() {
        return values.size();
    }

    /**
     * Returns all values as text.
     *
     * @return a new map in wire order
     */
    public Map<String, String> toMap() {
        Map<String, String> result = new LinkedHashMap<>();
        values.forEach((name, value) -> result.put(name, new String(value, StandardCharsets.UTF_8)));
        return result;
    }

    /**
     * Creates a builder that starts with these headers.
     *
     * @return a builder; this object does not change
     */
    public Builder toBuilder() {
        return new Builder(new LinkedHashMap<>(values));
    }

    /**
     * Returns the values without a copy, for the engine.
     *
     * @return names to values, not to be modified
     */
    Map<String, byte[]> raw() {
        return values;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Headers headers
                && values.keySet().equals(headers.values.keySet())
                && values.entrySet().stream()
                        .allMatch(entry -> Arrays.equals(entry.getValue(), headers.values.get(entry.getKey())));
    }

    @Override
    public int hashCode() {
        return values.keySet().hashCode();
    }

    /** Returns the names only, since values may be confidential. */
    @Override
    public String toString() {
        return "Headers" + values.keySet();
    }

    /** Builds {@link Headers}. Not thread-safe; reusable. */
    public static final class Builder {
        private final Map<String, byte[]> values;

        private Builder(Map<String, byte[]> values) {
            this.values = values;
        }

        /**
         * Sets a header to text, replacing an earlier value.
         *
         * @param name the header's name, 1 to 200 characters, not reserved
         * @param value the value
         * @return this builder
         * @throws MqException with code INVALID_NAME if the name cannot be used
         */
        public Builder put(String name, String value) {
            values.put(checked(name), value.getBytes(StandardCharsets.UTF_8));
            return this;
        }

        /**
         * Sets a header to bytes, replacing an earlier value. Brokers with text headers only (RabbitMQ string headers,
         * seen by programs that expect text) carry them as they are.
         *
         * @param name the header's name, 1 to 200 characters, not reserved
         * @param value the value; copied
         * @return this builder
         * @throws MqException with code INVALID_NAME if the name cannot be used
         */
        public Builder put(String name, byte[] value) {
            values.put(checked(name), value.clone());
            return this;
        }

        /**
         * Creates the headers.
         *
         * @return immutable headers with the values set so far
         */
        public Headers build() {
            return values.isEmpty() ? EMPTY : new Headers(new LinkedHashMap<>(values));
        }

        private static String checked(String name) {
            Objects.requireNonNull(name, "name");
            if (name.isEmpty() || name.length() > MAX_NAME_LENGTH) {
                throw new MqException(
                        ErrorCode.INVALID_NAME,
                        "A header name has 1 to " + MAX_NAME_LENGTH + " characters: '" + name + "'");
            }
            if (WireNames.isReserved(name)) {
                throw new MqException(
                        ErrorCode.INVALID_NAME,
                        "The header name '" + name + "' is reserved (by the library, a message property or a broker); "
                                + "choose another name or use the property of Message");
            }
            return name;
        }
    }
}
