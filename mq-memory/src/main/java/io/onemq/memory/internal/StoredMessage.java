package io.onemq.memory.internal;

import io.onemq.spi.OutgoingMessage;
import io.onemq.spi.TopicSpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message as the broker keeps it, shared by all groups. It is a copy: the publisher may reuse its arrays once the
 * publish is confirmed, as with a broker behind a network.
 */
final class StoredMessage {
    final String topic;
    final boolean fromApplication;
    final long windowMillis;
    final String id;
    final @Nullable String key;
    final byte[] payload;
    final @Nullable String contentType;
    final @Nullable String correlationId;
    final @Nullable String replyTo;
    final long timestamp;
    final long notBefore;
    final int priority;
    final List<Header> headers;

    // Written once, by the broker's thread, before anybody else sees the message.
    private @Nullable String position;
    private int partition;
    private long offset;
    private long storedMillis;

    // Owned by the broker's thread: how many groups have not settled it.
    private int unsettled;

    /** A header as it was published. */
    static final class Header {
        final String name;
        final byte[] value;

        Header(String name, byte[] value) {
            this.name = name;
            this.value = value;
        }
    }

    StoredMessage(OutgoingMessage source) {
        topic = source.topic().name();
        fromApplication = source.topic().role() == TopicSpec.Role.APPLICATION;
        windowMillis = source.topic().deduplication().toMillis();
        id = source.id();
        key = source.key();
        payload = source.payload().clone();
        contentType = source.contentType();
        correlationId = source.correlationId();
        replyTo = source.replyTo();
        timestamp = source.timestamp();
        notBefore = source.notBefore();
        priority = source.priority();
        List<Header> copy = new ArrayList<>();
        source.forEachHeader((name, value) -> copy.add(new Header(name, value.clone())));
        headers = copy.isEmpty() ? List.of() : copy;
    }

    void storedAt(int inPartition, long atOffset, long millis) {
        partition = inPartition;
        offset = atOffset;
        storedMillis = millis;
        position = Replay.position(inPartition, atOffset);
    }

    int partition() {
        return partition;
    }

    long offset() {
        return offset;
    }

    void addedToGroup() {
        unsettled++;
    }

    void settledByGroup() {
        unsettled--;
    }

    boolean isSettled() {
        return unsettled == 0;
    }

    /** What it counts for in a topic that keeps a number of bytes: payload, key and headers. */
    long size() {
        long size = payload.length;
        size += key == null ? 0 : key.length();
        for (Header header : headers) {
            size += header.name.length();
            size += header.value.length;
        }
        return size;
    }

    /** When it was stored in its topic. */
    long storedMillis() {
        return storedMillis;
    }

    /** Where it is in its topic; null while it waits for its time. */
    @Nullable String position() {
        return position;
    }
}
