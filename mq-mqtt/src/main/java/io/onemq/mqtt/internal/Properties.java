package io.onemq.mqtt.internal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The properties of a packet that this driver looks at. The others are skipped. */
final class Properties {
    static final int MESSAGE_EXPIRY = 0x02;
    static final int CONTENT_TYPE = 0x03;
    static final int RESPONSE_TOPIC = 0x08;
    static final int CORRELATION_DATA = 0x09;
    static final int SESSION_EXPIRY = 0x11;
    static final int RECEIVE_MAXIMUM = 0x21;
    static final int USER_PROPERTY = 0x26;
    private static final int REASON = 0x1f;
    private static final int MAXIMUM_PACKET_SIZE = 0x27;

    @Nullable String contentType;

    @Nullable String responseTopic;

    byte @Nullable [] correlationData;

    @Nullable String reason;

    int receiveMaximum = 0xffff;
    long maximumPacketSize = Integer.MAX_VALUE;

    /** Names and values, alternating. */
    final List<String> user = new ArrayList<>();

    void read(PacketReader in) {
        int id = in.length();
        switch (id) {
            case CONTENT_TYPE -> contentType = in.text();
            case RESPONSE_TOPIC -> responseTopic = in.text();
            case CORRELATION_DATA -> correlationData = in.binary();
            case REASON -> reason = in.text();
            case RECEIVE_MAXIMUM -> receiveMaximum = in.u16();
            case MAXIMUM_PACKET_SIZE -> maximumPacketSize = in.u32();
            case USER_PROPERTY -> {
                user.add(in.text());
                user.add(in.text());
            }
            default -> skip(id, in);
        }
    }

    private static void skip(int id, PacketReader in) {
        switch (id) {
            case 0x01, 0x17, 0x19, 0x24, 0x25, 0x28, 0x29, 0x2a -> in.u8();
            case 0x13, 0x22, 0x23 -> in.u16();
            case MESSAGE_EXPIRY, SESSION_EXPIRY, 0x18 -> in.u32();
            case 0x0b -> in.length();
            case 0x12, 0x15, 0x1a, 0x1c, 0x16 -> in.binary();
            default -> throw new IndexOutOfBoundsException("no property of MQTT 5 has the number " + id);
        }
    }

    /** The last value of a user property. */
    @Nullable String user(String name) {
        for (int i = user.size() - 2; i >= 0; i -= 2) {
            if (user.get(i).equals(name)) {
                return user.get(i + 1);
            }
        }
        return null;
    }
}
