package io.onemq.rabbitmq.internal;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ConfirmListener;
import com.rabbitmq.client.ShutdownSignalException;
import io.onemq.PublishException;
import io.onemq.spi.DriverPublisher;
import io.onemq.spi.OutgoingMessage;
import io.onemq.spi.PublishListener;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * One channel in confirm mode on a network connection of its own, so that neither a blocked connection nor a writer that
 * is stuck concerns anybody else. Confirmations come on the thread that reads the connection.
 */
final class RabbitPublisher implements DriverPublisher {
    private final NativeConnection connection;
    private final Channel channel;
    private final PublishListener listener;
    private final SizeLimit limit;
    private final Consumer<DriverPublisher> onClose;
    private final ConfirmWindow window = new ConfirmWindow();
    private final OutgoingMapper mapper = new OutgoingMapper();

    // Used by the publishing thread only.
    private final List<OutgoingMessage> messages = new ArrayList<>();
    private final List<AMQP.BasicProperties> properties = new ArrayList<>();

    private final Object callbacks = new Object();
    private boolean ended; // guarded by callbacks
    private volatile boolean writing;
    private volatile boolean blocked;

    private RabbitPublisher(
            NativeConnection connection,
            Channel channel,
            PublishListener listener,
            SizeLimit limit,
            Consumer<DriverPublisher> onClose) {
        this.connection = connection;
        this.channel = channel;
        this.listener = listener;
        this.limit = limit;
        this.onClose = onClose;
    }

    /** Starts publishing on a connection that becomes the publisher's. */
    static RabbitPublisher open(
            NativeConnection connection, PublishListener listener, SizeLimit limit, Consumer<DriverPublisher> onClose) {
        try {
            RabbitPublisher publisher =
                    new RabbitPublisher(connection, connection.openChannel(), listener, limit, onClose);
            publisher.start();
            return publisher;
        } catch (IOException | AlreadyClosedException e) {
            connection.close();
            throw RabbitErrors.of(e, "Opening a channel to publish");
        }
    }

    private void start() throws IOException {
        connection.connection().addBlockedListener(this::blocked, this::unblocked);
        channel.addReturnListener((code, text, exchange, routingKey, returned, body) ->
                window.returned(exchange, OutgoingMapper.id(returned)));
        channel.addConfirmListener(new Confirms());
        channel.addShutdownListener(this::shutdown);
        // Channel.confirmSelect would make the client keep a sorted set of what is unconfirmed, beside the window here.
        channel.rpc(new AMQP.Confirm.Select.Builder().build());
    }

    @Override
    public void publish(List<? extends OutgoingMessage> batch) {
        writing = true;
        try {
            prepare(batch);
            write(window.add(messages));
        } catch (IOException | AlreadyClosedException e) {
            // The end of the connection is reported by its reader, which looks at it now.
            connection.cut();
        } finally {
            writing = false;
            messages.clear();
            properties.clear();
        }
    }

    private void prepare(List<? extends OutgoingMessage> batch) {
        for (OutgoingMessage message : batch) {
            try {
                if (message.payload().length > limit.bytes()) {
                    throw Refusals.tooLarge(message, limit.bytes());
                }
                properties.add(mapper.properties(message));
                messages.add(message);
            } catch (PublishException e) {
                failed(message, e);
            }
        }
    }

    private void write(long firstSequence) throws IOException {
        connection.cork();
        try {
            long sequence = firstSequence;
            for (int i = 0; i < messages.size(); i++) {
                OutgoingMessage message = messages.get(i);
                try {
                    write(message, properties.get(i));
                    sequence++;
                } catch (IllegalArgumentException e) {
                    // Thrown before a byte is written, so the broker does not count this one.
                    window.withdraw(sequence);
                    failed(message, Refusals.headersTooLarge(message, e));
                }
            }
        } finally {
            connection.uncork();
        }
    }

    private void write(OutgoingMessage message, AMQP.BasicProperties direct) throws IOException {
        AMQP.BasicProperties sent = direct;
        String exchange = message.topic().name();
        String routingKey = mapper.routingKey(message);
        int seconds = DelayRoute.seconds(message.notBefore(), System.currentTimeMillis());
        if (seconds > 0) {
            boolean high = OutgoingMapper.isHigh(message);
            String delayed = DelayRoute.routingKey(seconds, high, DelayRoute.target(exchange, routingKey));
            AMQP.BasicProperties waiting = OutgoingMapper.delayed(message, direct);
            // With larger headers it would end the connection of each of its consumers. It waits in their windows.
            if (OutgoingMapper.headerBytes(waiting) + DelayRoute.growth(seconds, delayed) <= largestHeaders()) {
                exchange = DelayRoute.exchange(seconds);
                routingKey = delayed;
                sent = waiting;
            }
        }
        channel.basicPublish(exchange, routingKey, true, sent, message.payload());
    }

    private int largestHeaders() {
        int frame = connection.connection().getFrameMax();
        return frame == 0 ? Integer.MAX_VALUE : frame;
    }

    private void failed(OutgoingMessage message, PublishException failure) {
        synchronized (callbacks) {
            if (!ended) {
                listener.failed(message, failure);
            }
        }
    }

    private final class Confirms implements ConfirmListener {
        private final List<OutgoingMessage> routed = new ArrayList<>();
        private final List<OutgoingMessage> unroutable = new ArrayList<>();

        @Override
        public void handleAck(long tag, boolean multiple) {
            take(tag, multiple, false);
        }

        @Override
        public void handleNack(long tag, boolean multiple) {
            take(tag, multiple, true);
        }

        private void take(long tag, boolean multiple, boolean nacked) {
            window.take(tag, multiple, routed, unroutable);
            synchronized (callbacks) {
                if (!ended) {
                    report(nacked);
                }
            }
            routed.clear();
            unroutable.clear();
        }

        private void report(boolean nacked) {
            for (OutgoingMessage message : routed) {
                if (nacked) {
                    listener.failed(message, Refusals.nacked(message));
                } else {
                    listener.confirmed(message, null);
                }
            }
            for (OutgoingMessage message : unroutable) {
                listener.failed(message, Refusals.unroutable(message));
            }
        }
    }

    private void shutdown(ShutdownSignalException signal) {
        List<Refusals.Failed> culprits = Refusals.culprits(window.drain(), RabbitErrors.Reply.of(signal), limit);
        synchronized (callbacks) {
            if (!ended) {
                ended = true;
                culprits.forEach(culprit -> listener.failed(culprit.message(), culprit.failure()));
                listener.lost(RabbitErrors.lost(signal, "The connection for publishing ended"));
            }
        }
    }

    private void blocked(String reason) {
        blocked = true;
        synchronized (callbacks) {
            if (!ended) {
                listener.blocked(reason);
            }
        }
    }

    private void unblocked() {
        blocked = false;
        synchronized (callbacks) {
            if (!ended) {
                listener.unblocked();
            }
        }
    }

    @Override
    public void close() {
        synchronized (callbacks) {
            ended = true;
        }
        if (writing || blocked) {
            // The broker would not read a farewell.
            connection.cut();
        }
        connection.close();
        onClose.accept(this);
    }
}
