package io.onemq.memory.internal;

import io.onemq.MqException;

/** What a client has open at a broker. */
interface Link {

    /** Makes everything that the broker has not got to yet ineffective. Called by any thread. */
    void cut();

    /** Ends the link. Idempotent. Called by the broker's thread. */
    void end();

    /** Ends the link and tells its listener. Called by the broker's thread. */
    void lose(MqException cause);
}
