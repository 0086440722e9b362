package io.onemq.rabbitmq.internal;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How the members of a group know of each other. Each has a queue of its own, bound to an exchange of the group, and says
 * there every two seconds that it is here. Somebody who was not heard for a while is taken for gone. If that is wrong,
 * nothing bad comes of it: two members attach to the same partitions, and the broker serves the first one.
 */
final class Membership implements com.rabbitmq.client.Consumer {
    static final long INTERVAL_MILLIS = 2_000;

    private static final long GONE_NANOS = TimeUnit.SECONDS.toNanos(7);
    private static final String HELLO = "hello";
    private static final String HERE = "here";
    private static final String GONE = "gone";

    private final String exchange;
    private final String self;
    private final Channel channel;
    private final OrderPublisher publisher;
    private final Runnable changed;
    private final Runnable cancelled;
    private final Map<String, Long> heard = new ConcurrentHashMap<>();
    private boolean left; // guarded by this

    Membership(
            String exchange,
            String self,
            Channel channel,
            OrderPublisher publisher,
            Runnable changed,
            Runnable cancelled) {
        this.exchange = exchange;
        this.self = self;
        this.channel = channel;
        this.publisher = publisher;
        this.changed = changed;
        this.cancelled = cancelled;
    }

    /** Tells whether a group has members, be they paused: what is said there reaches their queues, and says nothing. */
    static boolean exists(NativeConnection connection, String exchange) throws IOException {
        return Channels.run(
                connection,
                channel -> Channels.publish(channel, exchange, "", new AMQP.BasicProperties(), new byte[0]));
    }

    /** Becomes a member and asks who the others are. */
    void join() throws IOException {
        String queue = exchange + "." + self;
        channel.queueDeclare(queue, false, true, true, Map.of());
        channel.queueBind(queue, exchange, "");
        channel.basicConsume(queue, true, this);
        publisher.tell(exchange, HELLO, self);
    }

    /** Says that it is still here, and forgets who has not said so for a while. */
    void tick() {
        sayHere();
        long now = System.nanoTime();
        heard.values().removeIf(last -> now - last > GONE_NANOS);
    }

    private synchronized void sayHere() {
        if (!left) {
            publisher.tell(exchange, HERE, self);
        }
    }

    /** Says that it is about to go, so that others need not wait to find out. */
    synchronized void leave() {
        left = true;
        publisher.tell(exchange, GONE, self);
    }

    /** Returns who is here, with oneself. */
    Set<String> members() {
        Set<String> all = new HashSet<>(heard.keySet());
        all.add(self);
        return all;
    }

    @Override
    public void handleDelivery(String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
        String member = properties.getAppId();
        String word = properties.getType();
        if (member == null || word == null || member.equals(self)) {
            return;
        }
        if (word.equals(GONE)) {
            if (heard.remove(member) != null) {
                changed.run();
            }
            return;
        }
        if (word.equals(HELLO)) {
            sayHere();
        }
        if (heard.put(member, System.nanoTime()) == null) {
            changed.run();
        }
    }

    @Override
    public void handleCancel(String tag) {
        cancelled.run();
    }

    @Override
    public void handleConsumeOk(String tag) {}

    @Override
    public void handleCancelOk(String tag) {}

    @Override
    public void handleShutdownSignal(String tag, @Nullable ShutdownSignalException signal) {}

    @Override
    public void handleRecoverOk(String tag) {}
}
