package io.onemq.redis.internal;

import io.onemq.ErrorCode;
import io.onemq.MqException;
import io.onemq.Outcome;
import io.onemq.PublishException;
import io.onemq.spi.DriverPublisher;
import io.onemq.spi.OutgoingMessage;
import io.onemq.spi.PublishListener;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Publishes through one connection: the caller's thread writes a batch of requests, a thread of the publisher reads
 * the replies, which come in the same order, while the next batch is already being written.
 */
final class RedisPublisher implements DriverPublisher {
    private static final long JOIN_MILLIS = 2_000;
    private static final Sent END = new Sent(0);

    private final RedisLink link;
    private final PublishListener listener;
    private final Targets targets;
    private final long maxMessageSize;
    private final EntryWriter writer;
    private final BlockingQueue<Sent> unanswered = new LinkedBlockingQueue<>();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final Consumer<? super RedisPublisher> onEnd;
    private final Thread reader;
    private volatile @Nullable MqException finishing;

    // Owned by the reading thread: slots of which a message was refused because another node has them.
    private final Set<Integer> elsewhere = new HashSet<>();

    RedisPublisher(
            RedisLink link,
            PublishListener listener,
            Layouts layouts,
            long maxMessageSize,
            String name,
            Consumer<? super RedisPublisher> onEnd) {
        this.link = link;
        this.listener = listener;
        this.targets = new Targets(layouts, this::fail);
        this.maxMessageSize = maxMessageSize;
        this.writer = new EntryWriter(link);
        this.onEnd = onEnd;
        this.reader = new Thread(this::readReplies, "onemq-redis-confirm-" + name);
        reader.setDaemon(true);
    }

    void start() {
        reader.start();
    }

    /** Messages of one batch, in the order in which they were written: first those that have a request for themselves. */
    private static final class Sent {
        private final OutgoingMessage[] messages;
        private final TopicLayout.Target[] targets;
        private final boolean[] later;
        private final List<OnceBatch> once = new ArrayList<>(0);
        private int count;

        Sent(int capacity) {
            messages = new OutgoingMessage[capacity];
            targets = new TopicLayout.Target[capacity];
            later = new boolean[capacity];
        }

        void add(OutgoingMessage message, TopicLayout.Target target, boolean isLater) {
            messages[count] = message;
            later[count] = isLater;
            targets[count++] = target;
        }

        /** Adds a message to those of its stream, of which there are few at a time. */
        void addOnce(OutgoingMessage message, TopicLayout.Target target, long window, int fields) {
            OnceBatch last = null;
            for (OnceBatch batch : once) {
                last = batch.target() == target ? batch : last;
            }
            if (last == null || !last.takes(window)) {
                last = new OnceBatch(target, window);
                once.add(last);
            }
            last.add(message, fields);
        }
    }

    @Override
    public void publish(List<? extends OutgoingMessage> batch) {
        try {
            publish(batch, targets.of(batch));
        } catch (RuntimeException e) {
            lost(RedisErrors.translate(e, "Publishing to Redis", Outcome.UNKNOWN));
        }
    }

    /** Publishes to streams that are chosen already; a message without one is left out. */
    void publish(List<? extends OutgoingMessage> batch, TopicLayout.@Nullable Target[] chosen) {
        if (finishing != null) {
            return;
        }
        try {
            Sent sent = admit(batch, chosen);
            // Known to the reading thread before the first reply can come.
            if (!expect(sent)) {
                return;
            }
            for (int i = 0; i < sent.count; i++) {
                write(sent.messages[i], sent.targets[i], sent.later[i]);
            }
            sent.once.forEach(writer::writeOnce);
            link.flush();
        } catch (RuntimeException e) {
            lost(RedisErrors.translate(e, "Publishing to Redis", Outcome.UNKNOWN));
        }
    }

    private void write(OutgoingMessage message, TopicLayout.Target target, boolean isLater) {
        long window = target.windowMillis(message.topic());
        // What cannot wait elsewhere is held by its consumer.
        if (isLater && writer.writeDelayed(message, target, window, maxMessageSize)) {
            return;
        }
        if (window > 0) {
            OnceBatch alone = new OnceBatch(target, window);
            alone.add(message, writer.fields(message));
            writer.writeOnce(alone);
        } else {
            writer.write(message, target);
        }
    }

    /** What is due before anybody looks for it again is held by its consumer, too. */
    private static boolean isLater(OutgoingMessage message) {
        return message.notBefore() > 0 && message.notBefore() > System.currentTimeMillis() + DueEntries.LOOK_MILLIS;
    }

