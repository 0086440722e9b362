package io.onemq.mqtt.internal;

import io.onemq.MqException;
import io.onemq.spi.SubscriptionSpec;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Which parts of its group a member has. Members tell that they live by retained messages, which the broker clears when
 * they die, and claim parts by others. The thread in here follows that, and does everything that blocks.
 */
final class Shares implements LinkListener {
    private static final int AT_LEAST_ONCE = 1;
    private static final long TICK_MILLIS = 200;

    /** How long a member that loses a part in good order may take to settle what it has of it. */
    private static final long HAND_OVER_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final MqttSubscription subscription;
    private final MqttSettings settings;
    private final SubscriptionSpec spec;
    private final int count;
    private final String members;
    private final String places;
    private final String echo;
    private final Membership membership;
    private final Map<Integer, Share> shares = new ConcurrentHashMap<>();
    private final Thread keeper;
    private final Semaphore wakeUps = new Semaphore(0);
    private final Object lock = new Object(); // guards the membership
    private volatile boolean over;
    private volatile @Nullable KeptPart kept;
    private @Nullable Link link;
    private long arrivals; // of the link's thread
    private long told;

    Shares(MqttSubscription subscription, MqttSettings settings, SubscriptionSpec spec, int count) {
        this.subscription = subscription;
        this.settings = settings;
        this.spec = spec;
        this.count = count;
        this.members = Places.members(spec.topic(), spec.group());
        this.places = Places.parts(spec.topic(), spec.group());
        this.echo = "onemq/echo/" + spec.consumerName();
        this.membership = new Membership(spec.consumerName(), count, goneMillis());
        this.keeper = new Thread(this::run, "onemq-mqtt-keeper-" + spec.consumerName());
        keeper.setDaemon(true);
    }

    /** A part that this member has claimed, from the claim to its end. */
    private static final class Share {
        private final Claim before;
        private final boolean died;
        private final long claimedNanos = System.nanoTime();
        private @Nullable Part part;
        private long leavingNanos;

        Share(Claim before, boolean died) {
            this.before = before;
            this.died = died;
        }
    }

    private long goneMillis() {
        return settings.keepAliveSeconds() * 2_000L;
    }

    private Link link() {
        Link open = link;
        if (open == null) {
            throw new IllegalStateException("not open");
        }
        return open;
    }

    /** Joins the group. Members of this client that have ended are gone for the others, too. */
    void start(Collection<String> earlierMembers) {
        String self = members + spec.consumerName();
        String clientId = settings.clientName() + "/" + spec.consumerName();
        Link open = Link.open(settings, new LinkOptions(clientId, true, 0, 0xffff, self), this);
        link = open;
        open.start();
        for (String earlier : earlierMembers) {
            int unusedAnswer = open.await(open.retain(members + earlier, new PacketWriter(), new byte[0]));
        }
        int unused = open.await(tellThatItLives());
        open.subscribe(echo, AT_LEAST_ONCE);
        open.subscribe(members + "+", AT_LEAST_ONCE);
        open.subscribe(places + "+", AT_LEAST_ONCE);
        // Comes after what is retained.
        open.publish(0, echo, new PacketWriter(), new byte[0], (reason, text) -> {});
        open.flush();
        keeper.start();
    }

