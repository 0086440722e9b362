package io.onemq;

import io.onemq.internal.Topology;
import io.onemq.spi.OutgoingMessage;
import io.onemq.spi.TopicSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * When a message that is published with a delay is due.
 *
 * @param header what its header says, in milliseconds since the epoch
 * @param driver what the driver is told: 0 for the last moments, for which consumers hold it
 */
record DueTime(long header, long driver) {
    private static final DueTime AT_ONCE = new DueTime(0, 0);

    /**
     * Tells when a message is due that is published now.
     *
     * @throws MqException with code UNSUPPORTED or INVALID_MESSAGE if it cannot be delayed, or not as long
     */
    static DueTime of(Message<?> message, TopicSpec topic, Topology topology, Clock clock) {
        Instant time = message.notBefore().orElse(null);
        Duration delay = message.delay().orElse(null);
        if (time == null && delay == null) {
            return AT_ONCE;
        }
        topology.need(Capability.DELAYED_PUBLISH, "A message to topic " + topic.name() + " asks for a delay");
        long now = clock.millis();
        long due = time != null ? time.toEpochMilli() : delay == null ? now : now + delay.toMillis();
        if (due <= now) {
            return AT_ONCE;
        }
        MessageLimits.checkDelay(Duration.ofMillis(due - now));
        return new DueTime(due, due - now > OutgoingMessage.EARLY_MILLIS ? due : 0);
    }
}
