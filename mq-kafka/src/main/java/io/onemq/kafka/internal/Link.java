package io.onemq.kafka.internal;

import io.onemq.ConnectionException;
import io.onemq.MqException;
import io.onemq.Outcome;
import java.util.Collection;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/**
 * Watches whether native clients have any connection left. Used by the watching thread, but for {@link #answered}.
 */
final class Link {
    private static final int LOOKS = 2;

    private final Supplier<Collection<Map<MetricName, ? extends Metric>>> metrics;
    private final BooleanSupplier needed;
    private final Consumer<MqException> onDown;
    private final Runnable onUp;
    private volatile boolean wasUp;
    private volatile boolean reported;
    private volatile int without;

    /**
     * Creates a watch.
     *
     * @param metrics the metrics of each client
     * @param needed whether a connection is needed now: idle ones are closed after some minutes
     */
    Link(
            Supplier<Collection<Map<MetricName, ? extends Metric>>> metrics,
            BooleanSupplier needed,
            Consumer<MqException> onDown,
            Runnable onUp) {
        this.metrics = metrics;
        this.needed = needed;
        this.onDown = onDown;
        this.onUp = onUp;
    }

    /** Looks once. A loss is reported when it was seen several times in a row. */
    void look() {
        if (Connections.count(metrics.get()) > 0) {
            wasUp = true;
            without = 0;
            if (reported) {
                reported = false;
                onUp.run();
            }
        } else if (wasUp && !reported && needed.getAsBoolean() && without() >= LOOKS) {
            reported = true;
            onDown.accept(new ConnectionException(
                    Outcome.UNKNOWN, "No Kafka server is connected; the native client connects again", null));
        }
    }

    /** Tells that a server has answered: the connection may be lost again before anybody looked. */
    void answered() {
        if (!wasUp) {
            wasUp = true;
        }
    }

    private int without() {
        int looks = without + 1;
        without = looks;
        return looks;
    }

    /** Tells whether there is a connection, as far as was seen. */
    boolean isUp() {
        return !reported && without == 0;
    }
}
