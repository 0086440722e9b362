package io.onemq.mqtt.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The messages of a private topic, each kept as a retained message of its own until it is settled. Of those that wait, only
 * time and place are in memory; what is due, and has room in the window, is fetched.
 */
final class KeptPart implements Part {
    private static final int AT_LEAST_ONCE = 1;

    private final MqttSubscription subscription;
    private final Link link;
    private final String place;
    private final Claim before;
    private final boolean died;

    // Guarded by itself.
    private final TreeSet<Waiting> waiting = new TreeSet<>();
    private final Map<String, Waiting> known = new HashMap<>();
    private final Map<String, Publication> fetched = new LinkedHashMap<>();
    private final Map<String, Integer> handedOver = new LinkedHashMap<>();

    KeptPart(MqttSubscription subscription, Link link, String place, Claim before, boolean died) {
        this.subscription = subscription;
        this.link = link;
        this.place = place;
        this.before = before;
        this.died = died;
    }

    /** A message that waits: when it is due and which one it is. */
    private record Waiting(long due, long arrival, String topic) implements Comparable<Waiting> {
        @Override
        public int compareTo(Waiting other) {
            int byTime = Long.compare(due, other.due);
            return byTime == 0 ? Long.compare(arrival, other.arrival) : byTime;
        }
    }

    @Override
    public void open() {
        link.subscribe(place + "+", AT_LEAST_ONCE);
    }

    /** A message was kept, or comes because it was asked for, or is gone if it has no payload. */
    void arrived(Publication publication, long arrival) {
        String topic = publication.topic();
        synchronized (waiting) {
            Waiting before = known.get(topic);
            if (publication.payload().length == 0) {
                known.remove(topic);
                fetched.remove(topic);
                handedOver.remove(topic);
                if (before != null) {
                    waiting.remove(before);
                }
            } else if (before == null) {
                Waiting fresh = new Waiting(Wire.due(publication), arrival, topic);
                known.put(topic, fresh);
                waiting.add(fresh);
                if (fresh.due() <= subscription.nowMillis() && fetched.size() < subscription.window()) {
                    fetched.put(topic, publication);
                }
            } else if (waiting.contains(before)) {
                fetched.put(topic, publication);
            }
        }
        subscription.wake();
    }

    @Override
    public void step() {
        int room = subscription.room();
        for (String missing : missing(room)) {
            // The broker sends what it retains, which it does not for a filter that is subscribed already.
            link.subscribe(missing, AT_LEAST_ONCE);
            link.unsubscribe(missing);
        }
        List<Publication> due = take(room);
        if (!due.isEmpty()) {
            subscription.claim(0, returns(false));
            synchronized (waiting) {
                due.forEach(publication -> subscription.add(
                        new MqttMessage(publication, this, handedOver.getOrDefault(publication.topic(), 0))));
            }
            subscription.handOver();
        }
    }

    private List<Waiting> due(int most) {
        List<Waiting> due = new ArrayList<>();
        long now = subscription.nowMillis();
        for (Waiting next : waiting) {
            if (next.due() > now || due.size() >= most) {
                break;
            }
            due.add(next);
        }
        return due;
    }

    private List<String> missing(int most) {
        synchronized (waiting) {
            return due(most).stream()
                    .map(Waiting::topic)
                    .filter(topic -> !fetched.containsKey(topic))
                    .toList();
        }
    }

    private List<Publication> take(int most) {
        List<Publication> taken = new ArrayList<>();
        synchronized (waiting) {
            for (Waiting next : due(most)) {
                Publication publication = fetched.remove(next.topic());
                if (publication != null) {
                    waiting.remove(next);
                    taken.add(publication);
                    Integer earlier = before.returns().get(next.topic());
                    handedOver.put(next.topic(), earlier == null ? 0 : earlier + (died ? 1 : 0));
                }
            }
        }
        return taken;
    }

    /** When the next message is due that is not yet, in milliseconds from now. */
    long untilDue() {
        synchronized (waiting) {
            return waiting.isEmpty() ? Long.MAX_VALUE : waiting.first().due() - subscription.nowMillis();
        }
    }

    @Override
    public Map<String, Integer> returns(boolean leaving) {
        synchronized (waiting) {
            Map<String, Integer> returns = new HashMap<>(before.returns());
            returns.keySet().retainAll(known.keySet());
            if (leaving && died) {
                returns.replaceAll((topic, count) -> count + 1);
            }
            returns.putAll(handedOver);
            return returns;
        }
    }

    @Override
    public boolean acknowledge(MqttMessage message) {
        return link.clear(message.publication().topic());
    }

    @Override
    public Link link() {
        return link;
    }

    @Override
    public void close() {
        link.unsubscribe(place + "+");
    }

    @Override
    public void abort() {
        // The link is the subscription's.
    }
}