    private CompletableFuture<Integer> tellThatItLives() {
        told = System.nanoTime();
        PacketWriter expiry =
                new PacketWriter().u8(Properties.MESSAGE_EXPIRY).u32(TimeUnit.MILLISECONDS.toSeconds(goneMillis()));
        return link().retain(members + spec.consumerName(), expiry, "1".getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void arrived(List<Publication> batch) {
        for (Publication publication : batch) {
            String topic = publication.topic();
            KeptPart open = kept;
            synchronized (lock) {
                if (topic.startsWith(members)) {
                    membership.seen(topic.substring(members.length()), publication.payload().length > 0);
                } else if (topic.startsWith(places)) {
                    membership.claimed(
                            Integer.parseInt(topic.substring(places.length())), Claim.parse(publication.payload()));
                } else if (topic.equals(echo)) {
                    membership.complete();
                }
            }
            if (open != null && topic.startsWith(Places.kept(spec.topic()))) {
                open.arrived(publication, arrivals++);
            }
            if (publication.packetId() > 0) {
                boolean unused = link().acknowledge(publication.packetId());
            }
        }
        link().flush();
        wake();
    }

    @Override
    public void closed(MqException cause) {
        subscription.fail(cause);
    }

    void wake() {
        wakeUps.release();
    }

    private void run() {
        try {
            while (!over) {
                step();
                pause();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            if (!over) {
                subscription.fail(e);
            }
        }
    }

    private void pause() throws InterruptedException {
        KeptPart open = kept;
        long millis = open == null ? TICK_MILLIS : Math.max(1, Math.min(TICK_MILLIS, open.untilDue()));
        boolean unused = wakeUps.tryAcquire(millis, TimeUnit.MILLISECONDS);
        int unusedOnes = wakeUps.drainPermits();
    }

    private void step() {
        if (System.nanoTime() - told > TimeUnit.MILLISECONDS.toNanos(goneMillis() / 4)) {
            CompletableFuture<Integer> unused = tellThatItLives();
        }
        for (int number = 0; number < count && !over; number++) {
            step(number);
        }
        subscription.tryHandOver();
    }

    private void step(int number) {
        boolean wanted;
        boolean mine;
        boolean free;
        Claim claim;
        synchronized (lock) {
            if (!membership.isComplete()) {
                return;
            }
            membership.expire();
            wanted = membership.isWanted(number);
            mine = membership.isMine(number);
            free = membership.isFree(number);
            claim = membership.claim(number);
        }
        Share share = shares.get(number);
        if (share == null) {
            if (wanted && free) {
                shares.put(number, new Share(claim, !claim.owner().isEmpty()));
                write(number, new Claim(spec.consumerName(), spec.window(), claim.returns()));
            }
        } else if (share.part == null) {
            open(number, share, mine);
        } else if (!mine) {
            drop(number, share.part);
        } else if (wanted && share.leavingNanos == 0) {
            share.part.step();
        } else {
            leave(number, share, share.part);
        }
    }

    /** Opens a part when the broker has passed the claim back to this member, so that it knows itself to be the last. */
    private void open(int number, Share share, boolean mine) {
        if (mine) {
            Part part = Places.isKept(spec.topic())
                    ? new KeptPart(subscription, link(), Places.kept(spec.topic()), share.before, share.died)
                    : new SessionPart(
                            subscription,
                            number,
                            Places.session(spec.topic(), spec.group(), number),
                            share.before,
                            share.died);
            share.part = part;
            if (part instanceof KeptPart fresh) {
                kept = fresh;
            }
            part.open();
        } else if (System.nanoTime() - share.claimedNanos > HAND_OVER_NANOS) {
            shares.remove(number);
        }
    }

    private void drop(int number, Part part) {
        forget(number);
        subscription.lose(part);
        part.abort();
    }

    private void leave(int number, Share share, Part part) {
        if (share.leavingNanos == 0) {
            share.leavingNanos = System.nanoTime();
            part.leave();
        }
        if (subscription.giveUp(part) || System.nanoTime() - share.leavingNanos > HAND_OVER_NANOS) {
            forget(number);
            subscription.lose(part);
            release(number, part);
        }
    }

    private void forget(int number) {
        shares.remove(number);
        kept = null;
    }

    private void release(int number, Part part) {
        part.close();
        write(number, new Claim("", 0, part.returns(true)));
    }

    /** Writes a claim and waits until the broker has it. */
    void write(int number, Claim claim) {
        int unused = link().await(link().retain(places + number, new PacketWriter(), claim.bytes()));
    }

    /** Leaves the group in good order. */
    void close() {
        over = true;
        wake();
        try {
            keeper.join(settings.requestMillis());
            for (Map.Entry<Integer, Share> share : shares.entrySet()) {
                Part part = share.getValue().part;
                if (part != null) {
                    release(share.getKey(), part);
                } else {
                    write(share.getKey(), share.getValue().before);
                }
            }
            int unused = link().await(link().retain(members + spec.consumerName(), new PacketWriter(), new byte[0]));
            link().close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (MqException e) {
            // The broker has gone meanwhile. It finds out by itself that this member has, too.
        }
        abort();
    }

    /** Leaves at once; the broker tells the others. */
    void abort() {
        over = true;
        wake();
        shares.values().forEach(share -> {
            Part part = share.part;
            if (part != null) {
                part.abort();
            }
        });
        Link open = link;
        if (open != null) {
            open.abort();
        }
    }
}
