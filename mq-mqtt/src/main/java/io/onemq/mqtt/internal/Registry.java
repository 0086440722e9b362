package io.onemq.mqtt.internal;

import io.onemq.MqException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Reads and writes retained messages, over a link that is opened when it is needed. Thread-safe. */
final class Registry implements AutoCloseable {
    private static final int AT_LEAST_ONCE = 1;

    private final MqttSettings settings;
    private final String clientId;
    private final String echo;
    private @Nullable Link link;
    private final Map<String, Publication> found = new LinkedHashMap<>(); // guarded by itself
    private volatile CompletableFuture<Boolean> answer = new CompletableFuture<>();

    Registry(MqttSettings settings, String clientId) {
        this.settings = settings;
        this.clientId = clientId;
        this.echo = "onemq/echo/" + clientId;
    }

    private synchronized Link link() {
        Link open = link;
        if (open == null || !open.isOpen()) {
            open = Link.open(settings, LinkOptions.passing(clientId), new Answers())
                    .start();
            link = open;
            open.subscribe(echo, AT_LEAST_ONCE);
        }
        return open;
    }

    private final class Answers implements LinkListener {
        @Override
        public void arrived(List<Publication> batch) {
            Link open = link;
            for (Publication publication : batch) {
                if (publication.topic().equals(echo)) {
                    answer.complete(true);
                } else {
                    synchronized (found) {
                        found.put(publication.topic(), publication);
                    }
                }
                if (open != null && publication.packetId() > 0) {
                    boolean unused = open.acknowledge(publication.packetId());
                }
            }
            if (open != null) {
                open.flush();
            }
        }

        @Override
        public void closed(MqException cause) {
            answer.completeExceptionally(cause);
        }
    }

    /** Returns the retained messages whose topics match. Blocks. */
    synchronized Map<String, Publication> read(String filter) {
        Link open = link();
        synchronized (found) {
            found.clear();
        }
        CompletableFuture<Boolean> echoed = new CompletableFuture<>();
        answer = echoed;
        open.subscribe(filter, AT_LEAST_ONCE);
        // The broker works off one packet after the other: what it retains comes before this.
        open.publish(0, echo, new PacketWriter(), new byte[0], (reason, text) -> {});
        open.flush();
        open.await(echoed);
        open.unsubscribe(filter);
        synchronized (found) {
            return new LinkedHashMap<>(found);
        }
    }

    /** Returns the number that is retained at a topic, or 0. Blocks. */
    int number(String topic) {
        Publication known = read(topic).get(topic);
        return known == null ? 0 : number(known);
    }

    private static int number(Publication known) {
        String text = new String(known.payload(), StandardCharsets.UTF_8);
        return text.matches("[1-9][0-9]{0,2}") ? Integer.parseInt(text) : 0;
    }

    void write(String topic, String text) {
        Link open = link();
        int unused = open.await(open.retain(topic, new PacketWriter(), text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Clears every retained message whose topic matches. Blocks. */
    void clear(String filter) {
        for (String topic : read(filter).keySet()) {
            write(topic, "");
        }
    }

    void ping() {
        Link open = link();
        boolean unused = open.await(open.ping());
    }

    @Override
    public synchronized void close() {
        if (link != null) {
            link.close();
        }
    }
}
