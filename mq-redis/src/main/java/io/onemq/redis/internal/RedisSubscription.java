package io.onemq.redis.internal;

import io.onemq.ErrorCode;
import io.onemq.MqException;
import io.onemq.Ordering;
import io.onemq.Outcome;
import io.onemq.Settlement;
import io.onemq.spi.DeliveryListener;
import io.onemq.spi.DriverSubscription;
import io.onemq.spi.IncomingMessage;
import io.onemq.spi.SettleRequest;
import io.onemq.spi.SubscriptionSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisDataException;

/** One consumer of a group: a reading and a settling side that live and die together. */
final class RedisSubscription implements DriverSubscription {
    private static final Logger LOG = LoggerFactory.getLogger(RedisSubscription.class);
    private static final long CLOSE_MILLIS = 3_000;

    private final SubscriptionSpec spec;
    private final List<SubscribedStream> streams;
    private final Window window;
    private final Inbox inbox = new Inbox();
    private final Deliveries deliveries;
    private final Links readLinks;
    private final Links settleLinks;
    private final Reader reader;
    private final Settler settler;
    private final Thread readThread;
    private final Thread settleThread;
    private final End onEnd;
    private final AtomicBoolean dead = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Learns of the end of a subscription. */
    interface End {
        /**
         * Called once.
         *
         * @param holdsDeliveries whether the server may still count deliveries as held by the consumer
         */
        void of(RedisSubscription ended, boolean holdsDeliveries);
    }

    /**
     * Joins the group.
     *
     * @param onEnd called when the subscription is lost, before the listener learns it, or closed
     * @throws RuntimeException if the group does not exist or a connection fails; the connections are the caller's then
     */
    RedisSubscription(
            SubscriptionSpec spec,
            List<SubscribedStream> streams,
            RedisSettings settings,
            Links readLinks,
            Links settleLinks,
            DeliveryListener listener,
            End onEnd) {
        this.spec = spec;
        this.streams = streams;
        this.window = new Window(spec.window());
        this.deliveries = new Deliveries(listener);
        this.readLinks = readLinks;
        this.settleLinks = settleLinks;
        this.onEnd = onEnd;
        GroupCommands commands = new GroupCommands(spec);
        long claimMillis = Math.max(
                10, Math.min(settings.claimIntervalMillis(), spec.lease().toMillis() / 4));
        // Nothing has to be woken that does not wait.
        Object readerId = readLinks.takesInOneRequest(streams)
                ? readLinks.of(streams.get(0).key()).optional("CLIENT", "ID")
                : null;
        if (isOrdered()) {
            OwnedStreams owned = new OwnedStreams(spec.window());
            OrderCommands order = new OrderCommands(spec);
            this.reader = new OrderedReader(readLinks, this, owned, order, deliveries, claimMillis);
            this.settler =
                    new OrderedSettler(settleLinks, this, owned, commands, order, deliveries, readerId, claimMillis);
        } else {
            this.reader = new GroupReader(readLinks, this, commands, deliveries, claimMillis);
            this.settler = new GroupSettler(settleLinks, this, commands, deliveries, readerId);
        }
        readLinks.timeout(reader.patienceMillis(settings.replyTimeoutMillis()));
        settler.join();
        String name = spec.topic().name() + "." + spec.group().name();
        this.readThread = thread(reader, "onemq-redis-read-" + name);
        this.settleThread = thread(settler, "onemq-redis-settle-" + name);
    }

