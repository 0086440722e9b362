package io.onemq.mqtt.internal;

import io.onemq.MqException;
import org.jspecify.annotations.Nullable;

/** What becomes of a published message. */
interface Confirmation {
    /** The broker answered; called on the thread of the link. */
    void confirmed(int reason, @Nullable String text);

    /** The link ended before; called by whoever ended it. */
    default void lost(MqException cause) {}
}
