package io.onemq.redis.internal;

import io.onemq.spi.OutgoingMessage;

/**
 * Messages of one stream that are added by one call of a script, each unless its id is a recent one. A call costs much more
 * than an entry, so they are collected; and it holds the server, so not too many.
 */
final class OnceBatch {
    private static final int MOST_MESSAGES = 64;
    private static final long MOST_BYTES = 256 * 1024;

    private final TopicLayout.Target target;
    private final long windowMillis;
    private final OutgoingMessage[] messages = new OutgoingMessage[MOST_MESSAGES];
    private final int[] fields = new int[MOST_MESSAGES];
    private int count;
    private int allFields;
    private long bytes;

    OnceBatch(TopicLayout.Target target, long windowMillis) {
        this.target = target;
        this.windowMillis = windowMillis;
    }

    /** Tells whether one more message of a topic with that window belongs here. */
    boolean takes(long otherWindow) {
        return count < MOST_MESSAGES && bytes < MOST_BYTES && windowMillis == otherWindow;
    }

    void add(OutgoingMessage message, int fieldsOfIt) {
        messages[count] = message;
        fields[count++] = fieldsOfIt;
        allFields += fieldsOfIt;
        bytes += message.payload().length;
    }

    TopicLayout.Target target() {
        return target;
    }

    long windowMillis() {
        return windowMillis;
    }

    int count() {
        return count;
    }

    OutgoingMessage message(int index) {
        return messages[index];
    }

    /** How many fields the entry of a message has. */
    int fields(int index) {
        return fields[index];
    }

    int allFields() {
        return allFields;
    }
}
