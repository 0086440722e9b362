package io.onemq.rabbitmq.internal;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ConfirmListener;
import io.onemq.Settlement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Publishes what the members of an ordered group write down and tell each other. It has a network connection of its own: a
 * broker in need blocks the connections that publish, and must still take acknowledgements. Thread-safe.
 */
final class OrderPublisher {
    private static final Integer PERSISTENT = 2;

    private final NativeConnection connection;
    private final Channel channel;
    private final Executor executor;
    private final Object lock = new Object();

    // Guarded by lock.
    private final NavigableMap<Long, Consumer<Settlement>> unconfirmed = new TreeMap<>();
    private boolean over;

    /** Opens a channel; the end of it is told unless {@link #close} was called. */
    OrderPublisher(NativeConnection connection, Executor executor, Runnable lost) throws IOException {
        this.connection = connection;
        this.executor = executor;
        this.channel = connection.openChannel();
        channel.confirmSelect();
        channel.addConfirmListener(new ConfirmListener() {
            @Override
            public void handleAck(long tag, boolean multiple) {
                confirmed(tag, multiple, Settlement.SETTLED);
            }

            @Override
            public void handleNack(long tag, boolean multiple) {
                confirmed(tag, multiple, Settlement.UNKNOWN);
            }
        });
        channel.addShutdownListener(signal -> {
            boolean wanted = end();
            if (!wanted) {
                executor.execute(lost);
            }
        });
    }

    private void confirmed(long tag, boolean multiple, Settlement outcome) {
        List<Consumer<Settlement>> done = new ArrayList<>();
        synchronized (lock) {
            NavigableMap<Long, Consumer<Settlement>> range =
                    multiple ? unconfirmed.headMap(tag, true) : unconfirmed.subMap(tag, true, tag, true);
            done.addAll(range.values());
            range.clear();
        }
        executor.execute(() -> done.forEach(then -> then.accept(outcome)));
    }

    /** Tells the members of a group something. Nobody waits for it. */
    void tell(String exchange, String word, String member) {
        AMQP.BasicProperties properties = new AMQP.BasicProperties.Builder()
                .type(word)
                .appId(member)
                .deliveryMode(1)
                .build();
        publish(exchange, "", properties, "", outcome -> {});
    }

    /** Puts something into a queue for good, and then says whether it is there. */
    void store(String queue, Map<String, Object> headers, String body, Consumer<Settlement> then) {
        AMQP.BasicProperties properties = new AMQP.BasicProperties.Builder()
                .headers(headers)
                .deliveryMode(PERSISTENT)
                .build();
        publish("", queue, properties, body, then);
    }

    private void publish(
            String exchange, String key, AMQP.BasicProperties properties, String body, Consumer<Settlement> then) {
        boolean sent = false;
        synchronized (lock) {
            if (!over) {
                long tag = channel.getNextPublishSeqNo();
                unconfirmed.put(tag, then);
                try {
                    channel.basicPublish(exchange, key, properties, body.getBytes(StandardCharsets.UTF_8));
                    sent = true;
                } catch (IOException | AlreadyClosedException e) {
                    // The shutdown listener says that the channel is gone.
                    sent = unconfirmed.remove(tag) == null;
                }
            }
        }
        if (!sent) {
            executor.execute(() -> then.accept(Settlement.UNKNOWN));
        }
    }

    private boolean end() {
        List<Consumer<Settlement>> rest;
        boolean before;
        synchronized (lock) {
            before = over;
            over = true;
            rest = new ArrayList<>(unconfirmed.values());
            unconfirmed.clear();
        }
        executor.execute(() -> rest.forEach(then -> then.accept(Settlement.UNKNOWN)));
        return before;
    }

    void close() {
        boolean unused = end();
        connection.close();
    }
}
