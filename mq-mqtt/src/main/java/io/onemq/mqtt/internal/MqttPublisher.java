package io.onemq.mqtt.internal;

import io.onemq.ErrorCode;
import io.onemq.MqException;
import io.onemq.spi.DriverPublisher;
import io.onemq.spi.OutgoingMessage;
import io.onemq.spi.PublishListener;
import io.onemq.spi.TopicSpec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** Publishes at least once and reports what the broker answers. */
final class MqttPublisher implements DriverPublisher, LinkListener, Opened {
    /** What the fixed header, the topic and the packet id take at most. */
    private static final int HEAD = 256;

    private final MqttSettings settings;
    private final MqttAdmin admin;
    private final PublishListener listener;
    private final Map<String, Integer> partitions = new ConcurrentHashMap<>();
    private int turn;
    private final Link link;
    private volatile boolean closed;

    MqttPublisher(MqttSettings settings, MqttAdmin admin, PublishListener listener, String clientId) {
        this.settings = settings;
        this.admin = admin;
        this.listener = listener;
        this.link = Link.open(settings, LinkOptions.passing(clientId), this).start();
    }

    @Override
    public void publish(List<? extends OutgoingMessage> batch) {
        try {
            for (OutgoingMessage message : batch) {
                publish(message);
            }
            link.flush();
        } catch (MqException e) {
            // The broker did not tell how many partitions a topic has. Nothing more is sent here, so that the order
            // stays.
            link.broken(e);
        }
    }

    private void publish(OutgoingMessage message) {
        byte[] payload = message.payload();
        if (payload.length > settings.maxMessageSize()) {
            refuse(
                    message,
                    "its payload has " + payload.length + " bytes; " + MqttKeys.MAX_MESSAGE_SIZE.name() + " allows "
                            + settings.maxMessageSize());
            return;
        }
        PacketWriter properties;
        try {
            properties = Wire.properties(message);
        } catch (IllegalArgumentException e) {
            refuse(message, "it has " + e.getMessage());
            return;
        }
        if (HEAD + properties.size() + (long) payload.length > link.maximumPacketSize()) {
            refuse(message, "the broker takes packets of " + link.maximumPacketSize() + " bytes");
            return;
        }
        boolean kept = Places.isKept(message.topic());
        if (kept) {
            payload = Wire.kept(payload, properties);
        }
        String place = kept ? Places.kept(message.topic()) + UUID.randomUUID() : place(message);
        link.publish(kept ? Link.RETAIN : 0, place, properties, payload, (reason, text) -> {
            if (!closed) {
                report(message, kept, reason, text);
            }
        });
    }

    /** The partition that the key selects, else the next one. */
    private String place(OutgoingMessage message) {
        TopicSpec topic = message.topic();
        Integer known = partitions.get(topic.name());
        int count = known == null ? admin.partitions(topic) : known;
        if (known == null && count > 0) {
            partitions.put(topic.name(), count);
        }
        // Of a topic that does not exist no partition has a subscriber, and the broker says so.
        return Places.partition(topic, count == 0 ? 0 : choice(message.key(), count));
    }

    private int choice(@Nullable String key, int count) {
        if (key == null) {
            turn = (turn + 1) % count;
            return turn;
        }
        CRC32 hash = new CRC32();
        hash.update(key.getBytes(StandardCharsets.UTF_8));
        return (int) (hash.getValue() % count);
    }

    private void refuse(OutgoingMessage message, String why) {
        listener.failed(message, MqttErrors.refusedMessage(message, ErrorCode.TOO_LARGE, false, why));
    }

    /** A message that is kept needs nobody who listens. */
    private void report(OutgoingMessage message, boolean kept, int reason, @Nullable String text) {
        if (reason == 0 || (kept && reason < MqttErrors.FAILURE)) {
            listener.confirmed(message, null);
        } else {
            // It may have been declared anew, with another number.
            partitions.remove(message.topic().name());
            listener.failed(message, MqttErrors.refusedMessage(message, reason, text));
        }
    }

    @Override
    public void arrived(List<Publication> batch) {
        // It subscribes to nothing.
    }

    @Override
    public void closed(MqException cause) {
        if (!closed) {
            listener.lost(cause);
        }
    }

    @Override
    public boolean isOpen() {
        return link.isOpen();
    }

    @Override
    public void close() {
        closed = true;
        link.close();
    }
}
