package io.onemq;

/** What became of a settlement. */
public enum Settlement {
    /** It took effect. */
    SETTLED,
    /** The delivery had gone back to its group, or to somebody else; the settlement changed nothing. */
    LEASE_LOST,
    /** The connection was lost before the answer; the delivery may come again. */
    UNKNOWN
}
