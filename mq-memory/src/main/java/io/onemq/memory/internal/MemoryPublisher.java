package io.onemq.memory.internal;

import io.onemq.ErrorCode;
import io.onemq.MqException;
import io.onemq.Outcome;
import io.onemq.PublishException;
import io.onemq.spi.DriverPublisher;
import io.onemq.spi.OutgoingMessage;
import io.onemq.spi.PublishListener;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Stores messages and confirms them from the broker's thread. */
final class MemoryPublisher implements DriverPublisher, Link {
    private final Broker broker;
    private final MemoryConnection connection;
    private final PublishListener listener;
    private final long maxSize;
    private boolean ended;
    private volatile boolean cut;

    MemoryPublisher(Broker broker, MemoryConnection connection, PublishListener listener, long maxSize) {
        this.broker = broker;
        this.connection = connection;
        this.listener = listener;
        this.maxSize = maxSize;
    }

    /** A message with its copy for the broker. */
    private static final class Sent {
        private final OutgoingMessage message;
        private final StoredMessage copy;
        private RecentIds.@Nullable Recent first;

        Sent(OutgoingMessage message) {
            this.message = message;
            this.copy = new StoredMessage(message);
        }

        void confirm(PublishListener listener) {
            if (first == null) {
                listener.confirmed(message, copy.position());
            } else {
                listener.duplicate(message, first.position());
            }
        }
    }

    @Override
    public void publish(List<? extends OutgoingMessage> batch) {
        List<Sent> sent = new ArrayList<>(batch.size());
        for (OutgoingMessage message : batch) {
            sent.add(new Sent(message));
        }
        broker.loop().submit(() -> receive(sent));
    }

    private void receive(List<Sent> sent) {
        List<Sent> stored = new ArrayList<>(sent.size());
        for (Sent one : sent) {
            if (cut) {
                break;
            }
            PublishException refusal = store(one);
            if (refusal == null) {
                stored.add(one);
            } else {
                listener.failed(one.message, refusal);
            }
        }
        // A crash between storing and confirming leaves messages that are kept but whose publisher does not know.
        for (Sent one : stored) {
            if (cut) {
                break;
            }
            one.confirm(listener);
        }
    }

    /** Stores a message, or says why not. */
    private @Nullable PublishException store(Sent sent) {
        StoredMessage message = sent.copy;
        if (message.payload.length > maxSize) {
            return refused(
                    ErrorCode.TOO_LARGE,
                    message,
                    "has a payload of " + message.payload.length + " bytes; " + MemoryKeys.MAX_MESSAGE_SIZE.name()
                            + " allows " + maxSize);
        }
        MemoryTopic topic = broker.topic(message.topic);
        if (topic == null) {
            return refused(ErrorCode.NOT_FOUND, message, "cannot be stored, because the topic does not exist");
        }
        if (!topic.takes()) {
            return refused(
                    ErrorCode.UNROUTABLE,
                    message,
                    "would reach nobody, because the topic has no group; declare one before publishing");
        }
        sent.first = broker.store(topic, message);
        return null;
    }

    private static PublishException refused(ErrorCode code, StoredMessage message, String why) {
        return new PublishException(
                code,
                Outcome.NOT_SENT,
                false,
                "Message " + message.id + " to topic " + message.topic + " " + why,
                null);
    }

    @Override
    public void close() {
        broker.loop().run(this::end);
    }

    @Override
    public void cut() {
        cut = true;
    }

    @Override
    public void lose(MqException cause) {
        if (!ended) {
            end();
            listener.lost(cause);
        }
    }

    @Override
    public void end() {
        ended = true;
        cut = true;
        connection.forget(this);
    }
}
