package io.onemq.memory.faulty;

import io.onemq.MqException;
import io.onemq.PublishException;
import io.onemq.spi.OutgoingMessage;
import io.onemq.spi.PublishListener;
import org.jspecify.annotations.Nullable;

/** Reports the messages that the engine gave instead of what was made of them. */
class OriginalsListener implements PublishListener {
    private final PublishListener engine;

    OriginalsListener(PublishListener engine) {
        this.engine = engine;
    }

    private static OutgoingMessage original(OutgoingMessage message) {
        return message instanceof Changed changed ? changed.original() : message;
    }

    @Override
    public void confirmed(OutgoingMessage message, @Nullable String position) {
        engine.confirmed(original(message), position);
    }

    @Override
    public void duplicate(OutgoingMessage message, @Nullable String position) {
        engine.duplicate(original(message), position);
    }

    @Override
    public void failed(OutgoingMessage message, PublishException failure) {
        engine.failed(original(message), failure);
    }

    @Override
    public void lost(MqException cause) {
        engine.lost(cause);
    }

    @Override
    public void blocked(String reason) {
        engine.blocked(reason);
    }

    @Override
    public void unblocked() {
        engine.unblocked();
    }
}
