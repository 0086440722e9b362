package io.onemq.mqtt.internal;

import io.onemq.spi.HeaderVisitor;
import io.onemq.spi.IncomingMessage;
import io.onemq.spi.WireNames;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A message as it was delivered. */
final class MqttMessage extends IncomingMessage {
    private static final byte[] NOTHING = {};

    private final Publication publication;
    private final @Nullable Part part;
    private final int earlier;

    /** Set when it was settled or lost; guarded by the lock of the subscription. */
    boolean ended;

    MqttMessage(Publication publication, @Nullable Part part, int earlier) {
        this.publication = publication;
        this.part = part;
        this.earlier = earlier;
    }

    /** Another delivery of the same. */
    MqttMessage again() {
        return new MqttMessage(publication, part, earlier);
    }

    Publication publication() {
        return publication;
    }

    @Nullable Part part() {
        return part;
    }

    private Properties properties() {
        return publication.properties();
    }

    @Override
    public @Nullable String id() {
        return text(WireNames.ID);
    }

    @Override
    public @Nullable String key() {
        return text(WireNames.KEY);
    }

    @Override
    public byte[] payload() {
        return properties().user(Wire.EMPTY) == null ? publication.payload() : NOTHING;
    }

    @Override
    public @Nullable String contentType() {
        String known = properties().contentType;
        return known == null ? text(WireNames.CONTENT_TYPE) : known;
    }

    @Override
    public @Nullable String correlationId() {
        byte[] known = properties().correlationData;
        return known == null ? null : new String(known, StandardCharsets.UTF_8);
    }

    @Override
    public @Nullable String replyTo() {
        String known = properties().responseTopic;
        return known == null ? text(WireNames.REPLY_TO) : known;
    }

    @Override
    public long timestamp() {
        String known = text(WireNames.TIMESTAMP);
        try {
            return known == null ? -1 : Math.max(-1, Long.parseLong(known));
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    @Override
    public @Nullable String position() {
        return null;
    }

    private @Nullable String text(String name) {
        byte[] value = header(name);
        return value == null ? null : new String(value, StandardCharsets.UTF_8);
    }

    @Override
    public byte @Nullable [] header(String name) {
        List<String> user = properties().user;
        for (int i = user.size() - 2; i >= 0; i -= 2) {
            if (user.get(i).equals(name)) {
                return user.get(i + 1).getBytes(StandardCharsets.UTF_8);
            }
            if (user.get(i).equals(Wire.ENCODED)) {
                byte[][] decoded = decode(user.get(i + 1));
                if (decoded.length == 2 && new String(decoded[0], StandardCharsets.UTF_8).equals(name)) {
                    return decoded[1];
                }
            }
        }
        return null;
    }

    @Override
    public void forEachHeader(HeaderVisitor visitor) {
        List<String> user = properties().user;
        for (int i = 0; i < user.size(); i += 2) {
            byte[][] decoded = user.get(i).equals(Wire.ENCODED) ? decode(user.get(i + 1)) : new byte[0][];
            if (decoded.length == 2) {
                visitor.visit(new String(decoded[0], StandardCharsets.UTF_8), decoded[1]);
            } else {
                visitor.visit(user.get(i), user.get(i + 1).getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    /** Returns name and value, or nothing if a foreign program wrote something else there. */
    private static byte[][] decode(String text) {
        int dot = text.indexOf('.');
        try {
            return dot < 0
                    ? new byte[0][]
                    : new byte[][] {
                        Base64.getDecoder().decode(text.substring(0, dot)),
                        Base64.getDecoder().decode(text.substring(dot + 1))
                    };
        } catch (IllegalArgumentException e) {
            return new byte[0][];
        }
    }

    @Override
    public int earlierDeliveries() {
        return earlier;
    }

    @Override
    public String toString() {
        return "MqttMessage[" + publication.topic() + " " + publication.packetId() + "]";
    }
}
