package io.onemq.internal.consume;

import io.onemq.internal.publish.PendingPublish;
import io.onemq.spi.HeaderVisitor;
import io.onemq.spi.IncomingMessage;
import io.onemq.spi.TopicSpec;
import io.onemq.spi.WireNames;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The copy of a delivery on its way to a retry or dead-letter topic: same id, key, payload, properties and application
 * headers, with library headers of its own in place of the old ones.
 */
final class Transfer extends PendingPublish {
    private final IncomingMessage original;
    private final String id;
    private final TopicSpec target;
    private final Map<String, byte[]> libraryHeaders = new LinkedHashMap<>();
    private boolean keepsCause = true;
    private long notBefore;

    Transfer(IncomingMessage original, String id, TopicSpec target) {
        this.original = original;
        this.id = id;
        this.target = target;
    }

    Transfer with(String header, String value) {
        libraryHeaders.put(header, value.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    Transfer with(String header, long value) {
        return with(header, Long.toString(value));
    }

    /**
     * Keeps the copy from being handed over before a time. A short while it waits in the window of its consumer, which is
     * exact; a longer one where it is in nobody's way.
     */
    Transfer due(long dueMillis, long nowMillis) {
        notBefore = dueMillis - nowMillis > EARLY_MILLIS ? dueMillis : 0;
        return with(WireNames.NOT_BEFORE, dueMillis);
    }

    /** Leaves out why the message is a dead letter. */
    Transfer withoutCause() {
        keepsCause = false;
        return this;
    }

    /** A fresh copy of the same, for another try. */
    Transfer again() {
        Transfer copy = new Transfer(original, id, target);
        copy.libraryHeaders.putAll(libraryHeaders);
        copy.keepsCause = keepsCause;
        copy.notBefore = notBefore;
        return copy;
    }

    @Override
    public TopicSpec topic() {
        return target;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public @Nullable String key() {
        return original.key();
    }

    @Override
    public byte[] payload() {
        return original.payload();
    }

    @Override
    public @Nullable String contentType() {
        return original.contentType();
    }

    @Override
    public @Nullable String correlationId() {
        return original.correlationId();
    }

    @Override
    public @Nullable String replyTo() {
        return original.replyTo();
    }

    @Override
    public long timestamp() {
        long known = original.timestamp();
        return known >= 0 ? known : System.currentTimeMillis();
    }

    @Override
    public long notBefore() {
        return notBefore;
    }

    @Override
    public int priority() {
        return original.priority();
    }

    @Override
    public void forEachHeader(HeaderVisitor visitor) {
        original.forEachHeader((name, value) -> {
            if (!WireNames.isReserved(name) || isKeptCause(name)) {
                visitor.visit(name, value);
            }
        });
        libraryHeaders.forEach(visitor::visit);
    }

    /** The cause of a dead letter stays with it when its own consumer tries it again. */
    private boolean isKeptCause(String header) {
        return keepsCause && header.startsWith(WireNames.DLQ_PREFIX) && !libraryHeaders.containsKey(header);
    }
}