    private Sent admit(List<? extends OutgoingMessage> batch, TopicLayout.@Nullable Target[] chosen) {
        Sent sent = new Sent(batch.size());
        for (int i = 0; i < chosen.length; i++) {
            OutgoingMessage message = batch.get(i);
            TopicLayout.Target target = chosen[i];
            if (target == null) {
                continue;
            }
            if (writer.largestPart(message) > maxMessageSize) {
                fail(message, tooLarge(message));
                continue;
            }
            long window = target.windowMillis(message.topic());
            // Decided once: it may come due before it is written.
            boolean isLater = isLater(message);
            if (window > 0 && writer.headers() > EntryWriter.MAX_SCRIPT_HEADERS) {
                fail(message, tooManyHeaders(message));
            } else if (window == 0 || isLater) {
                sent.add(message, target, isLater);
            } else {
                sent.addOnce(message, target, window, writer.fields(message));
            }
        }
        return sent;
    }

    private PublishException tooLarge(OutgoingMessage message) {
        return new PublishException(
                ErrorCode.TOO_LARGE,
                Outcome.NOT_SENT,
                false,
                "Message " + message.id() + " to topic " + message.topic().name()
                        + " has a payload or header of " + writer.largestPart(message) + " bytes, more than the "
                        + maxMessageSize + " that " + RedisKeys.MAX_MESSAGE_SIZE.name() + " and the server allow",
                null);
    }

    private PublishException tooManyHeaders(OutgoingMessage message) {
        return new PublishException(
                ErrorCode.TOO_LARGE,
                Outcome.NOT_SENT,
                false,
                "Message " + message.id() + " to topic " + message.topic().name() + " has " + writer.headers()
                        + " headers, more than the " + EntryWriter.MAX_SCRIPT_HEADERS
                        + " that a topic with deduplication takes on Redis",
                null);
    }

    private void readReplies() {
        try {
            Sent sent = unanswered.take();
            while (sent != END) {
                for (int i = 0; i < sent.count; i++) {
                    readReply(sent.messages[i], sent.targets[i]);
                }
                sent.once.forEach(this::readReplies);
                sent = unanswered.take();
            }
            MqException why = finishing;
            if (why != null) {
                lost(why);
            }
        } catch (RuntimeException e) {
            lost(RedisErrors.translate(e, "Publishing to Redis", Outcome.UNKNOWN));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            lost(RedisErrors.translate(new JedisConnectionException(e), "Publishing to Redis", Outcome.UNKNOWN));
        }
    }

    private void readReply(OutgoingMessage message, TopicLayout.Target target) {
        Object reply = read();
        report(message, target, reply instanceof List<?> results ? results.get(0) : reply);
    }

    private void readReplies(OnceBatch batch) {
        Object reply = read();
        for (int i = 0; i < batch.count(); i++) {
            report(batch.message(i), batch.target(), reply instanceof List<?> results ? results.get(i) : reply);
        }
    }

    /** Returns a reply, which may be an error that concerns only what was asked for. */
    private @Nullable Object read() {
        try {
            return link.read();
        } catch (JedisDataException e) {
            return e;
        }
    }

    private void report(OutgoingMessage message, TopicLayout.Target target, @Nullable Object result) {
        if (result instanceof JedisDataException e) {
            if (RedisErrors.isElsewhere(e)) {
                elsewhere.add(Slots.slot(target.delayed()));
                finish(RedisErrors.translate(e, "Publishing to Redis", Outcome.NOT_SENT));
                return;
            }
            if (RedisErrors.meaning(e).endsConnection()) {
                throw e;
            }
            fail(message, RedisErrors.refusal(e, message));
            return;
        }
        // What was stored behind one that was refused is sent again with it, so that the order is kept.
        boolean isBehind = !elsewhere.isEmpty() && elsewhere.contains(Slots.slot(target.delayed()));
        if (isBehind || ended.get()) {
            return;
        }
        // XADD tells the position, ZADD counts, and a duplicate is a list with what is known of the first one.
        if (result instanceof byte[] entryId) {
            listener.confirmed(message, target.position(entryId));
        } else if (result instanceof Long) {
            listener.confirmed(message, null);
        } else if (result instanceof List<?> list && list.get(0) instanceof byte[] first) {
            listener.duplicate(message, Bytes.ascii(first).indexOf('-') < 0 ? null : target.position(first));
        } else {
            throw new JedisConnectionException("unexpected reply to a publish: " + result);
        }
    }

    private void fail(OutgoingMessage message, PublishException failure) {
        if (!ended.get()) {
            listener.failed(message, failure);
        }
    }

    /** Sends nothing more, reads the replies that are due, and then reports the loss. Any thread. */
    void finish(MqException why) {
        synchronized (unanswered) {
            if (finishing == null) {
                finishing = why;
                unanswered.add(END);
            }
        }
    }

    /** What is sent is read before the end. Returns false if nothing more is sent. */
    private boolean expect(Sent sent) {
        synchronized (unanswered) {
            return finishing == null && unanswered.add(sent);
        }
    }

    private void lost(MqException cause) {
        if (ended.compareAndSet(false, true)) {
            release();
            listener.lost(cause);
        }
    }

    private void release() {
        link.close();
        unanswered.add(END);
        onEnd.accept(this);
    }

    @Override
    public void close() {
        if (ended.compareAndSet(false, true)) {
            release();
        }
        if (Thread.currentThread() != reader) {
            Threads.join(reader, JOIN_MILLIS);
        }
    }
}
