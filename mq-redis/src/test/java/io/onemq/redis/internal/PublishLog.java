package io.onemq.redis.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onemq.MqException;
import io.onemq.PublishException;
import io.onemq.spi.OutgoingMessage;
import io.onemq.spi.PublishListener;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Remembers the fates of messages. */
final class PublishLog implements PublishListener {
    final Map<OutgoingMessage, String> confirmed = new ConcurrentHashMap<>();
    final Map<OutgoingMessage, String> duplicates = new ConcurrentHashMap<>();
    final Map<OutgoingMessage, PublishException> failed = new ConcurrentHashMap<>();
    final List<MqException> lost = new CopyOnWriteArrayList<>();

    @Override
    public void confirmed(OutgoingMessage message, @Nullable String position) {
        assertThat(confirmed.put(message, String.valueOf(position))).isNull();
    }

    @Override
    public void duplicate(OutgoingMessage message, @Nullable String position) {
        assertThat(duplicates.put(message, String.valueOf(position))).isNull();
    }

    @Override
    public void failed(OutgoingMessage message, PublishException failure) {
        assertThat(failed.put(message, failure)).isNull();
    }

    @Override
    public void lost(MqException cause) {
        lost.add(cause);
    }

    @Override
    public void blocked(String reason) {
        throw new AssertionError(reason);
    }

    @Override
    public void unblocked() {
        throw new AssertionError();
    }

    void awaitConfirmed(int count) {
        await().untilAsserted(() -> assertThat(confirmed).hasSize(count));
    }

    MqException awaitLost() {
        await().until(() -> !lost.isEmpty());
        return lost.get(0);
    }
}
