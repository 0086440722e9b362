package io.onemq.internal;

import io.onemq.ErrorCode;
import io.onemq.MqException;
import io.onemq.Retention;
import io.onemq.spi.TopicSpec;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has what is beyond the retention of topics removed, on brokers that do not do it by themselves: messages grow old without
 * anybody settling anything. Any number of clients do it at the same time. Thread-safe.
 */
public final class RetentionKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(RetentionKeeper.class);
    private static final long SHORTEST_MILLIS = 1_000;
    private static final long LONGEST_MILLIS = 60_000;

    /** How often it is looked whether a topic has too much. */
    private static final long BYTES_MILLIS = 2_000;

    /** A topic is looked at this often while a message grows as old as it may. */
    private static final int LOOKS = 20;

    private final Engine engine;
    private final Map<String, Kept> kept = new ConcurrentHashMap<>();

    public RetentionKeeper(Engine engine) {
        this.engine = engine;
    }

    /** A topic as it was named last. */
    private static final class Kept {
        private volatile TopicSpec topic;
        private volatile Retention retention;

        Kept(TopicSpec topic, Retention retention) {
            this.topic = topic;
            this.retention = retention;
        }
    }

    /** Looks after a topic from now on, if it has a retention. */
    void keep(TopicSpec topic) {
        Retention retention = topic.retention();
        if (retention == null) {
            return;
        }
        Kept named = new Kept(topic, retention);
        Kept known = kept.putIfAbsent(topic.name(), named);
        if (known == null) {
            lookLater(named);
        } else {
            known.topic = topic;
            known.retention = retention;
        }
    }

    /** Looks after a topic no more. */
    public void forget(String topic) {
        kept.remove(topic);
    }

    private void lookLater(Kept named) {
        engine.later(interval(named.retention), () -> look(named));
    }

    static long interval(Retention retention) {
        long byAge = retention.age().map(Duration::toMillis).orElse(Long.MAX_VALUE) / LOOKS;
        long most = retention.bytes().isPresent() ? BYTES_MILLIS : LONGEST_MILLIS;
        return Math.max(SHORTEST_MILLIS, Math.min(most, byAge));
    }

    private void look(Kept named) {
        TopicSpec topic = named.topic;
        if (kept.get(topic.name()) != named) {
            return;
        }
        try {
            engine.connection().admin().removeBeyondRetention(topic);
        } catch (MqException e) {
            if (e.code() == ErrorCode.NOT_FOUND || e.code() == ErrorCode.CLOSED) {
                kept.remove(topic.name(), named);
                return;
            }
            // What may go stays until a look succeeds; those who need the connection tell of its loss.
            LOG.debug("Removing what is beyond the retention of topic {} failed", topic.name(), e);
        }
        lookLater(named);
    }
}
