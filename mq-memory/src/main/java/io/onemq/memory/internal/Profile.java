package io.onemq.memory.internal;

/** What a broker is like. */
public enum Profile {
    /** Like a queue broker: settled messages are gone, and a topic without groups refuses messages. */
    QUEUE,
    /** Like a log: every message of a topic is kept, groups or not. */
    LOG
}
