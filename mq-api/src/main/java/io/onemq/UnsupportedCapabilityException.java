package io.onemq;

/** Signals that the broker, its version or the chosen mode lacks a capability. Its code is UNSUPPORTED. */
public final class UnsupportedCapabilityException extends MqException {
    private static final long serialVersionUID = 1L;

    /** The capability that is missing. */
    private final Capability capability;

    /**
     * Creates the failure.
     *
     * @param capability what is missing
     * @param message which broker lacks what, and what would work
     */
    public UnsupportedCapabilityException(Capability capability, String message) {
        super(ErrorCode.UNSUPPORTED, message);
        this.capability = capability;
    }

    /**
     * Returns the missing capability.
     *
     * @return the capability that the call needs
     */
    public Capability capability() {
        return capability;
    }
}
