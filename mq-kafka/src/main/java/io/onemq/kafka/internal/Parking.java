package io.onemq.kafka.internal;

import io.onemq.kafka.internal.Destinations.Destination;
import io.onemq.spi.OutgoingMessage;
import io.onemq.spi.TopicSpec;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Finds the delay level in which a message of one publisher waits. */
final class Parking {
    private final Delays delays;
    private final Destinations destinations;
    private final Supplier<AdminCalls> operations;

    Parking(Delays delays, Destinations destinations, Supplier<AdminCalls> operations) {
        this.delays = delays;
        this.destinations = destinations;
        this.operations = operations;
    }

    /** A delay level. */
    record Place(String topic, Destination destination) {}

    /**
     * Returns where a message waits, or null if it goes into its topic at once: its time has nearly come, or it is a retry and
     * there are no levels, so that its consumer holds it.
     *
     * @throws io.onemq.PublishException if it cannot be delayed
     * @throws io.onemq.MqException if the cluster does not answer
     */
    @Nullable Place find(OutgoingMessage message, Destination target) {
        String level = delays.levels().choose(message.notBefore() - System.currentTimeMillis());
        if (level == null) {
            return null;
        }
        Destination place = delays.use(operations) ? destinations.find(level) : null;
        if (place == null) {
            delays.gone();
            if (message.topic().role() == TopicSpec.Role.RETRY) {
                return null;
            }
            throw KafkaErrors.notDelayed(message.id(), delays.levels().orphans());
        }
        if (message.topic().role() == TopicSpec.Role.APPLICATION) {
            refuseTooLarge(message, target);
        }
        return new Place(level, place);
    }

    /** Levels take messages of any size, and when it is due it would be too late to refuse one. */
    private void refuseTooLarge(OutgoingMessage message, Destination target) {
        String topic = message.topic().name();
        long size = RecordSizes.of(Records.of(message, Records.key(message), null));
        int limit = destinations.limit(topic, target);
        if (size > limit) {
            throw KafkaErrors.tooLarge(topic, message.id(), size, limit);
        }
    }
}
