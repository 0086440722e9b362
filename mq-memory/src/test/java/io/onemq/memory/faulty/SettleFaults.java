package io.onemq.memory.faulty;

import io.onemq.Settlement;
import io.onemq.spi.DeliveryListener;
import io.onemq.spi.DriverSubscription;
import io.onemq.spi.IncomingMessage;
import io.onemq.spi.SettleRequest;
import io.onemq.spi.SettleRequest.Action;
import io.onemq.spi.SubscriptionSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** Faults of consuming and settling. */
final class SettleFaults {
    private static final int SOME = 10;

    private SettleFaults() {}

    private static void settleAs(
            DriverSubscription real, List<? extends SettleRequest> batch, UnaryOperator<SettleRequest> change) {
        real.settle(batch.stream()
                .<SettleRequest>map(request -> change.apply(request))
                .toList());
    }

    /** Takes whatever it hands over for done: what is handed back is not there any more. */
    static final class AcksEarly extends Fault {
        private final Set<String> done = ConcurrentHashMap.newKeySet();

        @Override
        void deliver(DeliveryListener engine, List<? extends IncomingMessage> batch) {
            // What comes a second time was done at the first time.
            engine.deliver(batch.stream()
                    .filter(message -> done.add(String.valueOf(message.id())))
                    .toList());
        }
    }

    static final class RedeliversAcked extends Fault {
        private final AtomicInteger count = new AtomicInteger();

        @Override
        void settle(DriverSubscription real, List<? extends SettleRequest> batch) {
            settleAs(
                    real,
                    batch,
                    request -> request.action() == Action.ACK && count.incrementAndGet() % SOME == 0
                            ? Answered.as(request, Action.RELEASE)
                            : request);
        }
    }

    /** What it has taken for granted comes again when its consumer is gone. */
    static final class ForgetsAcknowledgements extends Fault {
        @Override
        void settle(DriverSubscription real, List<? extends SettleRequest> batch) {
            List<SettleRequest> sent = new ArrayList<>();
            for (SettleRequest request : batch) {
                if (request.action() == Action.ACK) {
                    request.complete(Settlement.SETTLED);
                } else {
                    sent.add(request);
                }
            }
            real.settle(sent);
        }
    }

    static final class LosesReleased extends Fault {
        @Override
        void settle(DriverSubscription real, List<? extends SettleRequest> batch) {
            settleAs(
                    real,
                    batch,
                    request -> request.action() == Action.RELEASE ? Answered.as(request, Action.ACK) : request);
        }
    }

    static final class ReportsSettled extends Fault {
        @Override
        void settle(DriverSubscription real, List<? extends SettleRequest> batch) {
            settleAs(real, batch, request -> Answered.by(request, Settlement.SETTLED));
        }
    }

    /** An acknowledgement that comes too late ends the message all the same. */
    static final class SettlesStale extends Fault {
        private final Set<String> ended = ConcurrentHashMap.newKeySet();

        @Override
        void deliver(DeliveryListener engine, List<? extends IncomingMessage> batch) {
            engine.deliver(batch.stream()
                    .filter(message -> !ended.contains(String.valueOf(message.id())))
                    .toList());
        }

        @Override
        void settle(DriverSubscription real, List<? extends SettleRequest> batch) {
            settleAs(
                    real,
                    batch,
                    request -> Answered.noting(request, outcome -> {
                        if (outcome == Settlement.LEASE_LOST) {
                            ended.add(String.valueOf(request.message().id()));
                        }
                    }));
        }
    }

    /** Nobody is told what became of an acknowledgement. The first of a message whose id begins with "lost" has no effect. */
    static final class ForgetsTheAnswer extends Fault {
        private final Set<String> lost = ConcurrentHashMap.newKeySet();

        @Override
        void settle(DriverSubscription real, List<? extends SettleRequest> batch) {
            List<SettleRequest> sent = new ArrayList<>();
            for (SettleRequest request : batch) {
                String id = String.valueOf(request.message().id());
                if (id.startsWith("lost") && lost.add(id)) {
                    request.complete(Settlement.UNKNOWN);
                } else {
                    sent.add(Answered.by(request, Settlement.UNKNOWN));
                }
            }
            real.settle(sent);
        }
    }

    static final class IgnoresTheWindow extends Fault {
        @Override
        SubscriptionSpec subscription(SubscriptionSpec spec) {
            return new SubscriptionSpec(
                    spec.topic(), spec.group(), spec.consumerName(), spec.window() * 5, spec.lease());
        }
    }

    static final class DeliversTwice extends Fault {
        private final AtomicInteger count = new AtomicInteger();

        @Override
        void deliver(DeliveryListener engine, List<? extends IncomingMessage> batch) {
            engine.deliver(batch);
            batch.stream()
                    .filter(message -> count.incrementAndGet() % SOME == 0)
                    .forEach(message -> engine.deliver(List.of(message)));
        }
    }

    static final class DeliversOutOfOrder extends Fault {
        @Override
        void deliver(DeliveryListener engine, List<? extends IncomingMessage> batch) {
            List<IncomingMessage> reversed = new ArrayList<>(batch);
            Collections.reverse(reversed);
            engine.deliver(reversed);
        }
    }
}
