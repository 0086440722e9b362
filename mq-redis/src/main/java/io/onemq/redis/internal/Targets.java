package io.onemq.redis.internal;

import io.onemq.MqException;
import io.onemq.Outcome;
import io.onemq.PublishException;
import io.onemq.spi.OutgoingMessage;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Chooses the stream of each message. Used by one thread. */
final class Targets {
    private final Layouts layouts;
    private final BiConsumer<OutgoingMessage, PublishException> onFailure;
    private int roundRobin;

    /**
     * Creates it.
     *
     * @param onFailure learns of messages that have none
     */
    Targets(Layouts layouts, BiConsumer<OutgoingMessage, PublishException> onFailure) {
        this.layouts = layouts;
        this.onFailure = onFailure;
    }

    /**
     * Returns the stream of a message, or null if it failed.
     *
     * @throws MqException if the server does not tell, and may do so later
     */
    TopicLayout.@Nullable Target of(OutgoingMessage message) {
        TopicLayout layout;
        try {
            layout = layouts.of(message.topic());
        } catch (MqException e) {
            if (e.retryable()) {
                throw e;
            }
            onFailure.accept(
                    message,
                    new PublishException(e.code(), Outcome.NOT_SENT, false, String.valueOf(e.getMessage()), e));
            return null;
        }
        if (layout.streams() == 1) {
            return layout.target(0);
        }
        String key = message.key();
        if (key == null && layout.target(0).windowMillis(message.topic()) > 0) {
            // Where it is looked for when it is published again.
            key = message.id();
        }
        if (key != null) {
            return layout.target(Partitions.of(Bytes.of(key), layout.streams()));
        }
        roundRobin = (roundRobin + 1) % layout.streams();
        return layout.target(roundRobin);
    }

    /** Returns the streams of messages, in the same order. */
    TopicLayout.@Nullable Target[] of(List<? extends OutgoingMessage> batch) {
        TopicLayout.@Nullable Target[] targets = new TopicLayout.Target[batch.size()];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = of(batch.get(i));
        }
        return targets;
    }
}
