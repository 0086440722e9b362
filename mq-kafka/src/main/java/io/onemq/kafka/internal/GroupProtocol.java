package io.onemq.kafka.internal;

/** How the members of a group with positions find out which partitions are theirs. */
enum GroupProtocol {
    /** They agree among themselves; one of them assigns. */
    CLASSIC,
    /** The broker assigns, and tells each member its changes (KIP-848). */
    CONSUMER
}
