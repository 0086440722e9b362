package io.onemq.mqtt.internal;

import io.onemq.MqException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A lasting session that subscribes to a partition for the group. The broker keeps the messages of the partition in it, and
 * sends again what the last holder of the session had not acknowledged, under the packet ids that it had.
 */
final class SessionPart implements Part, LinkListener {
    private final MqttSubscription subscription;
    private final int number;
    private final String clientId;
    private final Claim before;
    private final boolean died;

    private final Map<String, Integer> returns = new LinkedHashMap<>(); // guarded by itself

    // Guarded by returns.
    private List<Publication> toNote = new ArrayList<>();
    private int arrived;
    private int admitted;
    private boolean leaving;

    /** Mosquitto sends more than the window once what it sent is acknowledged in order. That waits here as if it had not. */
    private final Deque<Publication> beyond = new ArrayDeque<>();

    private @Nullable Link link;

    /**
     * Creates a part.
     *
     * @param before what the last holder left
     * @param died whether it died
     */
    SessionPart(MqttSubscription subscription, int number, String clientId, Claim before, boolean died) {
        this.subscription = subscription;
        this.number = number;
        this.clientId = clientId;
        this.before = before;
        this.died = died;
    }

    @Override
    public Link link() {
        Link open = link;
        if (open == null) {
            throw new IllegalStateException("not open");
        }
        return open;
    }

    @Override
    public void open() {
        link = subscription.open(LinkOptions.lasting(clientId, subscription.window()), this);
        link.start();
    }

    @Override
    public void arrived(List<Publication> batch) {
        synchronized (returns) {
            for (Publication publication : batch) {
                note(publication);
                beyond.add(publication);
            }
            admit();
        }
        subscription.handOver();
    }

    /** What came back comes first, in its order: the last holder had handed over no more of it than its window. */
    private void note(Publication publication) {
        boolean held = died && arrived++ < before.window();
        if (publication.duplicate()) {
            int count = before.returns().getOrDefault(id(publication), 0) + (held ? 1 : 0);
            if (count > 0) {
                returns.put(id(publication), count);
            }
        }
    }

    private static String id(Publication publication) {
        return Integer.toString(publication.packetId());
    }

    private void admit() {
        while (!leaving && admitted < subscription.window() && !beyond.isEmpty()) {
            Publication next = beyond.remove();
            admitted++;
            // What may have killed its holder waits until that is written down, and what follows keeps its place.
            boolean mayKill = died && next.duplicate() && returns.containsKey(id(next));
            if (mayKill || !toNote.isEmpty()) {
                toNote.add(next);
            } else {
                subscription.add(message(next));
            }
        }
    }

    private MqttMessage message(Publication publication) {
        return new MqttMessage(publication, this, returns.getOrDefault(id(publication), 0));
    }

    @Override
    public void step() {
        int noted;
        synchronized (returns) {
            noted = toNote.size();
        }
        if (noted == 0) {
            return;
        }
        subscription.claim(number, returns(false));
        synchronized (returns) {
            toNote.subList(0, noted).forEach(publication -> subscription.add(message(publication)));
            toNote = new ArrayList<>(toNote.subList(noted, toNote.size()));
        }
        subscription.handOver();
    }

    @Override
    public void leave() {
        synchronized (returns) {
            leaving = true;
        }
    }

    @Override
    public Map<String, Integer> returns(boolean leaving) {
        synchronized (returns) {
            return Map.copyOf(returns);
        }
    }

    @Override
    public boolean acknowledge(MqttMessage message) {
        synchronized (returns) {
            returns.remove(id(message.publication()));
            admitted--;
            admit();
            return link().acknowledge(message.publication().packetId());
        }
    }

    @Override
    public void closed(MqException cause) {
        subscription.fail(cause);
    }

    @Override
    public void close() {
        Link open = link();
        boolean unused = open.await(open.ping());
        open.close();
    }

    @Override
    public void abort() {
        Link open = link;
        if (open != null) {
            open.abort();
        }
    }
}
