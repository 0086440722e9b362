package io.onemq;

import java.util.Objects;

/**
 * How far a broker supports a {@link Capability}.
 *
 * @param level native, emulated or unsupported
 * @param note one sentence: how it is emulated, what limits it, or what would be needed
 */
public record CapabilitySupport(Level level, String note) {

    /**
     * Checks that nothing is null.
     *
     * @param level the component's value
     * @param note the component's value
     */
    public CapabilitySupport {
        Objects.requireNonNull(level, "level");
        Objects.requireNonNull(note, "note");
    }

    /** The level of support. */
    public enum Level {
        /** The broker does it itself. */
        NATIVE,
        /** The library does it on top of the broker, with the meaning that the contract gives. */
        EMULATED,
        /** Not available: a call that needs it is refused with an error. */
        UNSUPPORTED
    }

    /**
     * Tells whether the capability can be used.
     *
     * @return true unless the level is UNSUPPORTED
     */
    public boolean supported() {
        return level != Level.UNSUPPORTED;
    }

    /**
     * Describes native support.
     *
     * @param note how the broker does it
     * @return native support
     */
    public static CapabilitySupport nativeSupport(String note) {
        return new CapabilitySupport(Level.NATIVE, note);
    }

    /**
     * Describes emulated support.
     *
     * @param note how the library does it
     * @return emulated support
     */
    public static CapabilitySupport emulated(String note) {
        return new CapabilitySupport(Level.EMULATED, note);
    }

    /**
     * Describes missing support.
     *
     * @param note what would be needed, as a full sentence that can be shown to a user
     * @return no support
     */
    public static CapabilitySupport unsupported(String note) {
        return new CapabilitySupport(Level.UNSUPPORTED, note);
    }
}
