package io.onemq.memory.faulty;

import io.onemq.Capability;
import io.onemq.CapabilitySupport;
import io.onemq.MqException;
import io.onemq.spi.BrokerInfo;
import io.onemq.spi.DeliveryListener;
import io.onemq.spi.DriverAdmin;
import io.onemq.spi.DriverConnection;
import io.onemq.spi.DriverPublisher;
import io.onemq.spi.DriverSubscription;
import io.onemq.spi.IncomingMessage;
import io.onemq.spi.OutgoingMessage;
import io.onemq.spi.PublishListener;
import io.onemq.spi.SettleRequest;
import io.onemq.spi.SubscriptionSpec;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Passes everything on, by way of a fault. */
final class FaultyConnection implements DriverConnection {
    private final DriverConnection real;
    private final Fault fault;

    FaultyConnection(DriverConnection real, Fault fault) {
        this.real = real;
        this.fault = fault;
    }

    @Override
    public BrokerInfo broker() {
        return real.broker();
    }

    @Override
    public Map<Capability, CapabilitySupport> capabilities() {
        return real.capabilities();
    }

    @Override
    public DriverAdmin admin() {
        return fault.admin(real.admin());
    }

    @Override
    public DriverPublisher openPublisher(PublishListener engine) {
        PublishListener listener = new OriginalsListener(fault.listener(engine));
        DriverPublisher publisher = real.openPublisher(listener);
        return new DriverPublisher() {
            @Override
            public void publish(List<? extends OutgoingMessage> batch) {
                fault.publish(publisher, fault.outgoing(batch), listener);
            }

            @Override
            public void close() {
                publisher.close();
            }
        };
    }

    @Override
    public DriverSubscription openSubscription(SubscriptionSpec spec, DeliveryListener engine) {
        return faulty(real.openSubscription(fault.subscription(spec), faulty(engine)));
    }

    @Override
    public DriverSubscription openBroadcast(SubscriptionSpec spec, DeliveryListener engine) {
        return faulty(real.openBroadcast(fault.subscription(spec), faulty(engine)));
    }

    private DeliveryListener faulty(DeliveryListener engine) {
        return new DeliveryListener() {
            @Override
            public void deliver(List<? extends IncomingMessage> batch) {
                fault.deliver(engine, batch);
            }

            @Override
            public void leasesLost(Collection<? extends IncomingMessage> messages) {
                engine.leasesLost(messages);
            }

            @Override
            public Collection<? extends IncomingMessage> revoking(Collection<? extends IncomingMessage> messages) {
                return engine.revoking(messages);
            }

            @Override
            public void lost(MqException cause) {
                engine.lost(cause);
            }

            @Override
            public void notice(String message) {
                engine.notice(message);
            }
        };
    }

    private DriverSubscription faulty(DriverSubscription subscription) {
        return new DriverSubscription() {
            @Override
            public void settle(List<? extends SettleRequest> batch) {
                fault.settle(subscription, batch);
            }

            @Override
            public void renew(Collection<? extends IncomingMessage> messages) {
                subscription.renew(messages);
            }

            @Override
            public boolean pause() {
                return subscription.pause();
            }

            @Override
            public void resume() {
                subscription.resume();
            }

            @Override
            public void stop() {
                subscription.stop();
            }

            @Override
            public void close() {
                subscription.close();
            }
        };
    }

    @Override
    public void ping() {
        real.ping();
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return real.unwrap(type);
    }

    @Override
    public Clock clock() {
        return real.clock();
    }

    @Override
    public void close() {
        real.close();
    }
}
