package io.onemq.memory.faulty;

import io.onemq.spi.DeliveryListener;
import io.onemq.spi.DriverAdmin;
import io.onemq.spi.DriverPublisher;
import io.onemq.spi.DriverSubscription;
import io.onemq.spi.IncomingMessage;
import io.onemq.spi.OutgoingMessage;
import io.onemq.spi.PublishListener;
import io.onemq.spi.SettleRequest;
import io.onemq.spi.SubscriptionSpec;
import java.util.List;

/** What is wrong with a driver. This one is not wrong at all; each fault overrides what it spoils. */
class Fault {

    /** A connection is made. */
    void connected() {}

    /** What the driver sends instead of a batch. */
    List<OutgoingMessage> outgoing(List<? extends OutgoingMessage> batch) {
        return List.copyOf(batch);
    }

    /** How it sends that. */
    void publish(DriverPublisher real, List<OutgoingMessage> batch, PublishListener listener) {
        real.publish(batch);
    }

    /** What it reports of the fates of messages. */
    PublishListener listener(PublishListener engine) {
        return engine;
    }

    /** What it subscribes to. */
    SubscriptionSpec subscription(SubscriptionSpec spec) {
        return spec;
    }

    /** What it hands over. */
    void deliver(DeliveryListener engine, List<? extends IncomingMessage> batch) {
        engine.deliver(batch);
    }

    /** How it settles. */
    void settle(DriverSubscription real, List<? extends SettleRequest> batch) {
        real.settle(batch);
    }

    /** How it administers. */
    DriverAdmin admin(DriverAdmin real) {
        return real;
    }
}
