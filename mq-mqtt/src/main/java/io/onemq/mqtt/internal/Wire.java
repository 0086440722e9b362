package io.onemq.mqtt.internal;

import io.onemq.spi.OutgoingMessage;
import io.onemq.spi.WireNames;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** How a message looks in a PUBLISH packet: native properties where there are, else user properties. */
final class Wire {
    /** A header that no string of MQTT can hold: its name and its value in Base64, with a dot between. */
    static final String ENCODED = "onemq-base64";

    /** Marks a kept message whose payload is empty, for an empty retained message is none. */
    static final String EMPTY = "onemq-empty";

    private static final byte[] ONE_BYTE = {0};

    private Wire() {}

    static PacketWriter properties(OutgoingMessage message) {
        PacketWriter out = new PacketWriter();
        String contentType = message.contentType();
        if (contentType != null && WireText.isClean(contentType)) {
            out.u8(Properties.CONTENT_TYPE).text(contentType);
        } else {
            header(out, WireNames.CONTENT_TYPE, contentType);
        }
        String replyTo = message.replyTo();
        if (replyTo != null && WireText.isTopic(replyTo)) {
            out.u8(Properties.RESPONSE_TOPIC).text(replyTo);
        } else {
            header(out, WireNames.REPLY_TO, replyTo);
        }
        String correlationId = message.correlationId();
        if (correlationId != null) {
            out.u8(Properties.CORRELATION_DATA).binary(correlationId.getBytes(StandardCharsets.UTF_8));
        }
        header(out, WireNames.ID, message.id());
        header(out, WireNames.KEY, message.key());
        header(out, WireNames.TIMESTAMP, Long.toString(message.timestamp()));
        message.forEachHeader((name, value) -> header(out, name, value));
        return out;
    }

    private static void header(PacketWriter out, String name, @Nullable String value) {
        if (value != null) {
            header(out, name, value.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void header(PacketWriter out, String name, byte[] value) {
        String text = WireText.clean(value);
        if (text != null && WireText.isClean(name)) {
            out.userProperty(name, text);
        } else {
            Base64.Encoder encoder = Base64.getEncoder();
            out.userProperty(
                    ENCODED,
                    encoder.encodeToString(name.getBytes(StandardCharsets.UTF_8)) + "."
                            + encoder.encodeToString(value));
        }
    }

    /** The payload of a retained message. */
    static byte[] kept(byte[] payload, PacketWriter properties) {
        if (payload.length > 0) {
            return payload;
        }
        properties.userProperty(EMPTY, "1");
        return ONE_BYTE;
    }

    /** When a kept message may be handed over; 0 if it may at once. */
    static long due(Publication publication) {
        String due = publication.properties().user(WireNames.NOT_BEFORE);
        try {
            return due == null ? 0 : Long.parseLong(due);
        } catch (NumberFormatException e) {
            // Whoever wrote that; the engine says so when it reads it.
            return 0;
        }
    }
}
