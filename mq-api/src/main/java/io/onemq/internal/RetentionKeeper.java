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
    private final Map<String, TopicSpec> kept = new ConcurrentHashMap<>();

    public RetentionKeeper(Engine engine) {
        this.engine = engine;
    }

    /** Looks after a topic from now on, if it has a retention. */
    void keep(TopicSpec topic) {
        Retention retention = topic.retention();
        if (retention != null && kept.put(topic.name(), topic) == null) {
            lookLater(topic.name(), retention);
        }
    }

    /** Looks after a topic no more. */
    public void forget(String topic) {
        kept.remove(topic);
    }

    private void lookLater(String topic, Retention retention) {
        engine.later(interval(retention), () -> look(topic));
    }

    static long interval(Retention retention) {
        long byAge = retention.age().map(Duration::toMillis).orElse(Long.MAX_VALUE) / LOOKS;
        long most = retention.bytes().isPresent() ? BYTES_MILLIS : LONGEST_MILLIS;
        return Math.max(SHORTEST_MILLIS, Math.min(most, byAge));
    }

    private void look(String name) {
        TopicSpec topic = kept.get(name);
        Retention retention = topic == null ? null : topic.retention();
        if (topic == null || retention == null) {
            return;
        }
        try {
            engine.connection().admin().removeBeyondRetention(topic);
        } catch (MqException e) {
            if (e.code() == ErrorCode.NOT_FOUND || e.code() == ErrorCode.CLOSED) {
                kept.remove(name, topic);
                return;
            }
            // What may go stays until a look succeeds; those who need the connection tell of its loss.
            LOG.debug("Removing what is beyond the retention of topic {} failed", name, e);
        }
        lookLater(name, retention);
    }
}
