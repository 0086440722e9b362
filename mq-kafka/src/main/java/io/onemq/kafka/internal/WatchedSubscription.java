package io.onemq.kafka.internal;

import io.onemq.spi.DriverSubscription;

/** A subscription whose connections are watched. */
interface WatchedSubscription extends DriverSubscription {

    /** The connections of its native clients. */
    Link link();
}
