package io.onemq.mqtt.internal;

import io.onemq.MqException;
import java.util.List;

/** What a link tells, on its own thread. */
interface LinkListener {
    /** Messages came. Who gets them acknowledges them. */
    void arrived(List<Publication> batch);

    /** The link is gone. Not called after its {@code close}. */
    void closed(MqException cause);
}
