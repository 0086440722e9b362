package io.onemq.internal.consume;

import io.onemq.spi.TopicSpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a delivery goes when it comes in: to the application, to the order of its key, to wait for its time, or apart
 * because it came back from dead consumers too often.
 */
final class Arrivals {
    private final GroupReader reader;
    private final Intake intake;
    private final TopicSpec retryTopic;
    private final @Nullable Isolation isolation;
    private final @Nullable KeyOrder order;
    private final HoldQueue held = new HoldQueue();

    Arrivals(
            GroupReader reader,
            Intake intake,
            TopicSpec retryTopic,
            @Nullable Isolation isolation,
            @Nullable KeyOrder order) {
        this.reader = reader;
        this.intake = intake;
        this.retryTopic = retryTopic;
        this.isolation = isolation;
        this.order = order;
    }

    /** Takes what came from a source whose broker removes messages after a number of deliveries. */
    void accept(Source source, List<InFlight> deliveries, int deliveryLimit) {
        Isolation apart = isolation;
        if (apart != null && source.isIsolated()) {
            deliveries.forEach(delivery -> apart.arrived(delivery, deliveryLimit));
        } else if (order != null && source.isOrdered()) {
            order.arrived(deliveries, deliveryLimit);
        } else {
            offer(deliveries, deliveryLimit);
        }
    }

    private void offer(List<InFlight> deliveries, int deliveryLimit) {
        List<InFlight> due = deliveries;
        for (int i = 0; i < deliveries.size(); i++) {
            InFlight delivery = deliveries.get(i);
            if (isDiverted(delivery, deliveryLimit)) {
                due = due == deliveries ? new ArrayList<>(deliveries.subList(0, i)) : due;
            } else if (due != deliveries) {
                due.add(delivery);
            }
        }
        if (!due.isEmpty()) {
            intake.offer(due);
        }
    }

    /** Takes care of a delivery that is not to be handled here and now. Returns false if it is. */
    private boolean isDiverted(InFlight delivery, int deliveryLimit) {
        int returns = delivery.message().earlierDeliveries();
        long notBefore = Incarnation.notBefore(delivery);
        Isolation apart = isolation;
        if (notBefore > 0 && notBefore > reader.nowMillis()) {
            // Nobody has started it, so it is not to blame if it came back.
            if (returns >= deliveryLimit / 2) {
                reader.move(delivery, retryTopic);
            } else {
                held.hold(delivery, notBefore);
            }
            return true;
        }
        if (apart != null && returns >= Isolation.tolerated(deliveryLimit)) {
            apart.take(delivery);
            return true;
        }
        return false;
    }

    /** Offers those whose time has come. */
    void work() {
        List<InFlight> due = held.due(reader.nowMillis());
        if (!due.isEmpty()) {
            intake.offer(due);
        }
    }

    /** Forgets what waits for its time; it goes back with its source. */
    void stop() {
        held.clear();
    }
}
