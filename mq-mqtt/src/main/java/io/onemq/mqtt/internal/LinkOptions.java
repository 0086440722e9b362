package io.onemq.mqtt.internal;

import org.jspecify.annotations.Nullable;

/**
 * Who connects.
 *
 * @param clientId the name of the session
 * @param fresh whether a session of this name that exists is dropped
 * @param sessionExpiry seconds for which the session outlives the connection; {@link #FOREVER} is for ever
 * @param receiveMaximum how many messages the broker sends before they are acknowledged
 * @param will a topic whose retained message the broker clears when this client dies, or null
 */
record LinkOptions(
        String clientId,
        boolean fresh,
        long sessionExpiry,
        int receiveMaximum,
        @Nullable String will) {
    static final long FOREVER = 0xffffffffL;
    private static final int MOST = 0xffff;

    /** A client that leaves nothing behind. */
    static LinkOptions passing(String clientId) {
        return new LinkOptions(clientId, true, 0, MOST, null);
    }

    /** The holder of a lasting session. */
    static LinkOptions lasting(String clientId, int receiveMaximum) {
        return new LinkOptions(clientId, false, FOREVER, Math.min(MOST, receiveMaximum), null);
    }
}
