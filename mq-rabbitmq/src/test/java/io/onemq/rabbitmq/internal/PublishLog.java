package io.onemq.rabbitmq.internal;

import io.onemq.ErrorCode;
import io.onemq.MqException;
import io.onemq.PublishException;
import io.onemq.spi.OutgoingMessage;
import io.onemq.spi.PublishListener;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Remembers the fate of published messages. */
final class PublishLog implements PublishListener {
    final List<String> confirmed = new CopyOnWriteArrayList<>();
    final Map<String, PublishException> failures = new ConcurrentHashMap<>();
    final List<MqException> losses = new CopyOnWriteArrayList<>();
    final List<String> flow = new CopyOnWriteArrayList<>();

    @Override
    public void confirmed(OutgoingMessage message, @Nullable String position) {
        confirmed.add(message.id());
    }

    @Override
    public void duplicate(OutgoingMessage message, @Nullable String position) {
        throw new AssertionError(message.id());
    }

    @Override
    public void failed(OutgoingMessage message, PublishException failure) {
        failures.put(message.id(), failure);
    }

    @Override
    public void lost(MqException cause) {
        losses.add(cause);
    }

    @Override
    public void blocked(String reason) {
        flow.add("blocked");
    }

    @Override
    public void unblocked() {
        flow.add("unblocked");
    }

    ErrorCode code(String id) {
        return failures.get(id).code();
    }
}
