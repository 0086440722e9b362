package io.onemq.mqtt.internal;

/** What a connection closes when it is closed. */
interface Opened {
    boolean isOpen();

    void close();
}
