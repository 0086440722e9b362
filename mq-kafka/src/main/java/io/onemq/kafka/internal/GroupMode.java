package io.onemq.kafka.internal;

/** The kind of a native group, fixed when it is created. */
enum GroupMode {
    /** Members take single records and settle them one by one; any number of members. */
    SHARE,
    /** Members own partitions and commit positions. */
    CLASSIC
}
