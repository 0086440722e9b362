package io.onemq.rabbitmq.internal;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Declares the exchanges and queues of {@link DelayRoute}, which all topics of a virtual host share. Thread-safe. */
final class DelayQueues {
    /** Exchange and queue of what finds no target when it is due. */
    static final String ORPHANS = DelayRoute.PREFIX + "orphans";

    private volatile @Nullable NativeConnection declaredOn;

    /** Declares them, once for each connection. A user who may not declare has to do with what exists. */
    void declare(NativeConnection connection) throws IOException {
        if (connection == declaredOn) {
            return;
        }
        try {
            Channels.run(connection, DelayQueues::declareAll);
        } catch (IOException | AlreadyClosedException e) {
            if (Channels.replyCode(e) != AMQP.ACCESS_REFUSED || !exist(connection)) {
                throw e;
            }
        }
        declaredOn = connection;
    }

    /** Tells whether they exist: the exchange asked for is declared after all others. */
    static boolean exist(NativeConnection connection) throws IOException {
        return Channels.exists(connection, channel -> channel.exchangeDeclarePassive(DelayRoute.RETURN));
    }

    /** Nothing here waits for an answer but the last call, so that all of it takes one round trip. */
    private static AMQP.Exchange.DeclareOk declareAll(Channel channel) throws IOException {
        channel.exchangeDeclareNoWait(ORPHANS, BuiltinExchangeType.FANOUT, true, false, false, Map.of());
        channel.queueDeclareNoWait(ORPHANS, true, false, false, orphansArguments());
        channel.queueBindNoWait(ORPHANS, ORPHANS, "", Map.of());
        for (int level = 0; level < DelayRoute.LEVELS; level++) {
            declareLevel(channel, level);
        }
        // What finds no target would stay in its delay queue, and 32 such messages would hold up all others.
        channel.exchangeDeclareNoWait(
                DelayRoute.RETURN,
                BuiltinExchangeType.TOPIC,
                true,
                false,
                false,
                Map.of("alternate-exchange", ORPHANS));
        channel.exchangeBindNoWait(DelayRoute.RETURN, DelayRoute.level(0), DelayRoute.passes(0), Map.of());
        return channel.exchangeDeclarePassive(DelayRoute.RETURN);
    }

    private static void declareLevel(Channel channel, int level) throws IOException {
        String name = DelayRoute.level(level);
        channel.exchangeDeclareNoWait(name, BuiltinExchangeType.TOPIC, true, false, false, Map.of());
        declareQueue(channel, level, name, DelayRoute.waits(level));
        declareQueue(channel, level, DelayRoute.highLevel(level), DelayRoute.waitsHigh(level));
        if (level > 0) {
            channel.exchangeBindNoWait(next(level), name, DelayRoute.passes(level), Map.of());
        }
    }

    private static void declareQueue(Channel channel, int level, String queue, String pattern) throws IOException {
        channel.queueDeclareNoWait(queue, true, false, false, arguments(level));
        channel.queueBindNoWait(queue, DelayRoute.level(level), pattern, Map.of());
    }

    private static String next(int level) {
        return level == 0 ? DelayRoute.RETURN : DelayRoute.level(level - 1);
    }

    private static Map<String, Object> arguments(int level) {
        Map<String, Object> arguments = new HashMap<>(orphansArguments());
        arguments.put("x-message-ttl", 1000L << level);
        arguments.put("x-dead-letter-exchange", next(level));
        arguments.put("x-dead-letter-strategy", "at-least-once");
        arguments.put("x-overflow", "reject-publish");
        return arguments;
    }

    /** Nobody consumes these queues; who looks into one must not make the broker drop something. */
    private static Map<String, Object> orphansArguments() {
        return Map.of("x-queue-type", "quorum", "x-delivery-limit", Integer.MAX_VALUE);
    }

    /**
     * Lets a queue get what is delayed.
     *
     * @param routingKey the routing key by which it is bound to the exchange of its topic
     */
    static void bind(Channel channel, String queue, String topic, String routingKey) throws IOException {
        channel.queueBind(queue, DelayRoute.RETURN, DelayRoute.targetPattern(DelayRoute.target(topic, routingKey)));
    }

    /** Lets a queue get nothing more of what is delayed. */
    static void unbind(Channel channel, String queue, String topic, String routingKey) throws IOException {
        channel.queueUnbind(queue, DelayRoute.RETURN, DelayRoute.targetPattern(DelayRoute.target(topic, routingKey)));
    }
}
