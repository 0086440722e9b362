package io.onemq.mqtt.internal;

/** A message that the broker sent. */
final class Publication {
    private final String topic;
    private final int packetId;
    private final boolean duplicate;
    private final Properties properties;
    private final byte[] payload;

    /** Reads the body of a PUBLISH packet. */
    Publication(int firstByte, byte[] body) {
        PacketReader in = new PacketReader(body);
        topic = in.text();
        packetId = (firstByte & 0x06) == 0 ? 0 : in.u16();
        duplicate = (firstByte & 0x08) != 0;
        properties = in.properties();
        payload = in.rest();
    }

    /** Where it was published. */
    String topic() {
        return topic;
    }

    /** By what it is acknowledged; 0 for one that needs no acknowledgement. */
    int packetId() {
        return packetId;
    }

    /** Whether the broker sent it in this session before. */
    boolean duplicate() {
        return duplicate;
    }

    Properties properties() {
        return properties;
    }

    byte[] payload() {
        return payload;
    }
}
