package io.onemq.redis.internal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** An entry that was delivered by the owner of its stream. */
final class OwnedMessage extends RedisMessage {
    private final OwnedStream owned;
    private final @Nullable String note;

    OwnedMessage(OwnedStream owned, byte[] entryId, List<?> fields, int deliveryCount, @Nullable String note) {
        super(owned.stream(), entryId, fields, deliveryCount, 0);
        this.owned = owned;
        this.note = note;
    }

    OwnedStream owned() {
        return owned;
    }

    @Override
    public @Nullable String note() {
        return note;
    }
}
