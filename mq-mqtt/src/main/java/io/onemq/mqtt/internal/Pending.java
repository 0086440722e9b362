package io.onemq.mqtt.internal;

import io.onemq.MqException;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What was sent and waits for an answer of the broker. Thread-safe; who sends on a link takes turns. */
final class Pending {
    static final int PUBACK = 0x40;
    private static final int PINGRESP = 0xd0;

    private final Map<Integer, Confirmation> messages = new ConcurrentHashMap<>();
    private final Map<Integer, CompletableFuture<Integer>> requests = new ConcurrentHashMap<>();
    private final Queue<CompletableFuture<Boolean>> pings = new ConcurrentLinkedQueue<>();
    private int lastPacketId;

    int message(Confirmation confirmation) {
        int packetId = nextPacketId();
        messages.put(packetId, confirmation);
        return packetId;
    }

    int request(CompletableFuture<Integer> answer) {
        int packetId = nextPacketId();
        requests.put(packetId, answer);
        return packetId;
    }

    void ping(CompletableFuture<Boolean> answer) {
        pings.add(answer);
    }

    private int nextPacketId() {
        do {
            lastPacketId = lastPacketId % 0xffff + 1;
        } while (messages.containsKey(lastPacketId) || requests.containsKey(lastPacketId));
        return lastPacketId;
    }

    /** An answer came. */
    void answered(int type, byte[] body) {
        PacketReader in = new PacketReader(body);
        if (type == PINGRESP) {
            CompletableFuture<Boolean> ping = pings.poll();
            if (ping != null) {
                ping.complete(true);
            }
        } else if (type == PUBACK) {
            int packetId = in.u16();
            int reason = in.isAtEnd() ? 0 : in.u8();
            Properties properties = in.isAtEnd() ? new Properties() : in.properties();
            Confirmation confirmation = messages.remove(packetId);
            if (confirmation != null) {
                confirmation.confirmed(reason, properties.reason);
            }
        } else {
            CompletableFuture<Integer> request = requests.remove(in.u16());
            Properties unused = in.properties();
            if (request != null) {
                request.complete(in.u8());
            }
        }
    }

    /** No answer comes any more. */
    void failAll(MqException cause) {
        messages.keySet().forEach(packetId -> {
            Confirmation confirmation = messages.remove(packetId);
            if (confirmation != null) {
                confirmation.lost(cause);
            }
        });
        requests.keySet().forEach(packetId -> {
            CompletableFuture<Integer> request = requests.remove(packetId);
            if (request != null) {
                request.completeExceptionally(cause);
            }
        });
        for (CompletableFuture<Boolean> ping = pings.poll(); ping != null; ping = pings.poll()) {
            ping.completeExceptionally(cause);
        }
    }
}
