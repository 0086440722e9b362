package io.onemq.internal.consume;

import java.util.List;

/** Where deliveries wait for the application. */
interface Intake {

    /** Takes deliveries that are due, in order. */
    void offer(List<InFlight> deliveries);

    /** Tells that the application may take one more. */
    void roomFreed();

    /** Somebody is needed who calls {@link Isolation#serve}, on a thread that may block. */
    void laneWanted();

    /** Tells that the application takes deliveries again, after none for a while. */
    void resumed();

    /** Hands out nothing more. */
    void stop();
}
