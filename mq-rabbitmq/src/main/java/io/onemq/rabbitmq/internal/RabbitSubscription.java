package io.onemq.rabbitmq.internal;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import io.onemq.spi.DeliveryListener;
import io.onemq.spi.DriverSubscription;
import io.onemq.spi.IncomingMessage;
import io.onemq.spi.SettleRequest;
import io.onemq.spi.SubscriptionSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/**
 * One channel that consumes the queues of a group. The channel is the incarnation: delivery tags mean nothing on another
 * one, and its end gives back what is unsettled.
 */
final class RabbitSubscription implements DriverSubscription {
    /** Quorum queues do not go beyond it. */
    private static final int MAX_PREFETCH = 2000;

    private static final int CLOSE_MILLIS = 2_000;

    private final SubscriptionSpec spec;
    private final NativeConnection connection;
    private final Channel channel;
    private final Dispatcher dispatcher;
    private final Consumer<DriverSubscription> onClose;
    private final Unsettled unsettled = new Unsettled();
    private final Settler settler;
    private final Intake intake;
    private final int prefetch;
    private final List<String> queues;
    private final boolean hasStreams;
    private final Runnable handOver = this::handOver;

    private RabbitSubscription(
            SubscriptionSpec spec,
            List<String> queues,
            boolean hasStreams,
            NativeConnection connection,
            Channel channel,
            Dispatcher dispatcher,
            DeliveryListener listener,
            Consumer<DriverSubscription> onClose) {
        this.spec = spec;
        this.connection = connection;
        this.channel = channel;
        this.dispatcher = dispatcher;
        this.onClose = onClose;
        this.queues = queues;
        this.hasStreams = hasStreams;
        this.prefetch = prefetch(spec.window(), queues.size());
        this.settler = new Settler(connection, channel, unsettled, new OutcomeCheck(channel, prefetch, dispatcher));
        this.intake = new Intake(listener, unsettled, spec.window(), dispatcher);
    }

    /** Prepares a channel for consuming. */
    private interface Setup {
        void on(Channel channel) throws IOException;
    }

    /** Opens a channel and consumes. */
    static RabbitSubscription open(
            SubscriptionSpec spec,
            boolean hasStreams,
            NativeConnection connection,
            Dispatcher dispatcher,
            DeliveryListener listener,
            Consumer<DriverSubscription> onClose) {
        List<String> queues = Queues.of(spec.topic(), spec.group());
        return open(spec, queues, hasStreams, channel -> {}, connection, dispatcher, listener, onClose);
    }

    /** Opens a channel and consumes a queue that lives as long as its consumer. The delay queues must exist. */
    static RabbitSubscription openBroadcast(
            SubscriptionSpec spec,
            NativeConnection connection,
            Dispatcher dispatcher,
            DeliveryListener listener,
            Consumer<DriverSubscription> onClose) {
        String queue = BroadcastQueue.name(spec);
        return open(
                spec,
                List.of(queue),
                false,
                channel -> BroadcastQueue.declare(channel, queue, spec.topic()),
                connection,
                dispatcher,
                listener,
                onClose);
    }

    private static RabbitSubscription open(
            SubscriptionSpec spec,
            List<String> queues,
            boolean hasStreams,
            Setup setup,
            NativeConnection connection,
            Dispatcher dispatcher,
            DeliveryListener listener,
            Consumer<DriverSubscription> onClose) {
        String tried = "Consuming " + name(spec);
        Channel channel;
        try {
            channel = connection.openChannel();
        } catch (IOException | AlreadyClosedException e) {
            throw RabbitErrors.of(e, tried);
        }
        RabbitSubscription subscription =
                new RabbitSubscription(spec, queues, hasStreams, connection, channel, dispatcher, listener, onClose);
        try {
            subscription.consume(setup);
            // Not earlier: what ends the channel before is the failure of this call. If it has ended since, this tells.
            channel.addShutdownListener(subscription::shutdown);
            return subscription;
        } catch (IOException | AlreadyClosedException e) {
            subscription.intake.end();
            Channels.abort(channel);
            throw RabbitErrors.of(e, tried);
        }
    }

    /** The prefetch counts per queue, so that all of them together may fill the window. */
    private static int prefetch(int window, int queues) {
        return Math.min(MAX_PREFETCH, (window + queues - 1) / queues);
    }

    private static String name(SubscriptionSpec spec) {
        return "group " + spec.group().name() + " of topic " + spec.topic().name();
    }

    private void consume(Setup setup) throws IOException {
        channel.exchangeDeclarePassive(spec.topic().name());
        setup.on(channel);
        channel.basicQos(prefetch);
        consumeQueues();
    }

    private void consumeQueues() throws IOException {
        for (int i = 0; i < queues.size(); i++) {
            channel.basicConsume(queues.get(i), false, tag(i), consumer(i));
        }
    }

    private QueueConsumer consumer(int queue) {
        return new QueueConsumer(this, queues.get(queue), hasStreams ? queue : RabbitMessage.NO_PARTITION);
    }

    private String tag(int queue) {
        return queues.size() == 1 ? spec.consumerName() : spec.consumerName() + ".p" + queue;
    }

    void arrived(long tag, boolean redelivered, int partition, AMQP.BasicProperties properties, byte[] body) {
        if (intake.arrived(new RabbitMessage(unsettled, tag, redelivered, partition, properties, body))) {
            dispatcher.afterCurrentTask(handOver);
        }
    }

    private void handOver() {
        giveBack(intake.pause());
    }

    private void giveBack(List<RabbitMessage> messages) {
        if (!messages.isEmpty()) {
            settler.giveBack(messages);
        }
    }

    /** The broker has ended the consumer of a queue. What the channel holds is given back when it is closed. */
    void cancelled(String queue) {
        intake.lost(RabbitErrors.cancelled("queue " + queue));
    }

    private void shutdown(ShutdownSignalException signal) {
        // The reader of the connection must not wait for the engine.
        dispatcher.execute(() -> intake.lost(RabbitErrors.lost(signal, "The consumer of " + name(spec) + " ended")));
    }

    @Override
    public void settle(List<? extends SettleRequest> batch) {
        settler.settle(batch);
        intake.room();
    }

    /** A lease lasts as long as the channel. */
    @Override
    public void renew(Collection<? extends IncomingMessage> messages) {}

    @Override
    public int deliveryLimit() {
        return Queues.deliveryLimit(spec.group());
    }

    /** The channel stays, and with it what is held; without consumers the broker sends nothing. */
    @Override
    public boolean pause() {
        giveBack(intake.close());
        cancel();
        return true;
    }

    @Override
    public void resume() {
        if (!intake.reopen()) {
            return;
        }
        try {
            consumeQueues();
            if (hasStreams) {
                GroupMoves.refuseMember(connection, spec.topic(), spec.group());
            }
        } catch (IOException | RuntimeException e) {
            intake.lost(RabbitErrors.of(e, "Consuming " + name(spec)));
        }
    }

    @Override
    public void stop() {
        giveBack(intake.stop());
        cancel();
    }

    private void cancel() {
        List<String> tags = new ArrayList<>();
        for (int i = 0; i < queues.size(); i++) {
            tags.add(tag(i));
        }
        Channels.cancel(channel, tags);
    }

    @Override
    public void close() {
        boolean first = intake.end();
        Bounded.run(CLOSE_MILLIS, () -> {
            if (first) {
                settler.awaitOutcomes(CLOSE_MILLIS);
                settler.settleForGood(queues);
            }
            Channels.abort(channel);
        });
        onClose.accept(this);
    }
}