    private static Thread thread(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    private boolean isOrdered() {
        return spec.group().ordering() == Ordering.KEY;
    }

    void start() {
        settleThread.start();
        readThread.start();
    }

    SubscriptionSpec spec() {
        return spec;
    }

    List<SubscribedStream> streams() {
        return streams;
    }

    Window window() {
        return window;
    }

    Inbox inbox() {
        return inbox;
    }

    @Override
    public void settle(List<? extends SettleRequest> batch) {
        List<SettleRequest> taken = new ArrayList<>(batch.size());
        for (SettleRequest request : batch) {
            RedisMessage message = (RedisMessage) request.message();
            boolean stays = request.action() == SettleRequest.Action.NOTE;
            if (stays ? !message.isEnded() : message.end()) {
                taken.add(request);
            } else {
                request.complete(Settlement.LEASE_LOST);
            }
        }
        if (!inbox.settle(taken)) {
            taken.forEach(request -> request.complete(Settlement.LEASE_LOST));
        }
        window.giveBack(taken.size());
    }

    @Override
    public void renew(Collection<? extends IncomingMessage> messages) {
        List<RedisMessage> mine = new ArrayList<>(messages.size());
        messages.forEach(message -> mine.add((RedisMessage) message));
        inbox.renew(mine);
    }

    /** Entries of a group ordered by key have no leases of their own, so they can wait in the window. */
    @Override
    public boolean pause() {
        if (isOrdered()) {
            return false;
        }
        deliveries.pause(true);
        window.close();
        inbox.unblock();
        return true;
    }

    @Override
    public void resume() {
        deliveries.pause(false);
        window.open();
    }

    @Override
    public void stop() {
        deliveries.stop();
        reader.stop();
        settler.stop();
        inbox.unblock();
    }

    /** Reports that the retention of the topic took entries from the group: how many, and the first of them. */
    void tellLost(SubscribedStream stream, String lost) {
        String[] countAndFirst = lost.split(" ", -1);
        String count = countAndFirst[0].equals("?") ? "an unknown number of" : countAndFirst[0];
        deliveries.notice(
                "Group " + spec.group().name() + " of topic " + spec.topic().name() + " has lost " + count
                        + " messages of partition " + stream.partition() + ", from " + countAndFirst[1]
                        + " on, that it had not read: they were beyond the retention of the topic, which drops them");
    }

    /** Called by either thread when it cannot go on. */
    void failed(RuntimeException failure) {
        // Whoever comes second waits, and answers what it has left when the loss was reported.
        synchronized (dead) {
            if (!dead.compareAndSet(false, true)) {
                return;
            }
            reader.stop();
            readLinks.close();
            settleLinks.close();
            onEnd.of(this, true);
            deliveries.lost(explain(failure));
        }
        inbox.close().forEach(request -> request.complete(Settlement.LEASE_LOST));
        inbox.finish();
    }

    private MqException explain(RuntimeException failure) {
        String doing = "Consuming topic " + spec.topic().name() + ", group "
                + spec.group().name() + ",";
        MqException translated = RedisErrors.translate(failure, doing, Outcome.UNKNOWN);
        return failure instanceof JedisDataException && translated.code() == ErrorCode.NOT_FOUND
                ? new MqException(
                        ErrorCode.NOT_FOUND,
                        Outcome.NOT_SENT,
                        false,
                        "Topic " + spec.topic().name() + " or its group "
                                + spec.group().name()
                                + " exists no more: it was deleted, or the server lost its data or, in a cluster, gave it away",
                        failure)
                : translated;
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        deliveries.end();
        stop();
        Threads.join(readThread, CLOSE_MILLIS);
        inbox.finish();
        Threads.join(settleThread, CLOSE_MILLIS);
        boolean orderly = !readThread.isAlive() && !settleThread.isAlive() && dead.compareAndSet(false, true);
        if (orderly) {
            onEnd.of(this, !leave());
        } else if (dead.compareAndSet(false, true)) {
            onEnd.of(this, true);
        }
        inbox.close().forEach(request -> request.complete(Settlement.LEASE_LOST));
        readLinks.close();
        settleLinks.close();
    }

    /** Returns false if the connection failed before everything was handed back. */
    private boolean leave() {
        try {
            settler.leave();
            return true;
        } catch (RuntimeException e) {
            LOG.debug("Handing back the deliveries of consumer {} failed", spec.consumerName(), e);
            return false;
        }
    }
}
