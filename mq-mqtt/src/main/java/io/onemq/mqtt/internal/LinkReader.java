package io.onemq.mqtt.internal;

import io.onemq.ConnectionException;
import io.onemq.ErrorCode;
import io.onemq.MqException;
import io.onemq.Outcome;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Reads what the broker sends, on a thread of its own. */
final class LinkReader {
    private static final int BUFFER = 64 * 1024;
    private static final int MOST_IN_A_BATCH = 256;

    private final Link link;
    private final Socket socket;
    private final InputStream in;
    private List<Publication> batch = new ArrayList<>();

    LinkReader(Link link, Socket socket) throws IOException {
        this.link = link;
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream(), BUFFER);
    }

    PacketReader readConnack() throws IOException {
        int type = first();
        byte[] body = body();
        if (type != 0x20) {
            throw new IOException("not an answer of MQTT, or an MQTT older than 5");
        }
        socket.setSoTimeout(link.keepAliveMillis() / 2);
        return new PacketReader(body);
    }

    void start() {
        Thread thread = new Thread(this::run, "onemq-mqtt-" + link.clientId());
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            while (link.isOpen()) {
                handle(nextType(), body());
                if (!batch.isEmpty() && (batch.size() >= MOST_IN_A_BATCH || in.available() == 0)) {
                    List<Publication> full = batch;
                    batch = new ArrayList<>();
                    link.arrived(full);
                }
                link.keepAlive();
            }
        } catch (IOException e) {
            link.broken(new ConnectionException(Outcome.UNKNOWN, "The connection to the broker broke: " + e, e));
        } catch (MqException e) {
            link.broken(e);
        } catch (RuntimeException e) {
            link.broken(new MqException(
                    ErrorCode.INTERNAL, Outcome.UNKNOWN, true, "What the broker sent cannot be understood: " + e, e));
        }
    }

    private void handle(int type, byte[] body) {
        switch (type & 0xf0) {
            case 0x30 -> batch.add(new Publication(type, body));
            case 0x40, 0x90, 0xb0, 0xd0 -> link.answered(type & 0xf0, body);
            case 0xe0 -> {
                PacketReader packet = new PacketReader(body);
                int reason = packet.isAtEnd() ? 0 : packet.u8();
                throw MqttErrors.disconnected(reason, packet.isAtEnd() ? null : packet.properties().reason);
            }
            default -> throw new IndexOutOfBoundsException("a packet of type " + (type >> 4));
        }
    }

    /** The first byte of the next packet. A broker that is silent for long is asked, and given up if it stays so. */
    private int nextType() throws IOException {
        boolean asked = false;
        while (true) {
            try {
                return first();
            } catch (SocketTimeoutException e) {
                if (asked) {
                    throw e;
                }
                asked = true;
                CompletableFuture<Boolean> unused = link.ping();
            }
        }
    }

    private int first() throws IOException {
        int value = in.read();
        if (value < 0) {
            throw new EOFException("the broker closed it");
        }
        return value;
    }

    private byte[] body() throws IOException {
        int length = 0;
        int shift = 0;
        int next;
        do {
            next = first();
            length |= (next & 0x7f) << shift;
            shift += 7;
        } while (next >= 0x80);
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("the broker closed it within a packet");
        }
        return body;
    }
}
