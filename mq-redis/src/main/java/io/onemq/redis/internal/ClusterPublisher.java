package io.onemq.redis.internal;

import io.onemq.MqException;
import io.onemq.Outcome;
import io.onemq.PublishException;
import io.onemq.spi.DriverPublisher;
import io.onemq.spi.OutgoingMessage;
import io.onemq.spi.PublishListener;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;

/**
 * Publishes to a cluster: a publisher for each node that has something to get. What one of them cannot do ends all, since
 * the engine sends again what is unconfirmed. Before the loss is reported the others read the confirmations that are on their
 * way; otherwise, while a node is away, what is for the others would be stored again with each attempt.
 */
final class ClusterPublisher implements DriverPublisher {
    private final Slots slots;
    private final NodeOpener opener;
    private final PublishListener listener;
    private final Targets targets;
    private final Consumer<? super ClusterPublisher> onEnd;
    private final Object lock = new Object();

    // Guarded by the lock.
    private final Map<HostAndPort, RedisPublisher> byNode = new HashMap<>();
    private final Set<HostAndPort> ended = new HashSet<>();
    private boolean publishing;
    private boolean reported;

    private volatile @Nullable MqException cause;
    private volatile boolean closed;

    /** Opens the publisher of one node; it is started by the caller. */
    interface NodeOpener {
        /**
         * Opens it.
         *
         * @throws MqException if the node cannot be reached
         */
        RedisPublisher open(HostAndPort node, PublishListener listener);
    }

    ClusterPublisher(
            Slots slots,
            Layouts layouts,
            NodeOpener opener,
            PublishListener listener,
            Consumer<? super ClusterPublisher> onEnd) {
        this.slots = slots;
        this.opener = opener;
        this.listener = listener;
        this.onEnd = onEnd;
        this.targets = new Targets(layouts, this::fail);
    }

    /** What of a batch goes to one node. */
    private static final class Part {
        private final List<OutgoingMessage> messages = new ArrayList<>();
        private final List<TopicLayout.Target> targets = new ArrayList<>();
    }

    @Override
    public void publish(List<? extends OutgoingMessage> batch) {
        synchronized (lock) {
            if (isEnding()) {
                // All of it is sent again after the loss.
                return;
            }
            // A node may answer with a loss before the others have got what is for them.
            publishing = true;
        }
        MqException failure = null;
        try {
            for (Map.Entry<HostAndPort, Part> entry : split(batch).entrySet()) {
                try {
                    send(entry.getKey(), entry.getValue());
                } catch (MqException e) {
                    // The other nodes get what is for them.
                    failure = e;
                }
            }
        } catch (RuntimeException e) {
            failure = RedisErrors.translate(e, "Publishing to Redis", Outcome.UNKNOWN);
        }
        published(failure);
    }

    /** The nodes have got what is for them; what was lost meanwhile ends all now. */
    private void published(@Nullable MqException failure) {
        MqException why;
        synchronized (lock) {
            publishing = false;
            why = cause != null ? cause : failure;
        }
        if (why != null) {
            lose(why);
        }
    }

    private Map<HostAndPort, Part> split(List<? extends OutgoingMessage> batch) {
        Map<HostAndPort, Part> parts = new LinkedHashMap<>();
        TopicLayout.@Nullable Target[] chosen = targets.of(batch);
        for (int i = 0; i < chosen.length; i++) {
            TopicLayout.Target target = chosen[i];
            if (target != null) {
                Part part = parts.computeIfAbsent(slots.of(target.delayed()), node -> new Part());
                part.messages.add(batch.get(i));
                part.targets.add(target);
            }
        }
        return parts;
    }

    private void send(HostAndPort node, Part part) {
        RedisPublisher publisher = at(node);
        if (publisher != null) {
            publisher.publish(part.messages, part.targets.toArray(TopicLayout.Target[]::new));
        }
    }

    /**
     * Returns the publisher of a node, or null if this one is closed or that one has ended: another one must not overtake what
     * is to be sent again.
     */
    private @Nullable RedisPublisher at(HostAndPort node) {
        synchronized (lock) {
            RedisPublisher known = byNode.get(node);
            if (known != null || closed || ended.contains(node)) {
                return closed ? null : known;
            }
        }
        RedisPublisher opened = opener.open(node, new NodeListener(node));
        synchronized (lock) {
            if (!closed) {
                byNode.put(node, opened);
                opened.start();
                return opened;
            }
        }
        opened.close();
        return null;
    }

    private boolean isEnding() {
        return cause != null || closed;
    }

    private void fail(OutgoingMessage message, PublishException failure) {
        if (!closed) {
            listener.failed(message, failure);
        }
    }

    private void lose(MqException why) {
        List<RedisPublisher> rest;
        synchronized (lock) {
            if (cause == null) {
                cause = why;
            }
            if (publishing) {
                return;
            }
            rest = List.copyOf(byNode.values());
        }
        rest.forEach(publisher -> publisher.finish(why));
        reportIfDone();
    }

    private void reportIfDone() {
        MqException why = cause;
        synchronized (lock) {
            if (why == null || closed || reported || !byNode.isEmpty()) {
                return;
            }
            reported = true;
        }
        onEnd.accept(this);
        listener.lost(why);
    }

    @Override
    public void close() {
        List<RedisPublisher> all;
        synchronized (lock) {
            closed = true;
            all = List.copyOf(byNode.values());
            byNode.clear();
        }
        all.forEach(RedisPublisher::close);
        onEnd.accept(this);
    }

    /** Passes on what happens at one node, but for its end. */
    private final class NodeListener implements PublishListener {
        private final HostAndPort node;

        NodeListener(HostAndPort node) {
            this.node = node;
        }

        @Override
        public void confirmed(OutgoingMessage message, @Nullable String position) {
            if (!closed) {
                listener.confirmed(message, position);
            }
        }

        @Override
        public void duplicate(OutgoingMessage message, @Nullable String position) {
            if (!closed) {
                listener.duplicate(message, position);
            }
        }

        @Override
        public void failed(OutgoingMessage message, PublishException failure) {
            fail(message, failure);
        }

        @Override
        public void lost(MqException why) {
            synchronized (lock) {
                byNode.remove(node);
                ended.add(node);
            }
            lose(why);
        }

        @Override
        public void blocked(String reason) {
            listener.blocked(reason);
        }

        @Override
        public void unblocked() {
            listener.unblocked();
        }
    }
}
