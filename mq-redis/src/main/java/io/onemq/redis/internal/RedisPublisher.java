package io.onemq.redis.internal;

import io.onemq.ErrorCode;
import io.onemq.MqException;
import io.onemq.Outcome;
import io.onemq.PublishException;
import io.onemq.spi.DriverPublisher;
import io.onemq.spi.OutgoingMessage;
import io.onemq.spi.PublishListener;
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

    /** Messages of one batch, in the order in which they were written. */
    private static final class Sent {
        private final OutgoingMessage[] messages;
        private final TopicLayout.Target[] targets;
        private int count;

        Sent(int capacity) {
            messages = new OutgoingMessage[capacity];
            targets = new TopicLayout.Target[capacity];
        }

        void add(OutgoingMessage message, TopicLayout.Target target) {
            messages[count] = message;
            targets[count++] = target;
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
            unanswered.add(sent);
            for (int i = 0; i < sent.count; i++) {
                write(sent.messages[i], sent.targets[i]);
            }
            link.flush();
        } catch (RuntimeException e) {
            lost(RedisErrors.translate(e, "Publishing to Redis", Outcome.UNKNOWN));
        }
    }

    private void write(OutgoingMessage message, TopicLayout.Target target) {
        // What is due before anybody looks for it again, or cannot wait elsewhere, is held by its consumer.
        boolean later = message.notBefore() > System.currentTimeMillis() + DueEntries.LOOK_MILLIS;
        if (!later || !writer.writeDelayed(message, target, maxMessageSize)) {
            writer.write(message, target);
        }
    }

    private Sent admit(List<? extends OutgoingMessage> batch, TopicLayout.@Nullable Target[] chosen) {
        Sent sent = new Sent(batch.size());
        for (int i = 0; i < chosen.length; i++) {
            OutgoingMessage message = batch.get(i);
            TopicLayout.Target target = chosen[i];
            if (writer.largestPart(message) > maxMessageSize) {
                fail(message, tooLarge(message));
                continue;
            }
            if (target != null) {
                sent.add(message, target);
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

    private void readReplies() {
        try {
            Sent sent = unanswered.take();
            while (sent != END) {
                for (int i = 0; i < sent.count; i++) {
                    readReply(sent.messages[i], sent.targets[i]);
                }
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
        Object reply;
        try {
            reply = link.read();
        } catch (JedisDataException e) {
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
        // ZADD counts, XADD tells the position.
        String position = reply instanceof byte[] entryId ? target.position(entryId) : null;
        if (position == null && !(reply instanceof Long)) {
            throw new JedisConnectionException("unexpected reply to XADD or ZADD: " + reply);
        }
        // What was stored behind one that was refused is sent again with it, so that the order is kept.
        boolean isBehind = !elsewhere.isEmpty() && elsewhere.contains(Slots.slot(target.delayed()));
        if (!isBehind && !ended.get()) {
            listener.confirmed(message, position);
        }
    }

    private void fail(OutgoingMessage message, PublishException failure) {
        if (!ended.get()) {
            listener.failed(message, failure);
        }
    }

    /** Sends nothing more, reads the replies that are due, and then reports the loss. Any thread. */
    void finish(MqException why) {
        if (finishing == null) {
            finishing = why;
            unanswered.add(END);
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
