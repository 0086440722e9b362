package io.onemq.mqtt.internal;

import java.util.Map;

/** A part of a group's messages while this member has it. */
interface Part {
    /** Starts to take messages. Blocks. */
    void open();

    /** Does what takes time, on the thread that keeps the subscription. Blocks. */
    void step();

    /** Takes nothing more: the part goes to another member when what was handed over is settled. */
    default void leave() {}

    /** Acknowledges a delivery of this part. Returns whether that was sent; what is not flushed may wait. Does not block. */
    boolean acknowledge(MqttMessage message);

    /** Returns the connection over which acknowledgements go. */
    Link link();

    /**
     * How often messages came back that may come back again.
     *
     * @param leaving whether this member leaves in good order: then what the last one's death means is counted for those, too,
     *     that were not handed over since
     */
    Map<String, Integer> returns(boolean leaving);

    /** Leaves in good order: the broker has seen every acknowledgement when this returns. Blocks. */
    void close();

    /** Leaves at once. */
    void abort();
}
