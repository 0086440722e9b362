package io.onemq.testkit.contract;

import java.util.Map;
import java.util.Objects;

/**
 * Which payloads a client refuses as too large.
 *
 * @param accepted bytes of a payload that passes, and still passes as a dead letter with its cause
 * @param refused bytes of a payload that is too large
 * @param options the options of a client for which this is so, beside those of the harness
 */
public record PayloadLimit(int accepted, int refused, Map<String, String> options) {

    /**
     * Copies the options.
     *
     * @param accepted the component's value
     * @param refused the component's value
     * @param options the component's value
     */
    public PayloadLimit {
        Objects.requireNonNull(options, "options");
        if (accepted >= refused) {
            throw new IllegalArgumentException("accepted must be smaller than refused: " + accepted + ", " + refused);
        }
        options = Map.copyOf(options);
    }

    /**
     * Describes a limit that needs no options.
     *
     * @param accepted bytes of a payload that passes
     * @param refused bytes of a payload that is too large
     * @return the limit
     */
    public static PayloadLimit of(int accepted, int refused) {
        return new PayloadLimit(accepted, refused, Map.of());
    }
}
