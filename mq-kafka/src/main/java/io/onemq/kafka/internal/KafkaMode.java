package io.onemq.kafka.internal;

/** Which kind of native group a new group without order becomes. */
enum KafkaMode {
    /** A share group where the broker has them, else a classic group; an existing group keeps its kind. */
    AUTO,
    /** Share groups only. */
    SHARE,
    /** Classic groups only. */
    CLASSIC
}
